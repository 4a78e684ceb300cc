/** Room for so many bytes is cut up at a time; what wants more than a part of it has a buffer of its own. */
const PIECE = 64 * 1024;
const PART = PIECE / 4;

/** Buffers for many small files. One of its own for each would cost as much as reading the header before it. */
export class Slices {
  #piece = Buffer.alloc(0);
  #used = 0;

  /** Its bytes are whatever stood there. */
  take(length: number): Buffer {
    if (length > PART) return Buffer.allocUnsafeSlow(length);
    if (length > this.#piece.length - this.#used) {
      this.#piece = Buffer.allocUnsafeSlow(PIECE);
      this.#used = 0;
    }
    const from = this.#used;
    this.#used += length;
    return this.#piece.subarray(from, this.#used);
  }
}
