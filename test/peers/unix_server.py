"""A Unix stream server that answers every message with itself."""
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
    server.bind(sys.argv[1])
    server.listen(1)
    print("ready")
    client, _ = server.accept()
    with client:
        while data := client.recv(1024):
            client.sendall(data)
print("done")
