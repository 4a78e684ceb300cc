"""A client that sends one message and waits for one answer."""
import socket
import sys

host, port, message = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with socket.create_connection((host, port)) as sock:
    sock.sendall(message.encode())
    print(sock.recv(1024).decode())
