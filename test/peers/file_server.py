"""A server that waits for a first message, sends a file and closes."""
import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", 0))
server.listen()
connection, address = server.accept()
request = connection.recv(1024)
print("asked", request, flush=True)
with open(sys.argv[1], "rb") as file:
    while data := file.read(4096):
        connection.send(data)
connection.close()
server.close()
