import type { SourceFile } from '../../../bench/files/source.ts';
import type { Progress } from '../mode.ts';
import { HEADER, writeDataHeader } from './frames.ts';
import { createHasher, type Hasher } from './hasher.ts';
import type { Link } from './link.ts';
import { frameOf } from './messages.ts';
import { closeQuietly, FramePool, readFully } from './read-ahead.ts';
import type { Sending } from './sending.ts';

interface ReadPiece {
  frame: Buffer<SharedArrayBuffer>;
  length: number;
}

/** Sends large files: while one piece is hashed and written, the next is read. */
export class Streamer {
  readonly #link: Link;
  readonly #progress: Progress;
  readonly #meanwhile: () => void;
  readonly #pool = new FramePool();

  /** `meanwhile` is called between pieces. */
  constructor(link: Link, progress: Progress, meanwhile: () => void) {
    this.#link = link;
    this.#progress = progress;
    this.#meanwhile = meanwhile;
  }

  /**
   * Sends the file from where the other side has it. Answers with the hash of the whole; null when it became shorter or
   * the other side gave it up.
   */
  async send(one: Sending): Promise<string | null> {
    const { prepared } = one;
    const file = prepared?.file ?? (await one.entry.open());
    const hasher = prepared?.hasher ?? createHasher();
    try {
      const { id, have: from } = one;
      this.#progress.begun(one.index, from);
      this.#link.out.control(frameOf('file', { id, from }));
      if (!(await this.#pieces(one, file, hasher))) return null;
      await file.check();
      return await hasher.digest();
    } finally {
      if (prepared === null) {
        hasher.drop();
        await closeQuietly(file);
      }
    }
  }

  async #pieces(one: Sending, file: SourceFile, hasher: Hasher): Promise<boolean> {
    const { size } = one.entry;
    const { out, signal } = this.#link;
    let offset = one.have;
    let next = this.#ahead(file, offset, size);
    while (next !== null) {
      const { frame, length } = await next;
      if (length === 0) {
        this.#pool.give(frame);
        return false;
      }
      offset += length;
      next = this.#ahead(file, offset, size);
      const piece = frame.subarray(0, HEADER + length);
      writeDataHeader(frame, length);
      try {
        const hashed = hasher.update(piece.subarray(HEADER));
        const written = new Promise<void>((done) => out.data(piece, done));
        // The buffer is free again when both have done with it.
        void Promise.allSettled([hashed, written]).then(() => {
          this.#progress.moved(one.index, length);
          this.#pool.give(frame);
        });
        await hashed;
        await out.room();
        await this.#link.gate();
        signal.throwIfAborted();
        if (one.givenUp !== null) {
          await this.#forget(next);
          return false;
        }
      } catch (error) {
        await this.#forget(next);
        throw error;
      }
      this.#meanwhile();
    }
    return true;
  }

  #ahead(file: SourceFile, offset: number, size: number): Promise<ReadPiece> | null {
    if (offset >= size) return null;
    const read = this.#read(file, offset, size);
    // It is looked at when its turn comes.
    read.catch(() => {});
    return read;
  }

  async #read(file: SourceFile, offset: number, size: number): Promise<ReadPiece> {
    const frame = await this.#pool.take();
    try {
      const most = Math.min(frame.length - HEADER, size - offset);
      const into = frame.subarray(HEADER, HEADER + most);
      return { frame, length: await readFully(file, into, offset, this.#link.signal) };
    } catch (error) {
      this.#pool.give(frame);
      throw error;
    }
  }

  /** Waits for a read of which nothing is wanted any more. */
  async #forget(next: Promise<ReadPiece> | null): Promise<void> {
    if (next === null) return;
    await next.then(
      ({ frame }) => this.#pool.give(frame),
      () => {},
    );
  }
}
