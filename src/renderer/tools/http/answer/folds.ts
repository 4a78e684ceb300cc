/** What is folded away: the first and the last line of each, where the first one still shows. */
export type Folds = ReadonlyMap<number, number>;

/** Which lines are in view while some are folded away. Pure; made anew when the folds change. */
export class VisibleLines {
  /** First lines of the outermost folds, in order, and how many lines are hidden up to and with each. */
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  readonly #hidden: number[] = [];

  constructor(folds: Folds) {
    let end = -1;
    let hidden = 0;
    for (const [first, last] of [...folds].sort(([a], [b]) => a - b)) {
      if (first <= end || last <= first) continue;
      end = last;
      hidden += last - first;
      this.#first.push(first);
      this.#last.push(last);
      this.#hidden.push(hidden);
    }
  }

  /** How many are in view, of so many. */
  count(lines: number): number {
    const { length } = this.#first;
    let hidden = this.#hidden[length - 1] ?? 0;
    const last = this.#last[length - 1];
    // A fold of what still comes may end behind what there is.
    if (last !== undefined && last >= lines) hidden -= last - lines + 1;
    return Math.max(0, lines - hidden);
  }

  /** The line that stands in a row. */
  lineOf(row: number): number {
    // The folds whose first line stands above this row.
    let [low, high] = [0, this.#first.length];
    while (low < high) {
      const mid = (low + high) >>> 1;
      const before = this.#hidden[mid - 1] ?? 0;
      if (this.#first[mid]! - before < row) low = mid + 1;
      else high = mid;
    }
    return row + (this.#hidden[low - 1] ?? 0);
  }

  /** The row in which a line stands, or in which it is folded away. */
  rowOf(line: number): number {
    let [low, high] = [0, this.#first.length];
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (this.#first[mid]! < line) low = mid + 1;
      else high = mid;
    }
    const fold = low - 1;
    if (fold < 0) return line;
    const before = this.#hidden[fold - 1] ?? 0;
    return line <= this.#last[fold]! ? this.#first[fold]! - before : line - this.#hidden[fold]!;
  }
}

/** The folds without those that hide a line. */
export function showing(folds: Folds, line: number): Folds {
  const open = [...folds].filter(([first, last]) => !(first < line && line <= last));
  return open.length === folds.size ? folds : new Map(open);
}
