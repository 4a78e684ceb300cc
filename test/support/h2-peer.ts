import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A frame of HTTP/2 as bytes. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array | string = '',
): Buffer {
  const body = Buffer.from(payload as string);
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}
export const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
/** `:status: 200` */
export const OK = Uint8Array.of(0x88);
export const SETTINGS = frame(4, 0, 0);

export interface RawPeer {
  port: number;
  stop(): Promise<void>;
}

/**
 * A server that says what it is told to, whatever was asked: `answer` is called with the number of each stream that
 * a request comes on. It begins with empty settings and acknowledges none.
 */
export async function rawPeer(
  answer: (socket: Socket, stream: number) => void,
  first: Uint8Array = SETTINGS,
): Promise<RawPeer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.write(first);
    let bytes = Buffer.alloc(0);
    let skip = 24;
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      if (bytes.length < skip) return;
      bytes = bytes.subarray(skip);
      skip = 0;
      while (bytes.length >= 9) {
        const length = bytes.readUIntBE(0, 3);
        if (bytes.length < 9 + length) return;
        const [type, stream] = [bytes[3], bytes.readUInt32BE(5)];
        bytes = bytes.subarray(9 + length);
        if (type === 1 && !socket.destroyed) answer(socket, stream);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}
