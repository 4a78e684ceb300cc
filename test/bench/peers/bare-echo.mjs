// The least an echo server in Node can be. Prints its port; with `idle` it only accepts.
import { createServer } from 'node:net';
const idle = process.argv[2] === 'idle';
const held = new Set();
const server = createServer({ noDelay: true }, (socket) => {
  held.add(socket);
  socket.on('error', () => held.delete(socket));
  socket.on('data', (bytes) => {
    if (!idle && !socket.write(bytes)) {
      socket.pause();
      socket.once('drain', () => socket.resume());
    }
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, () => console.log(server.address().port));
