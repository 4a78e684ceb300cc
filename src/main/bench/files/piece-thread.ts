import type * as nodeFs from 'node:fs';
import { OwnThread, type Reply } from './own-thread.ts';

/** A file is worth a thread from so many bytes on; it starts beside what is done without it. */
const WORTH = 8 * 1024 * 1024;

interface Piece {
  way: 'read' | 'write';
  fd: number;
  /** Of shared memory. */
  bytes: Uint8Array;
  position: number;
}

/** The bytes that were read or written, or what the system said. */
type Done = number | { code: string; errno: number; syscall: string; message: string };

/** Memory that a {@link PieceThread} reads into or writes from where it lies. */
export const pieceOf = (length: number): Buffer<SharedArrayBuffer> =>
  Buffer.from(new SharedArrayBuffer(length));

/**
 * Reads or writes the large pieces of one file, all of them on the same thread: the pool of the system's calls takes
 * another for each, and a processor that has to fetch every piece from where another left it is half as fast.
 *
 * Who uses it asks {@link takes} for each piece, and does without it until then.
 */
export class PieceThread {
  readonly #way: 'read' | 'write';
  #passed = 0;
  #thread: OwnThread<Piece, Done> | null = null;
  /** The piece that is at the thread. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(way: 'read' | 'write') {
    this.#way = way;
  }

  /** Whether this piece can go to the thread: it lies in shared memory, and the thread is there. */
  takes(bytes: Uint8Array): boolean {
    if (!(bytes.buffer instanceof SharedArrayBuffer)) return false;
    this.#passed += bytes.length;
    if (this.#thread) return this.#thread.isUp;
    if (this.#passed >= WORTH) {
      this.#thread = new OwnThread(`large pieces of a file (${this.#way})`, moves);
      this.#thread.start();
    }
    return false;
  }

  /** The bytes that were read or written. Rejects with what the system said, as `fs` does. */
  async move(fd: number, bytes: Uint8Array, position: number): Promise<number> {
    if (!this.#thread) throw new Error('there is no thread');
    const sent = this.#thread.send({ way: this.#way, fd, bytes, position });
    this.#last = sent.catch(() => undefined);
    const done = await sent;
    if (typeof done === 'number') return done;
    throw Object.assign(new Error(done.message), done);
  }

  /** Waits for the piece that is at the thread, and ends it: a number of a closed file may be another's by then. */
  async close(): Promise<void> {
    await this.#last;
    const thread = this.#thread;
    this.#thread = null;
    await thread?.stop();
  }
}

/** Runs in the thread, and knows nothing but its arguments. */
function moves(fs: typeof nodeFs): (piece: Piece) => Reply<Done> {
  return ({ way, fd, bytes, position }) => {
    const { length } = bytes;
    try {
      const reply =
        way === 'read'
          ? fs.readSync(fd, bytes, 0, length, position)
          : fs.writeSync(fd, bytes, 0, length, position);
      return { reply, transfer: [] };
    } catch (error) {
      const { code = 'UNKNOWN', errno = 0, syscall = way, message } = error as NodeJS.ErrnoException;
      return { reply: { code, errno, syscall, message }, transfer: [] };
    }
  };
}
