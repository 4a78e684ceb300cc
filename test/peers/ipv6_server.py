"""An IPv6 server that answers one message with itself."""
import socket

with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as server:
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind(("::1", 0))
    server.listen()
    client, address = server.accept()
    with client:
        client.sendall(client.recv(1024))
        print("served", address[0])
