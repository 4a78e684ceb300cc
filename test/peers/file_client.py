"""A client that says hello first and writes what comes to a file, until the end."""
import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(("127.0.0.1", int(sys.argv[1])))
client.send(b"Hello server!")
with open(sys.argv[2], "wb") as file:
    print("file opened", flush=True)
    while True:
        data = client.recv(1024)
        if not data:
            break
        file.write(data)
print("received", flush=True)
client.close()
