"""A datagram server of a networking course: answers each datagram in capitals. Any free port of 127.0.0.1."""
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
while True:
    data, address = s.recvfrom(65535)
    s.sendto(data.upper(), address)
