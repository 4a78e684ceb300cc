import type { Socket } from 'node:net';
import { isBare, readInto } from '../../../net/direct-read.ts';

/** All connections are read into this: what is read is taken before the next one is. */
const shared = Buffer.allocUnsafeSlow(64 * 1024);
/** The part of it that was filled last; most reads of a server are of one size. */
let view = shared;

/** A connection that is read without a buffer of its own for each read. */
export interface Direct {
  readonly socket: Socket;
  /** From now on what is read belongs to who is told of it, and is not written over. */
  own(): void;
}

/**
 * Takes over a connection that was just accepted. Who listens for its data has to be done with it, or to have copied
 * it, when it returns, as Node’s reader of HTTP is. Where that can’t be, it stays as it is.
 */
export function direct(accepted: Socket): Direct {
  if (!isBare(accepted)) return { socket: accepted, own: () => undefined };
  let owned = false;
  const socket: Socket = readInto(accepted, {
    buffer: shared,
    callback: (length) => {
      // Behind what waits in the stream, or while it is paused, it has to wait there as well.
      if (owned || socket.readableFlowing !== true || socket.readableLength > 0)
        return socket.push(Buffer.from(shared.subarray(0, length)));
      if (view.length !== length) view = shared.subarray(0, length);
      socket.emit('data', view);
      return true;
    },
  });
  return { socket, own: () => (owned = true) };
}
