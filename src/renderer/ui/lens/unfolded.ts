/**
 * Where messages and the reads that some of them are unfolded to stand in one list: message `index`, then its reads.
 * Few are unfolded at a time, so a look goes through them in order.
 */
export class Unfolded {
  /** Unfolded messages in order, and how many reads each shows. */
  readonly #open: readonly (readonly [index: number, reads: number])[];
  /** Rows that reads add to the list. */
  readonly extra: number;

  constructor(open: ReadonlyMap<number, number>) {
    this.#open = [...open].sort(([a], [b]) => a - b);
    this.extra = this.#open.reduce((sum, [, reads]) => sum + reads, 0);
  }

  /** What stands at a place of the list: a message, or (`read` ≥ 0) one of the reads of it. */
  at(place: number): { index: number; read: number } {
    let before = 0;
    for (const [index, reads] of this.#open) {
      const here = index + before;
      if (place <= here) break;
      if (place <= here + reads) return { index, read: place - here - 1 };
      before += reads;
    }
    return { index: place - before, read: -1 };
  }

  /** The place of a message. */
  placeOf(index: number): number {
    let place = index;
    for (const [open, reads] of this.#open) {
      if (open >= index) break;
      place += reads;
    }
    return place;
  }
}
