import { pieceOf } from '../../../bench/files/piece-thread.ts';
import type { SinkFile } from '../../../bench/files/sink.ts';
import { createHasher, type Hasher, sha256Of } from './hasher.ts';
import { SMALL } from './read-ahead.ts';

const PIECE = 1024 * 1024;
/** Bytes of files that wait for the disk, at most, and files. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 1024;

/** Buffers between the connection and the disk: reading goes on while the disk is busy, and waits when it is too busy. */
export class LandingRoom {
  readonly #changed: () => void;
  /** For pieces of large files, and for small ones that came together. */
  readonly #pieces: Buffer<SharedArrayBuffer>[] = [];
  #bytes = 0;
  #files = 0;

  /** `changed` is called when there is more room. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isFull(): boolean {
    return this.#bytes >= MOST_BYTES || this.#files >= MOST_FILES;
  }

  enter(files = 1): void {
    this.#files += files;
  }

  leave(files = 1): void {
    this.#files -= files;
    this.#changed();
  }

  take(length: number): Buffer {
    if (length === PIECE) return this.takePiece();
    this.#bytes += length;
    return Buffer.allocUnsafe(length);
  }

  give(buffer: Buffer): void {
    if (isPiece(buffer)) return this.givePiece(buffer);
    this.#bytes -= buffer.length;
    this.#changed();
  }

  /** A large one, of shared memory. */
  takePiece(): Buffer<SharedArrayBuffer> {
    this.#bytes += PIECE;
    return this.#pieces.pop() ?? pieceOf(PIECE);
  }

  givePiece(piece: Buffer<SharedArrayBuffer>): void {
    if (this.#pieces.length < MOST_BYTES / PIECE) this.#pieces.push(piece);
    this.#bytes -= PIECE;
    this.#changed();
  }
}

const isPiece = (buffer: Buffer): buffer is Buffer<SharedArrayBuffer> => buffer.length === PIECE;

/** Where it stands; nothing: its hash was another. */
export type Landed = { path?: string };

/** One try of a file that comes: its bytes go to the disk and through the hash while more of them come. */
export class Landing {
  /** Why it can’t be written; the rest of its bytes is dropped. */
  failure: unknown = null;
  readonly #file: SinkFile;
  readonly #from: number;
  readonly #size: number;
  readonly #room: LandingRoom;
  readonly #failed: () => void;
  readonly #hasher: Hasher | null;
  #buffer: Buffer | null = null;
  #filled = 0;
  #at: number;
  #chain: Promise<void> = Promise.resolve();
  #started = false;
  #left = false;

  /** `hasher` has seen the first `from` bytes. `failed` is called when it can’t be written. */
  constructor(
    file: SinkFile,
    { from, size, hasher }: { from: number; size: number; hasher: Hasher | null },
    room: LandingRoom,
    failed: () => void,
  ) {
    this.#file = file;
    this.#from = this.#at = from;
    this.#size = size;
    this.#room = room;
    this.#failed = failed;
    const small = hasher === null && size <= SMALL;
    this.#hasher = small ? null : (hasher ?? createHasher());
    room.enter();
  }

  /** Bytes there are, those of an earlier try included. */
  get at(): number {
    return this.#at;
  }

  /** Takes bytes, which may be used again at once. Wait for room in the {@link LandingRoom} afterwards. */
  add(bytes: Uint8Array): void {
    this.#at += bytes.length;
    if (this.failure !== null) return;
    for (let done = 0; done < bytes.length;) {
      this.#buffer ??= this.#room.take(Math.min(PIECE, this.#size - this.#at + bytes.length - done));
      const piece = bytes.subarray(done, done + this.#buffer.length - this.#filled);
      this.#buffer.set(piece, this.#filled);
      this.#filled += piece.length;
      done += piece.length;
      if (this.#hasher !== null && this.#filled === this.#buffer.length) this.#pass();
    }
  }

  /** All has come, and this is what the sender says its hash is. Rejects with why it can’t be written. */
  async end(sha256: string): Promise<Landed> {
    try {
      // A small one touches the disk only when it is what it should be.
      if (this.#hasher === null) {
        const bytes = this.#buffer?.subarray(0, this.#filled) ?? Buffer.alloc(0);
        if (sha256Of(bytes) !== sha256) return {};
        // Nothing else goes on with it: of many small ones, a promise less for each counts.
        await this.#file.start(this.#from);
        if (bytes.length > 0) await this.#file.write(bytes);
        return { path: await this.#file.finish() };
      }
      this.#start();
      this.#pass();
      await this.#chain;
      if (this.failure !== null) throw this.failure;
      if ((await this.#hasher.digest()) !== sha256) return {};
      return { path: await this.#file.finish() };
    } finally {
      this.#leave();
    }
  }

  /** No more comes of this try. `keep`: what is there is of use to a later one. */
  async breakOff(keep: boolean): Promise<void> {
    try {
      // A small one is as well sent whole.
      if (keep && this.#hasher !== null) this.#pass();
      await this.#chain;
      await (keep ? this.#file.keep() : this.#file.discard());
    } finally {
      this.#leave();
    }
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    if (this.#buffer !== null) this.#room.give(this.#buffer);
    this.#buffer = null;
    this.#hasher?.drop();
    this.#room.leave();
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#then(async () => this.#file.start(this.#from));
  }

  /** Hands the buffer on to the hash and the disk. */
  #pass(): void {
    this.#start();
    const buffer = this.#buffer;
    if (buffer === null) return;
    const bytes = buffer.subarray(0, this.#filled);
    this.#buffer = null;
    this.#filled = 0;
    this.#then(async () => {
      const both = await Promise.allSettled([this.#hasher?.update(bytes), this.#file.write(bytes)]);
      for (const one of both) if (one.status === 'rejected') throw one.reason;
    }, buffer);
  }

  #then(work: () => Promise<void>, buffer?: Buffer): void {
    this.#chain = this.#chain.then(async () => {
      try {
        if (this.failure === null) await work();
      } catch (error) {
        this.failure = error ?? new Error('unknown');
        this.#failed();
      } finally {
        if (buffer !== undefined) this.#room.give(buffer);
      }
    });
  }
}
