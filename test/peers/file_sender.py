"""A client that just sends a file and closes."""
import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(("127.0.0.1", int(sys.argv[1])))
with open(sys.argv[2], "rb") as file:
    client.sendall(file.read())
client.close()
print("sent", flush=True)
