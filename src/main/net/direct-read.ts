import { Socket, type SocketConstructorOpts } from 'node:net';

/** The part of Node’s socket by which its connection is given to another. */
interface Handled {
  _handle: { useUserBuffer?: unknown } | null;
}
const handleOf = (socket: Socket) => (socket as unknown as Handled)._handle;

/** How a connection is read into memory of ours. */
export interface Reading {
  /** Where the next read goes. */
  buffer: Uint8Array | (() => Uint8Array);
  /** So many bytes were read; answers false when no more are wanted until the socket is resumed. */
  callback(length: number): boolean;
}

/** Whether a connection can be read into memory of ours: it is open, and nothing such as TLS stands between. */
export const isBare = (socket: Socket): boolean =>
  socket.constructor === Socket && !socket.destroyed && typeof handleOf(socket)?.useUserBuffer === 'function';

/**
 * The same connection as another socket, which is read into memory that is used again: Node’s own way makes 64 KiB of
 * new memory for each read, and a stream of them keeps its collector of garbage as busy as the reading. A socket can be
 * told so only when it is made, and one that was accepted is made by Node, so the handle goes to a new one. `before`
 * has to be {@link isBare} and is over with it; what had been read by it is the caller’s to take first.
 */
export function readInto(before: Socket, onread: Reading): Socket {
  const handle = handleOf(before);
  (before as unknown as Handled)._handle = null;
  before.destroy();
  return new Socket({ handle, allowHalfOpen: true, onread } as SocketConstructorOpts);
}

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

/** Reads a connection that nobody has read of, and calls `came` with what comes. */
export function readDirect(before: Socket, came: (bytes: Buffer) => void): DirectRead {
  if (!isBare(before) || !before.readable || before.readableLength > 0) {
    before.on('data', came);
    return { socket: before, owned: true };
  }
  const callback = (length: number) => {
    came(BUFFER.subarray(0, length));
    return true;
  };
  return { socket: readInto(before, { buffer: BUFFER, callback }), owned: false };
}
