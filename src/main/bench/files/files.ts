import { randomBytes } from 'node:crypto';
import type { Item } from '../../../contract/files.ts';
import { UniqueNames } from '../../../contract/payload/unique-names.ts';
import { BenchError } from '../failure.ts';
import { diskEntries } from './disk-source.ts';
import { type Lending, Loan } from './loan.ts';
import { loanEntries } from './loan-source.ts';
import { Reading } from './reading.ts';
import type { LeftOut, Source, SourceEntry, SourceOptions } from './source.ts';
import { wholePath } from './whole-path.ts';

/** Loans of all windows at once. */
const MAX_LOANS = 256;

/** The files that users hand over, of this machine and of pages. */
export class Files {
  readonly #loans = new Map<string, Loan>();
  readonly #lending: Lending = { files: 0, characters: 0 };

  /** A new loan, which ends with the stream of its events. Throws LIMIT. */
  lend(): Loan {
    if (this.#loans.size >= MAX_LOANS)
      throw new BenchError({ code: 'LIMIT', message: 'Too many pages lend files at once.' });
    const loan = new Loan(
      `loan-${randomBytes(12).toString('hex')}`,
      () => this.#loans.delete(loan.id),
      this.#lending,
    );
    this.#loans.set(loan.id, loan);
    return loan;
  }

  /** Throws LOAN_GONE. */
  loan(id: string): Loan {
    const loan = this.#loans.get(id);
    if (loan) return loan;
    throw new BenchError({
      code: 'LOAN_GONE',
      field: 'file',
      message: 'The page that held the files is gone.',
      hint: 'It was closed or loaded anew, or it lost the bench. Drop the files again.',
    });
  }

  /**
   * What is to be sent, of several roots, whose names are made unique. Throws BAD_INPUT for a path that is not whole,
   * and LOAN_GONE. It can be walked through more than once.
   */
  source(items: readonly Item[], { links }: SourceOptions): Source {
    for (const item of items)
      if (item.kind === 'path') wholePath(item.path);
      else this.loan(item.loan);
    const loan = (id: string) => this.loan(id);
    const reading = new Reading();
    return {
      async *batches(signal?: AbortSignal): AsyncGenerator<(SourceEntry | LeftOut)[], void> {
        const names = new UniqueNames();
        const rename = (name: string) => names.take(name);
        for (const item of items)
          yield* item.kind === 'path'
            ? diskEntries(item.path, { links, rename, reading }, signal)
            : loanEntries(loan(item.loan), rename, signal);
      },
      close: () => reading.close(),
    };
  }

  /** Ends all loans. */
  close(): void {
    for (const loan of this.#loans.values()) loan.end();
  }
}
