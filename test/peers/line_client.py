"""An interactive client: sends each line of its input and prints the answer to it."""
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
with socket.create_connection((host, port)) as sock:
    print("local port", sock.getsockname()[1])
    for line in sys.stdin:
        sock.sendall(line.encode())
        print("answer:", sock.recv(4096).decode().rstrip("\n"))
print("closed")
