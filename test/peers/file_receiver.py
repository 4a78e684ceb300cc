"""A server that writes what comes to a file until the end, and then says how much that was."""
import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", 0))
server.listen()
connection, address = server.accept()
total = 0
with open(sys.argv[1], "wb") as file:
    while data := connection.recv(65536):
        file.write(data)
        total += len(data)
connection.sendall(b"got %d bytes" % total)
connection.close()
server.close()
print("received", total, flush=True)
