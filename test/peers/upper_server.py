"""An interactive server: answers each message in upper case until the client says `bye` or closes."""
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", 0))
server.listen(1)
client, _ = server.accept()
while True:
    data = client.recv(1024)
    if not data or data.strip() == b"bye":
        break
    client.send(data.decode().upper().encode())
client.close()
server.close()
print("done")
