"""Sends messages with their length before them, as struct and protobuf write it, in pieces of a few bytes."""
import socket
import struct
import sys

host, port, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def framed(body):
    return (struct.pack("<H", len(body) + 2) if how == "struct" else varint(len(body))) + body


wire = b"".join(framed(body) for body in (b"one", b"", b"x" * 300, "größer".encode()))
with socket.create_connection((host, port)) as sock:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for at in range(0, len(wire), 7):
        sock.sendall(wire[at : at + 7])
print("sent", len(wire))
