"""Three clients at once, a thread each, that all wait for each other before any of them sends."""
import socket
import sys
import threading

host, port = sys.argv[1], int(sys.argv[2])
together = threading.Barrier(3)
answers = [""] * 3


def client(number):
    with socket.create_connection((host, port)) as sock:
        together.wait()
        sock.sendall(f"client {number}".encode())
        answers[number] = sock.recv(1024).decode()


threads = [threading.Thread(target=client, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("|".join(answers))
