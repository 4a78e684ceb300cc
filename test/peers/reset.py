"""Ends a connection by a reset (SO_LINGER 0) as soon as anything came: `reset.py connect HOST PORT` or `reset.py serve`."""
import socket
import struct
import sys

if sys.argv[1] == "connect":
    sock = socket.create_connection((sys.argv[2], int(sys.argv[3])))
else:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    sock, _ = server.accept()
sock.sendall(b"half a mess")
sock.recv(1)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
sock.close()
print("reset")
