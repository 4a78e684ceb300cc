const BLOCK = 1024 * 1024;

/** Texts one after the other as UTF-8: a million paths without a million strings. */
export class TextLog {
  readonly #blocks: Buffer[] = [];
  /** Of each text: the block it is in, where it begins, and how long it is. */
  #places = new Uint32Array(3 * 256);
  #count = 0;
  #free = 0;

  get count(): number {
    return this.#count;
  }

  /** Answers the index of the text. */
  add(text: string): number {
    const length = Buffer.byteLength(text);
    let block = this.#blocks[this.#blocks.length - 1];
    if (!block || block.length - this.#free < length) {
      block = Buffer.allocUnsafeSlow(Math.max(length, this.#blocks.length === 0 ? 4096 : BLOCK));
      this.#blocks.push(block);
      this.#free = 0;
    }
    const at = 3 * this.#count;
    if (at === this.#places.length) {
      const more = new Uint32Array(this.#places.length * 2);
      more.set(this.#places);
      this.#places = more;
    }
    this.#places[at] = this.#blocks.length - 1;
    this.#places[at + 1] = this.#free;
    this.#places[at + 2] = length;
    this.#free += block.write(text, this.#free);
    return this.#count++;
  }

  /** Throws a RangeError for an index that was not given out. */
  get(index: number): string {
    if (!(index >= 0 && index < this.#count)) throw new RangeError(`no text ${index}`);
    const block = this.#blocks[this.#places[3 * index] ?? 0];
    const from = this.#places[3 * index + 1] ?? 0;
    return block?.toString('utf8', from, from + (this.#places[3 * index + 2] ?? 0)) ?? '';
  }
}
