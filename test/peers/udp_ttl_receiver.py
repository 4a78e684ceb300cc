"""Prints the TTL that each datagram came with. Any free port of 127.0.0.1."""
import socket
IP_RECVTTL = 12  # of Linux; the module has no name for it
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
s.bind(("127.0.0.1", 0))
while True:
    data, extra, flags, address = s.recvmsg(65535, 64)
    print("ttl", int.from_bytes(extra[0][2], "little"), flush=True)
