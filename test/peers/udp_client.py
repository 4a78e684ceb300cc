"""Sends each argument as a datagram and prints each answer: udp_client.py HOST PORT MESSAGE…"""
import socket, sys
host, port = sys.argv[1], int(sys.argv[2])
family = socket.AF_INET6 if ":" in host else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as s:
    s.settimeout(60)
    for message in sys.argv[3:]:
        s.sendto(message.encode(), (host, port))
        data, server = s.recvfrom(65535)
        print(data.decode())
