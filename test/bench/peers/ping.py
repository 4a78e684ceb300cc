"""One message at a time, each awaited: ping.py PORT COUNT. Prints messages per second."""
import socket, sys, time
port, count = int(sys.argv[1]), int(sys.argv[2])
message = bytes(range(64))
with socket.create_connection(("127.0.0.1", port)) as s:
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    start = time.perf_counter()
    for _ in range(count):
        s.sendall(message)
        left = 64
        while left:
            left -= len(s.recv(left))
    print(count / (time.perf_counter() - start))
