"""The near end of a relay: relay_client.py PORT UP DOWN sends UP bytes while it gets DOWN, and prints bytes per second
of both together. relay_client.py PORT ping COUNT prints 64-byte ping-pongs per second."""
import socket, sys, threading, time
port = int(sys.argv[1])
block = bytes(range(256)) * 4096
with socket.create_connection(("127.0.0.1", port)) as s:
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.argv[2] == "ping":
        count, message = int(sys.argv[3]), block[:64]
        s.sendall((1 << 63).to_bytes(8, "big"))
        start = time.perf_counter()
        for _ in range(count):
            s.sendall(message)
            left = 64
            while left:
                left -= len(s.recv(left))
        print(count / (time.perf_counter() - start))
    else:
        up, down = int(sys.argv[2]), int(sys.argv[3])
        start = time.perf_counter()
        s.sendall(down.to_bytes(8, "big"))

        def send(left=up):
            while left:
                piece = block[:left]
                s.sendall(piece)
                left -= len(piece)
            s.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        buffer, came = bytearray(1 << 20), 0
        while n := s.recv_into(buffer):
            came += n
        sender.join()
        assert came == down, came
        print((up + down) / (time.perf_counter() - start))
