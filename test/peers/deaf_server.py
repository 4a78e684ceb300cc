"""A server that never accepts and whose queue is full: the system drops whoever knocks, so a connect gets no answer."""
import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
address = server.getsockname()
waiting = []
# Fill the queue with connections of our own until one of them isn't taken any more.
while True:
    sock = socket.socket()
    sock.settimeout(0.3)
    waiting.append(sock)
    try:
        sock.connect(address)
    except TimeoutError:
        break
print("deaf", address[1])
sys.stdin.read()
