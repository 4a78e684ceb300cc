import { Transform } from 'node:stream';
import { setImmediate as otherWork } from 'node:timers/promises';
import { Decompress } from 'fzstd';

/** The largest window of zstd that is taken: no more may be asked for in HTTP (RFC 9659). */
const MOST_WINDOW = 8 * 1024 * 1024;
/** So many bytes are taken at once: four of them may become 128 KiB. */
const STEP = 1024;
/** How long it works between two turns for other work, in milliseconds. */
const TURN_MS = 8;
/** The decoder moves its whole window for each block: so many bytes of that are free, and so many for each that comes out. */
const FREE_MOVES = 16 * 1024 ** 3;
const MOVES = 128;

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a5;

type State = 'magic' | 'skippable' | 'descriptor' | 'head' | 'block' | 'other';

/**
 * Walks over the frames and blocks of zstd (RFC 8878 section 3.1) without decoding them: each frame may ask for another
 * window, of terabytes, and blocks may be so small that to take them costs far more than they bring.
 */
export class ZstdFrames {
  #state: State = 'magic';
  readonly #held: number[] = [];
  #need = 4;
  #skip = 0;
  #single = false;
  #dictionary = 0;
  #checksum = false;
  #window = 0;
  /** Bytes that the decoder moves for all blocks so far. */
  moves = 0;

  /** Throws what is wrong with a frame that begins. */
  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#state !== 'other';) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, bytes.length - at);
        this.#skip -= passed;
        at += passed;
        continue;
      }
      this.#held.push(bytes[at++] as number);
      if (this.#held.length === this.#need) this.#read(Buffer.from(this.#held.splice(0)));
    }
  }

  #to(state: State, need: number): void {
    this.#state = state;
    this.#need = need;
  }

  #read(held: Buffer): void {
    switch (this.#state) {
      case 'magic': {
        const magic = held.readUInt32LE(0);
        if (magic === MAGIC) this.#to('descriptor', 1);
        else if (magic >>> 4 === SKIPPABLE) this.#to('skippable', 4);
        // What is no zstd is the decoder’s to refuse.
        else this.#to('other', 1);
        return;
      }
      case 'skippable':
        this.#skip = held.readUInt32LE(0);
        return this.#to('magic', 4);
      case 'descriptor': {
        const descriptor = held.readUInt8(0);
        this.#single = (descriptor & 0x20) !== 0;
        this.#checksum = (descriptor & 4) !== 0;
        this.#dictionary = [0, 1, 2, 4][descriptor & 3] as number;
        const size = [this.#single ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
        return this.#to('head', (this.#single ? 0 : 1) + this.#dictionary + size);
      }
      case 'head':
        this.#window = this.#single ? sizeIn(held.subarray(this.#dictionary)) : windowOf(held.readUInt8(0));
        if (this.#window > MOST_WINDOW) throw new Error('it asks for too much memory');
        return this.#to('block', 3);
      case 'block': {
        const block = held.readUIntLE(0, 3);
        const last = (block & 1) !== 0;
        this.moves += this.#window;
        this.#skip = (((block >> 1) & 3) === 1 ? 1 : block >> 3) + (last && this.#checksum ? 4 : 0);
        return last ? this.#to('magic', 4) : this.#to('block', 3);
      }
      case 'other':
    }
  }
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function sizeIn(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0));
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

/** Decodes zstd in JavaScript, with turns for other work in between. */
export class JsZstd extends Transform {
  readonly #frames = new ZstdFrames();
  readonly #inner = new Decompress((bytes) => {
    this.#made += bytes.length;
    if (bytes.length > 0) this.push(Buffer.from(bytes));
  });
  #made = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    void this.#took(chunk, done);
  }

  async #took(bytes: Buffer, done: (error?: Error | null) => void): Promise<void> {
    try {
      await this.#take(bytes);
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)));
    }
    done();
  }

  async #take(bytes: Buffer): Promise<void> {
    let began = performance.now();
    for (let at = 0; at < bytes.length && !this.destroyed; at += STEP) {
      const step = bytes.subarray(at, at + STEP);
      this.#frames.feed(step);
      if (this.#frames.moves > FREE_MOVES + MOVES * this.#made)
        throw new Error('it comes in far too many small blocks');
      this.#inner.push(step);
      if (performance.now() - began < TURN_MS) continue;
      await otherWork();
      began = performance.now();
    }
  }

  override _flush(done: (error?: Error | null) => void): void {
    try {
      this.#inner.push(new Uint8Array(0), true);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
