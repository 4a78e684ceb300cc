"""The far end of a relay: prints its port. A client says first how many bytes it wants (8 bytes, big-endian) and gets
them while it sends its own; whoever wants 2**63 gets back what it sends."""
import socket, threading

ECHO = 1 << 63
block = bytes(range(256)) * 4096


def send(sock, left):
    while left:
        piece = block[:left]
        sock.sendall(piece)
        left -= len(piece)
    sock.shutdown(socket.SHUT_WR)


def serve(sock):
    with sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wanted = int.from_bytes(sock.recv(8, socket.MSG_WAITALL), "big")
        if wanted == ECHO:
            while data := sock.recv(65536):
                sock.sendall(data)
            return
        sender = threading.Thread(target=send, args=(sock, wanted))
        sender.start()
        buffer = bytearray(1 << 20)
        while sock.recv_into(buffer):
            pass
        sender.join()


server = socket.create_server(("127.0.0.1", 0), backlog=16)
print(server.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
