"""A TLS client as a course would write it: verifies by the given file, says a line, reads until the end.

argv: port, CA file, then any of: alpn=NAME, sni=NAME, starttls (asks in plain text first), cut (ends without close_notify)
"""
import socket
import ssl
import sys

port, ca, *options = sys.argv[1:]
chosen = dict(o.split('=', 1) if '=' in o else (o, '1') for o in options)
context = ssl.create_default_context(cafile=ca)
if 'alpn' in chosen:
    context.set_alpn_protocols([chosen['alpn']])
plain = socket.create_connection(('127.0.0.1', int(port)), timeout=60)
if 'starttls' in chosen:
    plain.sendall(b'STARTTLS\r\n')
    print('plain', plain.recv(100).decode().strip(), flush=True)
try:
    wire = context.wrap_socket(plain, server_hostname=chosen.get('sni', 'localhost'))
except ssl.SSLError as error:
    print('refused', error.reason, flush=True)
    sys.exit(1)
print('secure', wire.version(), wire.selected_alpn_protocol(), flush=True)
wire.sendall(b'hello from python\n')
print('got', wire.recv(1000), flush=True)
if 'cut' in chosen:
    # The line is cut below TLS: no close_notify is sent.
    socket.socket(fileno=wire.detach()).shutdown(socket.SHUT_WR)
    sys.stdin.read()
else:
    try:
        wire.unwrap()
    except ssl.SSLError as error:
        print('end', error.reason, flush=True)
    print('ended', flush=True)
