import type { Socket } from 'node:net';

/** The part of Node’s socket that reads for it; null once it is closed. */
interface Handled {
  _handle: { readStart?(): number } | null;
}

const told = new WeakSet<Socket>();

/**
 * Sees to it that a reset right behind the last bytes is told as one. libuv takes every hang-up that comes with a partly
 * filled read for an end, and a reset is a hang-up, too; only the read after it would tell. So that read is done before
 * an end is believed: it gives the end again, or the error. It works after an end of ours as well, where no write could
 * find out, and a reset that comes behind a true end stays what it is, an end.
 *
 * An error of a read waits until what was read before it has been taken; Node would throw that away.
 */
export function tellResets(socket: Socket): void {
  if (told.has(socket)) return;
  told.add(socket);
  const push = socket.push.bind(socket);
  const read = socket.read.bind(socket);
  const destroy = socket.destroy.bind(socket);
  let asked = false;
  let broken: Error | null = null;
  socket.push = (bytes: unknown, encoding?: BufferEncoding) => {
    if (bytes !== null || asked) return push(bytes, encoding);
    asked = true;
    return readAgain(socket) || push(null);
  };
  socket.destroy = (error?: Error) => {
    if (!error || !isOfRead(error) || socket.readableLength === 0) return destroy(error);
    broken = error;
    return socket;
  };
  socket.read = (size?: number): unknown => {
    const bytes: unknown = read(size);
    if (broken && socket.readableLength === 0) destroy(broken);
    return bytes;
  };
}

/** Lets a socket that was told to have ended be read once more; false where that can’t be. */
export const readAgain = (socket: Socket): boolean =>
  (socket as unknown as Handled)._handle?.readStart?.() === 0;

const isOfRead = (error: NodeJS.ErrnoException): boolean => error.syscall === 'read';
