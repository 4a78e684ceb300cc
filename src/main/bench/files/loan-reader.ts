import { hash } from 'node:crypto';
import { CHANGES } from './disk-file.ts';
import { fileChanged } from './explain-read.ts';
import type { Loan } from './loan.ts';
import type { LoadedTogether, SmallReader, SourceEntry } from './source.ts';

/** An entry that stands for a file of a loan. */
export interface LentEntry extends SourceEntry {
  /** Its number in the loan. */
  readonly index: number;
}

/** Reads small files of a page: it is asked for many at a time, as each question costs it and us a round trip. */
export class LoanReader implements SmallReader {
  readonly #loan: Loan;

  constructor(loan: Loan) {
    this.#loan = loan;
  }

  async loadTogether(
    entries: readonly SourceEntry[],
    into: Uint8Array<SharedArrayBuffer>,
    room: number,
    signal?: AbortSignal,
  ): Promise<LoadedTogether> {
    const asked = entries.map((entry) => (entry as LentEntry).index);
    const { bytes, read } = await this.#loan.askMany(asked, signal);
    const failed = new Map<number, unknown>();
    const sha256: string[] = [];
    let from = 0;
    let at = room;
    for (const [n, { path, size }] of entries.entries()) {
      const got = read[n] ?? 0;
      const have = typeof got === 'number' ? got : 0;
      // The page says what it likes: only what has the size it was listed with goes on.
      const why = typeof got !== 'number' ? got : have === size ? null : changed(path, have, size);
      if (why === null) {
        const own = into.subarray(at, at + size);
        own.set(bytes.subarray(from, from + size));
        sha256.push(hash('sha256', own));
        at += size;
      } else {
        failed.set(n, why);
        sha256.push('');
      }
      from += have;
    }
    return { length: at, sha256, failed };
  }
}

const changed = (path: string, have: number, size: number) =>
  fileChanged(path, have < size ? CHANGES.shorter : CHANGES.longer);
