"""The servers of Python's http.server, one after the other on ports of their own: http_servers.py FOLDER

Prints a line for each: its name and its port. `simple` serves the folder with HTTP/1.0, as `python3 -m http.server`
does; `kept` is HTTP/1.1 with connections that stay; `odd` answers without a length, in chunks with trailers and so on.
"""
import functools
import sys
import threading
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer


class Kept(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"


class Odd(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        getattr(self, self.path.strip("/"))()

    def until_close(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        for i in range(100):
            self.wfile.write(b"line %d\n" % i)
        self.close_connection = True

    def chunks(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Trailer", "X-Sum")
        self.end_headers()
        for piece in [b"one, ", b"two, ", b"x" * 70_000]:
            self.wfile.write(b"%x;name=value\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\nX-Sum: 70010\r\n\r\n")

    def empty(self):
        self.send_response(204, "Nothing at all")
        self.end_headers()

    def same(self):
        self.send_response(304)
        self.send_header("Content-Length", "5000")
        self.end_headers()

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_refuse(self):
        """Answers before it has read anything, as servers do with a body that is too long."""
        self.send_error(413)
        self.close_connection = True


Odd.do_PUT = Odd.do_refuse

folder = functools.partial(SimpleHTTPRequestHandler, directory=sys.argv[1])
kept = functools.partial(Kept, directory=sys.argv[1])
for name, handler in [("simple", folder), ("kept", kept), ("odd", Odd)]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(name, server.server_address[1], flush=True)
threading.Event().wait()
