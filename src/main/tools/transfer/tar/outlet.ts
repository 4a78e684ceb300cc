import { pieceOf } from '../../../bench/files/piece-thread.ts';
import type { SourceFile } from '../../../bench/files/source.ts';
import type { SendJob } from '../mode.ts';

const PIECE = 1024 * 1024;

/** Gathers what is sent into large pieces; one is filled while the other is on its way. */
export class Outlet {
  readonly #job: SendJob;
  #buffer = pieceOf(PIECE);
  #other = pieceOf(PIECE);
  #filled = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Bytes that went through. */
  length = 0;

  constructor(job: SendJob) {
    this.#job = job;
  }

  /** What it answers with is waited for before anything else is put. */
  put(bytes: Uint8Array, what: 'control' | 'data'): void | Promise<void> {
    this.#job.record.passed('out', bytes, what);
    if (bytes.length >= PIECE - this.#filled) return this.#putAll(bytes);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
    this.length += bytes.length;
  }

  async #putAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(bytes.length - at, PIECE - this.#filled);
      this.#buffer.set(bytes.subarray(at, at + length), this.#filled);
      at += length;
      await this.#add(length);
    }
  }

  /** Reads a piece of a file, at most `most` bytes. Answers how many of how many there should have been. */
  async read(file: SourceFile, offset: number, most: number): Promise<{ got: number; wanted: number }> {
    const into = this.#buffer.subarray(this.#filled, this.#filled + Math.min(most, PIECE - this.#filled));
    const got = await file.read(into, offset, this.#job.control.signal);
    if (got > 0) this.#job.record.passed('out', into.subarray(0, got), 'data');
    await this.#add(got);
    return { got, wanted: into.length };
  }

  async #add(length: number): Promise<void> {
    this.#filled += length;
    this.length += length;
    if (this.#filled === PIECE) await this.flush();
  }

  /** Hands over what was gathered. */
  async flush(): Promise<void> {
    // The other buffer is free when what was in it is with the system.
    await this.#writing;
    if (this.#filled === 0) return;
    const bytes = this.#buffer.subarray(0, this.#filled);
    [this.#buffer, this.#other] = [this.#other, this.#buffer];
    this.#filled = 0;
    this.#writing = this.#job.wire.write(bytes, this.#job.control.signal);
    this.#writing.catch(() => undefined);
  }

  /** Waits until all is with the system. */
  async done(): Promise<void> {
    await this.flush();
    await this.#writing;
  }
}
