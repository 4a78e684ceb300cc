"""The same with socketserver.UDPServer: says who sent what, and answers in capitals."""
import socketserver
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        print("%s wrote %r" % (self.client_address[0], data), flush=True)
        sock.sendto(data.upper(), self.client_address)
with socketserver.UDPServer(("127.0.0.1", 0), Handler) as server:
    server.max_packet_size = 65535
    server.serve_forever()
