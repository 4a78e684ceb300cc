// The least an HTTP server in Node can be: the same small answer to everything. Prints its port.
import { createServer } from 'node:http';
const body = Buffer.from('hello wirebench\n');
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, () => console.log(server.address().port));
