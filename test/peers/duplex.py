"""
Bulk transfer both ways at once. `duplex.py serve BYTES` or `duplex.py connect HOST PORT BYTES`: sends that many bytes,
ends sending, reads to the end, and prints the SHA-256 of what it sent and of what came.
"""
import hashlib
import os
import socket
import sys
import threading

if sys.argv[1] == "serve":
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    sock, _ = server.accept()
else:
    sock = socket.create_connection((sys.argv[2], int(sys.argv[3])))
size = int(sys.argv[-1])
sent = hashlib.sha256()


def send():
    block = os.urandom(1_048_573)
    left = size
    while left:
        piece = block[:left]
        sock.sendall(piece)
        sent.update(piece)
        left -= len(piece)
    sock.shutdown(socket.SHUT_WR)


thread = threading.Thread(target=send)
thread.start()
came = hashlib.sha256()
while data := sock.recv(1 << 20):
    came.update(data)
thread.join()
print("sent", sent.hexdigest(), "came", came.hexdigest())
