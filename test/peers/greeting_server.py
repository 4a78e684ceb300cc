"""A server that greets its client and closes."""
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", 0))
server.listen()
client, address = server.accept()
client.sendall(b"Welcome, client!\r\n")
client.close()
server.close()
print("greeted", address[1])
