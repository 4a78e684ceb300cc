"""A Unix stream client that sends one message, ends sending, and reads until the server closes."""
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
    sock.connect(sys.argv[1])
    sock.sendall(sys.argv[2].encode())
    sock.shutdown(socket.SHUT_WR)
    answer = b""
    while data := sock.recv(1024):
        answer += data
    print("answer:", answer.decode())
