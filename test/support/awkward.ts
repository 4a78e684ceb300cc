import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { within } from './wait.ts';

/** A small server of ours that behaves badly on purpose, with its one client. */
export interface Awkward {
  port: number;
  /** Its client, once there is one. */
  client(): Promise<Socket>;
  close(): Promise<void>;
}

const running = new Set<Awkward>();

/** Ends every awkward server that is still there; for `afterEach`. */
export async function stopAwkward(): Promise<void> {
  await Promise.all([...running].map((server) => server.close()));
}

async function serve(onClient: (socket: Socket) => void): Promise<Awkward> {
  let arrived: (socket: Socket) => void = () => undefined;
  const client = new Promise<Socket>((done) => (arrived = done));
  const sockets = new Set<Socket>();
  const server: Server = createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
    (socket) => {
      sockets.add(socket);
      // The other end does as it likes; what it did is what the test looks at.
      socket.on('error', () => sockets.delete(socket));
      socket.on('close', () => sockets.delete(socket));
      onClient(socket);
      arrived(socket);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const awkward: Awkward = {
    port: typeof address === 'object' && address ? address.port : 0,
    client: () => within(client, () => 'a client of the awkward server'),
    async close() {
      if (!running.delete(awkward)) return;
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  running.add(awkward);
  return awkward;
}

/** Says how much is to come, sends less, and resets when it is told to. */
export async function resetsMidMessage(): Promise<Awkward & { reset(): Promise<void> }> {
  const server = await serve((socket) => {
    socket.write(`4096 bytes follow\n${'.'.repeat(1000)}`);
  });
  const reset = async () => {
    (await server.client()).resetAndDestroy();
  };
  return { ...server, reset };
}

/** Says how much is to come, sends less, and closes as if that were all. */
export const lies = (): Promise<Awkward> =>
  serve((socket) => {
    socket.resume();
    socket.end('4096 bytes follow\nbut not that many');
  });

/** Accepts, and never reads; `read()` makes it read after all. */
export async function neverReads(): Promise<Awkward & { read(): Promise<void> }> {
  const server = await serve(() => undefined);
  const read = async () => {
    (await server.client()).resume();
  };
  return { ...server, read };
}

/** Writes what the test tells it, one piece a write, each as a packet of its own. */
export async function writesPieces(): Promise<Awkward & { write(piece: Uint8Array): Promise<void> }> {
  const server = await serve((socket) => socket.resume());
  const write = async (piece: Uint8Array) => {
    const socket = await server.client();
    await new Promise<void>((done, failed) => {
      socket.write(piece, (error) => (error ? failed(error) : done()));
    });
  };
  return { ...server, write };
}

/** Sends `size` bytes as fast as they are taken, and ends; `sha256` is theirs. */
export async function floods(size: number): Promise<Awkward & { sha256: string }> {
  // A block of odd length, so that a lost or doubled piece changes the hash.
  const block = randomBytes(1_048_573);
  const digest = createHash('sha256');
  for (let at = 0; at < size; at += block.length) digest.update(block.subarray(0, size - at));
  const server = await serve((socket) => {
    socket.resume();
    let at = 0;
    const go = () => {
      while (at < size) {
        const piece = block.subarray(0, size - at);
        at += piece.length;
        if (!socket.write(piece)) return void socket.once('drain', go);
      }
      socket.end();
    };
    go();
  });
  return { ...server, sha256: digest.digest('hex') };
}
