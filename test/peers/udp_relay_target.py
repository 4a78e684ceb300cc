"""socketserver.UDPServer that answers each datagram with `Got ` and the datagram, and prints what came and from where."""
import socketserver


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        print("datagram", len(data), "from", self.client_address[1])
        sock.sendto(b"Got " + data, self.client_address)


with socketserver.UDPServer(("127.0.0.1", 0), Handler) as server:
    print("port", server.server_address[1])
    server.max_packet_size = 65536
    server.serve_forever()
