// The least a datagram receiver in Node can be. Prints its port and then, for each line on its input, how many datagrams
// came since the line before.
import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';
let received = 0;
let before = 0;
const socket = createSocket('udp4');
socket.on('message', () => received++);
socket.bind(0, '127.0.0.1', () => {
  socket.setRecvBufferSize(4 * 1024 * 1024);
  console.log(socket.address().port);
});
createInterface({ input: process.stdin }).on('line', () => {
  console.log(received - before);
  before = received;
});
