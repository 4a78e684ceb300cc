import type { RowWriter } from './row-writer.ts';
import { type ExportRow, type ExportSource, rowsOf } from './source.ts';

/** One session's rows, a page of them at hand. */
export class RowCursor {
  readonly #pages: AsyncGenerator<ExportRow[], void>;
  #rows: readonly ExportRow[] = [];
  #at = 0;
  /** Its place among the sessions of the file. */
  readonly index: number;
  /** Where its rows go. */
  readonly to: RowWriter;

  constructor(source: ExportSource, index: number, to: RowWriter) {
    this.#pages = rowsOf(source);
    this.index = index;
    this.to = to;
  }

  /** The row whose turn it is; undefined when a page has to be loaded, or nothing is left. */
  get row(): ExportRow | undefined {
    return this.#rows[this.#at];
  }

  step(): void {
    this.#at++;
  }

  /** Brings a row to hand; false when there is none any more. */
  async load(): Promise<boolean> {
    while (!this.row) {
      const page = await this.#pages.next();
      if (page.done) return false;
      this.#rows = page.value;
      this.#at = 0;
    }
    return true;
  }
}

/** Sessions in the order of the rows whose turn it is: a binary heap. All have a row at hand. */
export class Earliest {
  readonly #heap: RowCursor[] = [];

  /** The one whose row is the earliest. */
  get first(): RowCursor | undefined {
    return this.#heap[0];
  }

  push(cursor: RowCursor): void {
    const heap = this.#heap;
    let at = heap.push(cursor) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (isBefore(heap[up]!, cursor)) break;
      heap[at] = heap[up]!;
      at = up;
    }
    heap[at] = cursor;
  }

  pop(): RowCursor | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || last === first) return first;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && isBefore(heap[down + 1]!, heap[down]!)) down++;
      if (isBefore(last, heap[down]!)) break;
      heap[at] = heap[down]!;
      at = down;
    }
    heap[at] = last;
    return first;
  }
}

/** Rows of the same time are in the order of their sessions. */
export function isBefore(one: RowCursor, other: RowCursor): boolean {
  const a = one.row?.time ?? 0;
  const b = other.row?.time ?? 0;
  return a < b || (a === b && one.index < other.index);
}
