"""Answers one client line by line, as an old protocol does: python script_server.py
The client gets a greeting; `NAME x` is answered with `HELLO x`, `FLOOD n` with n letters a, `SLOW` byte by byte,
`BYE` with the end, `DEAF` with not reading any more."""

import socket
import time

with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        client, _ = server.accept()
        with client:
            client.sendall(b"READY\r\n")
            for line in client.makefile("rb"):
                word, _, rest = line.strip().partition(b" ")
                if word == b"NAME":
                    client.sendall(b"HELLO " + rest + b"\r\n")
                elif word == b"FLOOD":
                    client.sendall(b"a" * int(rest) + b"!\r\n")
                elif word == b"SLOW":
                    for byte in b"\x00\xffdone\r\n":
                        client.sendall(bytes([byte]))
                        time.sleep(0.002)
                elif word == b"BYE":
                    client.sendall(b"GOOD")
                    break
