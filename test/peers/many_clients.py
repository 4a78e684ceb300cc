"""Opens many connections, says so, and holds them until its input ends: `many_clients.py HOST PORT COUNT`."""
import resource
import socket
import sys

host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 64), hard))
socks = []
for _ in range(count):
    socks.append(socket.create_connection((host, port), timeout=60))
print("connected", len(socks))
sys.stdin.read()
for sock in socks:
    sock.close()
print("closed")
