/** Bytes of a file that have come and are not read yet. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #skip = 0;
  /** The place in the file of the next byte. */
  offset = 0;

  get length(): number {
    return this.#bytes.length - this.#at;
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
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    this.#at = 0;
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
    const found = this.#bytes.indexOf(byte, this.#at + from);
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
