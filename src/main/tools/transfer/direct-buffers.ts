import { pieceOf } from '../../bench/files/piece-thread.ts';

const SMALLEST = 64 * 1024;
const LARGEST = 1024 * 1024;
/** One is taken from, two are full, one is read into. */
const MOST = 4;

interface Block {
  bytes: Uint8Array;
  /** What was taken, and what was filled. */
  from: number;
  to: number;
}

/**
 * Buffers that a socket reads into and that are used again. What comes while nobody takes is gathered, so that a slow
 * disk gets few large writes. They are small at first and grow while reads fill them.
 */
export class DirectBuffers {
  #size = SMALLEST;
  /** In the order of the stream; the last one is read into. */
  readonly #blocks: Block[] = [];
  readonly #free: Uint8Array[] = [];
  #stopped = false;

  constructor() {
    this.#add();
  }

  /** Where the next read goes. Ask once after each {@link filled}. */
  next(): Uint8Array {
    const last = this.#last;
    return last.bytes.subarray(last.to);
  }

  /** A read has filled so many bytes; answers false when reading has to stop until {@link resumes}. */
  filled(length: number): boolean {
    const last = this.#last;
    const room = last.bytes.length - last.to;
    last.to += length;
    if (length === room && this.#size < LARGEST) {
      this.#size *= 2;
      this.#free.length = 0;
    }
    if (last.bytes.length - last.to < last.bytes.length / 4) this.#add();
    this.#stopped = this.#blocks.length >= MOST;
    return !this.#stopped;
  }

  /** The next bytes, valid until the next call; null while there are none. */
  take(): Uint8Array | null {
    let [first] = this.#blocks;
    while (first && this.#blocks.length > 1 && first.from === first.to) {
      this.#blocks.shift();
      if (first.bytes.length === this.#size) this.#free.push(first.bytes);
      [first] = this.#blocks;
    }
    if (!first || first.from === first.to) return null;
    const bytes = first.bytes.subarray(first.from, first.to);
    first.from = first.to;
    return bytes;
  }

  /** True once after reading was stopped and there is room again. */
  get resumes(): boolean {
    if (!this.#stopped || this.#blocks.length >= MOST) return false;
    this.#stopped = false;
    return true;
  }

  get #last(): Block {
    return this.#blocks[this.#blocks.length - 1] ?? this.#add();
  }

  #add(): Block {
    const block = { bytes: this.#free.pop() ?? pieceOf(this.#size), from: 0, to: 0 };
    this.#blocks.push(block);
    return block;
  }
}
