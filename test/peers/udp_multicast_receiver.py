"""Joins a group (of IPv4 on loopback) and prints what is sent to it: udp_multicast_receiver.py GROUP [INTERFACE]. Any free port."""
import socket, struct, sys
group = sys.argv[1]
if ":" in group:
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.bind(("::", 0))
    request = socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", socket.if_nametoindex(sys.argv[2]))
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", 0))
    request = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton("127.0.0.1"))
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
print("joined", flush=True)
while True:
    data, address = s.recvfrom(65535)
    print(data.decode(), flush=True)
