import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { Issued } from './certificates.ts';

/** A server with this certificate, that answers with this as soon as it was asked something. */
export async function withTls(
  { cert, key }: Issued,
  says: string,
  body: (port: number) => Promise<void>,
): Promise<void> {
  const open = new Set<Socket>();
  const server: Server = createServer({ cert, key }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(says));
  });
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    await body((server.address() as AddressInfo).port);
  } finally {
    for (const socket of open) socket.destroy();
    await new Promise((done) => server.close(done));
  }
}
