import type * as nodeFs from 'node:fs';
import { join, sep } from 'node:path';
import { now } from '../../../../bench/clock.ts';
import { OwnThread, type Reply } from '../../../../bench/files/own-thread.ts';
import { pieceOf } from '../../../../bench/files/piece-thread.ts';
import type { Outgoing } from '../handler.ts';
import { type About, type Found, judged, notFound } from './inside.ts';

/** Files up to this size are read where they are looked at. */
export const QUICK = 256 * 1024;
/** So many of them are on their way at once; others go piece by piece. */
const MOST = 16;
/** A folder that takes so long for a file is slow: others are looked at beside it, by the system's pool of threads. */
const SLOW_MS = 250;

interface Asked {
  path: string;
  /** How true paths inside the root begin. */
  begins: string;
  /** Of shared memory, for the whole file if it fits. Null: it is not wanted. */
  into: Uint8Array | null;
}

interface Seen {
  path: string;
  kind: 'file' | 'folder' | 'other';
  about: About;
  /** Whether all of it was read. */
  whole: boolean;
}

/**
 * Looks at a file and reads it, on a thread of its own: path, facts, opening, bytes and closing would each be a trip to
 * the system's pool of threads from here, which costs more than the whole file does there. Where it can't be had, or
 * the folder is slow, who asks does without it.
 */
export class Quick {
  readonly #thread = new OwnThread<Asked, Seen | string>('files that are served', sees);
  readonly #free: Buffer[] = [];
  #lent = 0;
  #ended = false;
  /** When the thread was last heard of, or given something after it had nothing to do. */
  #heard = 0;

  /** What stands there, as {@link inside} tells it, and all of its bytes where these are wanted and few. Null: ask otherwise. */
  async look(
    root: string,
    names: readonly string[],
    bytes: boolean,
  ): Promise<{ found: Found; whole: Whole | null } | null> {
    if (this.#ended) return null;
    if (!this.#thread.isUp) {
      this.#thread.start();
      return null;
    }
    if (this.#thread.isIdle) this.#heard = now();
    else if (now() - this.#heard > SLOW_MS) return null;
    const into = bytes ? this.#take() : null;
    let seen: Seen | string;
    try {
      seen = await this.#thread.send({
        path: join(root, ...names),
        begins: root.endsWith(sep) ? root : root + sep,
        into,
      });
    } catch {
      // It was given up, and may still write there.
      if (into) this.#lent--;
      return null;
    }
    this.#heard = now();
    const told = typeof seen === 'string' ? notFound(seen) : judged(root, seen.path, seen.kind, seen.about);
    if (into === null) return { found: told, whole: null };
    if (typeof seen !== 'string' && seen.whole && 'kind' in told)
      return { found: told, whole: new Whole(into, (again) => this.#give(again ? into : null)) };
    this.#give(into);
    return { found: told, whole: null };
  }

  /** Nothing is asked of it any more. */
  end(): void {
    this.#ended = true;
    this.#free.length = 0;
    void this.#thread.stop();
  }

  #take(): Buffer | null {
    if (this.#lent === MOST) return null;
    this.#lent++;
    return this.#free.pop() ?? pieceOf(QUICK);
  }

  #give(buffer: Buffer | null): void {
    this.#lent--;
    if (buffer && !this.#ended) this.#free.push(buffer);
  }
}

/** All bytes of a file, in memory that is used again. */
export class Whole {
  readonly #bytes: Buffer;
  #done: ((again: boolean) => void) | null;

  constructor(bytes: Buffer, done: (again: boolean) => void) {
    this.#bytes = bytes;
    this.#done = done;
  }

  /** Ends an answer with a part of them. */
  send(from: number, size: number, to: Outgoing): void {
    const done = this.#done;
    this.#done = null;
    let taken = false;
    // Of a connection that is gone the system may hold them a little longer.
    to.once('close', () => done?.(taken));
    to.end(this.#bytes.subarray(from, from + size), () => (taken = true));
  }

  /** They are not sent. */
  left(): void {
    this.#done?.(true);
    this.#done = null;
  }
}

/** Runs in the thread, and knows nothing but its arguments. */
function sees(fs: typeof nodeFs): (asked: Asked) => Reply<Seen | string> {
  // The system that lacks one counts it as none.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const look = ({ path: asked, begins, into }: Asked): Seen => {
    const path = fs.realpathSync.native(asked);
    let about = fs.statSync(path);
    const kind = about.isFile() ? 'file' : about.isDirectory() ? 'folder' : 'other';
    // Whether it may be told is judged elsewhere; what lies outside is not even opened.
    const within = path.startsWith(begins);
    let whole = false;
    if (into && within && kind === 'file' && about.size > 0 && about.size <= into.length) {
      const fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        const opened = fs.fstatSync(fd);
        if (opened.isFile() && opened.size > 0 && opened.size <= into.length) {
          about = opened;
          let read = 0;
          for (let got = 1; got > 0 && read < about.size; read += got)
            got = fs.readSync(fd, into, read, about.size - read, read);
          whole = read === about.size;
        }
      } finally {
        fs.closeSync(fd);
      }
    }
    const { size, mtime, ctime, ino } = about;
    return { path, kind, about: { size, mtime, ctime, ino }, whole };
  };
  return (asked) => {
    try {
      return { reply: look(asked), transfer: [] };
    } catch (error) {
      return { reply: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN', transfer: [] };
    }
  };
}
