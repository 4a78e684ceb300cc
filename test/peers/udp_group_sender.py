"""Sends a message to a group over loopback, or to a broadcast address: udp_group_sender.py ADDRESS PORT MESSAGE [INTERFACE]"""
import socket, struct, sys
address, port, message = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
if ":" in address:
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, socket.if_nametoindex(sys.argv[4] if len(sys.argv) > 4 else "lo"))
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
s.sendto(message, (address, port))
