"""Sends bytes and resets right behind them (SO_LINGER 0), each connection anew, until it is stopped or has made COUNT.

argv: `serve COUNT` or `connect PORT COUNT`, then any of: `after-end` (reads our end first), `mute` (waits for nothing),
`told` (waits for a line of its own input: where nothing is waited for a reset may overtake the connect), `orderly`
(closes with an end and no reset), `size=BYTES`, `tls=CERT,KEY` or `tls` (inside TLS), `notify` (ends TLS by its
close_notify first)
"""
import socket
import ssl
import struct
import sys

role, *rest = sys.argv[1:]
port = int(rest.pop(0)) if role == "connect" else None
count = int(rest.pop(0))
chosen = dict(o.split("=", 1) if "=" in o else (o, "") for o in rest)
message = b"x" * int(chosen.get("size", "11"))

if role == "serve":
    server = socket.create_server(("127.0.0.1", 0))


def wire():
    sock = server.accept()[0] if role == "serve" else socket.create_connection(("127.0.0.1", port))
    if "tls" not in chosen:
        return sock
    if role == "serve":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*chosen["tls"].split(","))
        return context.wrap_socket(sock, server_side=True)
    context = ssl._create_unverified_context()
    return context.wrap_socket(sock)


for _ in range(count):
    sock = wire()
    # Else the last bytes might wait here for the first to be acknowledged, and go with the reset.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if "after-end" in chosen:
        while sock.recv(1000):
            pass
    elif "told" in chosen:
        sys.stdin.readline()
    elif "mute" not in chosen:
        sock.recv(1000)
    sock.sendall(message)
    if "notify" in chosen:
        sock.setblocking(False)
        try:
            sock.unwrap()
        except ssl.SSLError:
            pass
    if "orderly" not in chosen:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if "tls" in chosen:
        sock = socket.socket(fileno=sock.detach())
    sock.close()
    print("gone", flush=True)
