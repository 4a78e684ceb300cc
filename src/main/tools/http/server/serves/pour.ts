import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Outgoing } from '../handler.ts';

/** A file is read in pieces of this size, into buffers that are used again: one is read while the other goes out. */
const PIECE = 128 * 1024;
/** So many of them are kept for the next file. */
const KEPT = 8;
const free: Buffer[] = [];

/** What became of it: `short`, the file has become shorter meanwhile; `left`, nobody takes it any more. */
export type Poured = 'whole' | 'short' | 'left';

/**
 * Sends `size` bytes of a file from an offset on as (the rest of) an answer over HTTP/1.1, and ends it with the last of
 * them: a client that has them all may leave at once. Rejects when the file can’t be opened or read. `path` leads
 * through no link.
 */
export async function pour(path: string, from: number, size: number, to: Outgoing): Promise<Poured> {
  const file = await open(
    path,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    return await pourFrom(file, from, size, to);
  } finally {
    await file.close();
  }
}

async function pourFrom(file: FileHandle, from: number, size: number, to: Outgoing): Promise<Poured> {
  const going = new Going(to);
  const buffers = [free.pop() ?? Buffer.allocUnsafeSlow(PIECE), free.pop() ?? Buffer.allocUnsafeSlow(PIECE)];
  try {
    let done = 0;
    while (done < size && !going.left) {
      const into = buffers[0] as Buffer;
      const { bytesRead } = await file.read(into, 0, Math.min(PIECE, size - done), from + done);
      if (bytesRead === 0) return 'short';
      done += bytesRead;
      await going.taken();
      going.write(into.subarray(0, bytesRead), done === size);
      buffers.reverse();
    }
    await going.taken();
    return going.left ? 'left' : 'whole';
  } finally {
    // What has not been taken may still be on its way.
    if (going.idle && free.length + buffers.length <= KEPT) free.push(...buffers);
    going.end();
  }
}

/** One piece at a time on its way out. */
class Going {
  left: boolean;
  idle = true;
  readonly #to: Outgoing;
  #wake: () => void = () => undefined;
  readonly #closed = () => {
    this.left = true;
    this.#wake();
  };

  constructor(to: Outgoing) {
    this.#to = to;
    this.left = to.destroyed;
    to.once('close', this.#closed);
  }

  write(piece: Buffer, last: boolean): void {
    this.idle = false;
    const taken = (error?: Error | null) => {
      // Of a connection that is gone the system may hold the piece a little longer.
      if (error) return this.#closed();
      this.idle = true;
      this.#wake();
    };
    if (last) this.#to.end(piece, taken);
    else this.#to.write(piece, taken);
  }

  /** Resolves when the last piece was taken by the system, or nobody takes it any more. */
  async taken(): Promise<void> {
    if (this.idle || this.left) return;
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  end(): void {
    this.#to.removeListener('close', this.#closed);
  }
}
