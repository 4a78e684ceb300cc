"""Messages of 64 bytes, each a write of its own, one after the other without waiting; the answers are read beside:
pipeline.py PORT COUNT. Prints messages per second."""
import os, socket, sys, threading, time
port, count = int(sys.argv[1]), int(sys.argv[2])
message = bytes(range(64))
with socket.create_connection(("127.0.0.1", port)) as s:
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # The reader is a process of its own: threads of Python would wait for each other.
    start = time.perf_counter()
    reader = os.fork()
    if reader == 0:
        left = count * 64
        while left:
            left -= len(s.recv(min(left, 1 << 18)))
        os._exit(0)
    send = s.sendall
    for _ in range(count):
        send(message)
    os.waitpid(reader, 0)
    print(count / (time.perf_counter() - start))
