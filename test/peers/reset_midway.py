"""A client that sends 100,000 bytes and, when a line comes on its input, resets the connection."""
import socket
import struct
import sys

client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
client.sendall(b"x" * 100_000)
sys.stdin.readline()
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
client.close()
