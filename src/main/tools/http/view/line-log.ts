import type { Line } from './json-lines.ts';

const FIRST = 1024;
/** Numbers of one line: start, length, and depth with its two marks. */
const WIDTH = 3;

/** Places of lines, twelve bytes each, of a source of at most 4 GiB. */
export class LineLog {
  #numbers = new Uint32Array(FIRST * WIDTH);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push({ start, end, depth, opens, closes }: Line): void {
    const at = this.#count * WIDTH;
    if (at === this.#numbers.length) {
      const more = new Uint32Array(2 * at);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[at] = start;
    this.#numbers[at + 1] = end - start;
    this.#numbers[at + 2] = depth * 4 + (opens ? 1 : 0) + (closes ? 2 : 0);
    this.#count++;
  }

  get(line: number): Line {
    const at = line * WIDTH;
    const start = this.#numbers[at]!;
    const marks = this.#numbers[at + 2]!;
    return {
      start,
      end: start + this.#numbers[at + 1]!,
      depth: marks >>> 2,
      opens: (marks & 1) !== 0,
      closes: (marks & 2) !== 0,
    };
  }

  /** The last line that begins at or before a byte; the first one where there is none. */
  before(offset: number): number {
    let low = 0;
    let high = Math.max(0, this.#count - 1);
    while (low < high) {
      const mid = (low + high + 1) >>> 1;
      if (this.#numbers[mid * WIDTH]! <= offset) low = mid;
      else high = mid - 1;
    }
    return low;
  }
}
