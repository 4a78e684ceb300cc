import { Socket } from 'node:net';

/** The part of Node’s socket by which its connection is given to another. */
interface Handled {
  _handle: { useUserBuffer?: unknown } | null;
}
const handleOf = (socket: Socket) => (socket as unknown as Handled)._handle;

/**
 * Where all direct reads go, one after the other: what came is taken before the next socket is read. It is small enough
 * to stay in the cache of the processor, and large enough that few reads do.
 */
const BUFFER = Buffer.allocUnsafeSlow(256 * 1024);

/** How a socket is read from now on. */
export interface DirectRead {
  /** The socket to go on with. */
  socket: Socket;
  /** Whether the bytes that came are the taker’s to keep; otherwise they are valid during the call only. */
  owned: boolean;
}

/**
 * Reads a connection that nobody has read of, and calls `came` with what comes. A bare socket is read into memory that
 * is used again: Node’s own way makes 64 KiB of new memory for each read, and a stream of them keeps its collector of
 * garbage as busy as the reading. A socket can be told so only when it is made, so its handle goes to a new one.
 */
export function readDirect(before: Socket, came: (bytes: Buffer) => void): DirectRead {
  const handle = handleOf(before);
  const bare = before.constructor === Socket && typeof handle?.useUserBuffer === 'function';
  if (!bare || before.destroyed || !before.readable || before.readableLength > 0) {
    before.on('data', came);
    return { socket: before, owned: true };
  }
  (before as unknown as Handled)._handle = null;
  before.destroy();
  const options = {
    handle,
    allowHalfOpen: true,
    onread: {
      buffer: BUFFER,
      callback: (length: number) => {
        came(BUFFER.subarray(0, length));
        return true;
      },
    },
  };
  return { socket: new Socket(options), owned: false };
}
