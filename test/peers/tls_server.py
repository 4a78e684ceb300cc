"""A TLS server for one client: answers each line in upper case until the client ends TLS.

argv: certificate, key
"""
import socket
import ssl
import sys

context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(('127.0.0.1', 0))
plain, peer = listener.accept()
with context.wrap_socket(plain, server_side=True) as wire:
    while data := wire.recv(1000):
        wire.sendall(data.upper())
    print('ended by the client', flush=True)
    wire.unwrap()
