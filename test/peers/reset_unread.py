"""A server that reads nothing and, when a line comes on its input, closes: what is unread turns that into a reset."""
import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
connection, _ = server.accept()
sys.stdin.readline()
connection.close()
