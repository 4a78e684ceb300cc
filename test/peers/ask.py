"""Sends each argument as one message and prints what comes back to it, or how the connection ended."""
import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
    connection.settimeout(60)
    try:
        for message in sys.argv[2:]:
            connection.sendall(message.encode("latin1"))
            answer = connection.recv(65536)
            print(answer, flush=True)
            if not answer:
                break
    except ConnectionResetError:
        print("reset", flush=True)
