import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

export interface Cutter {
  port: number;
  close(): Promise<void>;
}

/** Stands between two programs and breaks their connection when the one who connects has sent so many bytes. */
export async function cutAfter(bytes: number, port: number): Promise<Cutter> {
  let left = bytes;
  const server = createServer((client) => {
    const target = connect(port, '127.0.0.1');
    const cut = () => {
      client.resetAndDestroy();
      target.resetAndDestroy();
    };
    for (const socket of [client, target]) socket.on('error', cut);
    target.pipe(client);
    client.on('data', (piece: Buffer) => {
      left -= piece.length;
      // What the target has not read when a reset comes is lost: it is cut when all before is there.
      if (left <= 0) target.end(cut);
      else if (!target.write(piece)) {
        client.pause();
        target.once('drain', () => client.resume());
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
