/** Bytes of a file that have come and are not read yet. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  /** The memory is ours, and more may be put behind its end. */
  #own = false;
  #skip = 0;
  /** The place in the file of the next byte. */
  offset = 0;

  get length(): number {
    return this.#end - this.#at;
  }

  /** Bytes that are passed over and have not come yet. */
  get owed(): number {
    return this.#skip;
  }

  push(chunk: Uint8Array): void {
    let fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const passed = Math.min(this.#skip, fresh.length);
    this.#skip -= passed;
    this.offset += passed;
    fresh = fresh.subarray(passed);
    const rest = this.length;
    if (rest === 0) {
      [this.#bytes, this.#at, this.#end, this.#own] = [fresh, 0, fresh.length, false];
      return;
    }
    if (!this.#own || this.#bytes.length - this.#end < fresh.length) {
      // With room for as much again: what comes in many pieces is not copied once for each of them.
      const larger = Buffer.allocUnsafeSlow(2 * rest + fresh.length);
      larger.set(this.#bytes.subarray(this.#at, this.#end));
      [this.#bytes, this.#at, this.#end, this.#own] = [larger, 0, rest, true];
    }
    this.#bytes.set(fresh, this.#end);
    this.#end += fresh.length;
  }

  /** The next `length` bytes, which stay; null while they have not all come. Valid until the next push. */
  peek(length: number): Buffer | null {
    return this.length < length ? null : this.#bytes.subarray(this.#at, this.#at + length);
  }

  /** The next `length` bytes, which are gone then; null while they have not all come. */
  take(length: number): Buffer | null {
    const bytes = this.peek(length);
    if (bytes) this.#gone(length);
    return bytes;
  }

  /** Passes over `length` bytes, also those still to come. */
  skip(length: number): void {
    const here = Math.min(length, this.length);
    this.#gone(here);
    this.#skip += length - here;
  }

  /** How far `byte` is from here, from `from` on, or -1. */
  indexOf(byte: number, from: number): number {
    const found = this.#bytes.subarray(0, this.#end).indexOf(byte, this.#at + from);
    return found < 0 ? -1 : found - this.#at;
  }

  #gone(length: number): void {
    this.#at += length;
    this.offset += length;
  }
}

/** A file that makes no sense from `at` on; what came before it holds. */
export class Damage extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.name = 'Damage';
    this.at = at;
  }
}
