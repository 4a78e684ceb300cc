"""Connects and sends a file as fast as the system can: send.py PORT FILE"""
import socket, sys
with open(sys.argv[2], "rb") as f, socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
    s.sendfile(f)
    s.shutdown(socket.SHUT_WR)
    while s.recv(65536):
        pass
