"""
Bulk transfer with a hash. `transfer.py send HOST PORT BYTES` connects, sends that many bytes as fast as they are taken,
ends sending and prints their SHA-256. `transfer.py receive HOST PORT` connects and prints the SHA-256 of what came.
The bytes repeat a block whose length is odd, so that a lost or doubled piece changes the hash.
"""
import hashlib
import os
import socket
import sys

role, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
digest = hashlib.sha256()
sock = socket.create_connection((host, port))
total = 0
if role == "send":
    size = int(sys.argv[4])
    block = os.urandom(1_048_573)
    while total < size:
        piece = block[: size - total]
        sock.sendall(piece)
        digest.update(piece)
        total += len(piece)
    sock.shutdown(socket.SHUT_WR)
    sock.recv(1)
else:
    while data := sock.recv(1 << 20):
        digest.update(data)
        total += len(data)
sock.close()
print("sha256", digest.hexdigest(), total)
