"""A server that reads until its client has ended sending, says how that ended, and only then answers."""
import socket

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
sock, _ = server.accept()
total = 0
try:
    while data := sock.recv(65536):
        total += len(data)
    print("end after", total)
    sock.sendall(b"got %d" % total)
except ConnectionResetError:
    print("reset after", total)
sock.close()
