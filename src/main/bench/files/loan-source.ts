import { setImmediate } from 'node:timers/promises';
import { MAX_CHUNK } from '../../../contract/bridge.ts';
import type { Loan } from './loan.ts';
import { type LentEntry, LoanReader } from './loan-reader.ts';
import type { SourceEntry, SourceFile } from './source.ts';

/** Pieces that are asked for ahead of who reads from the front to the end: a page is a round trip away. */
const AHEAD = 4;
/** Entries that are told in one go: a page may lend a million, and others want their turn. */
const IN_ONE_GO = 500;
/** Files up to this size are asked for together with others. */
const SMALL = 256 * 1024;
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/** The files of a loan, as they stand when they are asked for. */
export async function* loanEntries(
  loan: Loan,
  rename: (name: string) => string,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry[], void> {
  const reader = new LoanReader(loan);
  const roots = new Map<string, string>();
  const batch: SourceEntry[] = [];
  signal?.throwIfAborted();
  for (const [index, { path, kind, size, modified }] of loan.files.entries()) {
    if (batch.length === IN_ONE_GO) {
      yield batch.splice(0);
      await setImmediate();
      signal?.throwIfAborted();
    }
    const slash = path.indexOf('/');
    const root = slash < 0 ? path : path.slice(0, slash);
    const renamed = roots.get(root) ?? rename(root);
    roots.set(root, renamed);
    const entry: LentEntry = {
      path: renamed + path.slice(root.length),
      kind,
      size: kind === 'file' ? size : 0,
      modified,
      mode: kind === 'file' ? FILE_MODE : FOLDER_MODE,
      target: '',
      index,
      reader: kind === 'file' && size <= SMALL ? reader : undefined,
      open: async () => {
        loan.stillThere(index);
        return new LentFile(loan, index, size);
      },
    };
    batch.push(entry);
  }
  if (batch.length > 0) yield batch;
}

interface Piece {
  offset: number;
  bytes: Promise<Uint8Array>;
}

/** One file of a page. Its browser refuses to read it once it has changed, so that each read checks. */
class LentFile implements SourceFile {
  readonly #loan: Loan;
  readonly #index: number;
  readonly #size: number;
  readonly #closed = new AbortController();
  /** Pieces asked for ahead, in their order. */
  #ahead: Piece[] = [];
  /** Where the next read begins when it goes on from the last. */
  #next = 0;

  constructor(loan: Loan, index: number, size: number) {
    this.#loan = loan;
    this.#index = index;
    this.#size = size;
  }

  async read(into: Uint8Array, offset: number, signal?: AbortSignal): Promise<number> {
    if (offset !== this.#next) this.#ahead = [];
    const end = Math.min(offset + into.length, this.#size);
    this.#next = Math.max(end, offset);
    if (end <= offset) return 0;
    this.#askAhead(offset, end);
    let filled = 0;
    for (const piece of this.#ahead) {
      if (piece.offset >= end) break;
      const bytes = await unlessAborted(piece.bytes, signal);
      const part = bytes.subarray(offset + filled - piece.offset, end - piece.offset);
      into.set(part, filled);
      filled += part.length;
      // It ends before it said: the file was listed with another size.
      if (piece.offset + bytes.length < Math.min(piece.offset + MAX_CHUNK, this.#size)) break;
    }
    this.#ahead = this.#ahead.filter((piece) => piece.offset + MAX_CHUNK > end);
    return filled;
  }

  async check(): Promise<void> {
    this.#loan.stillThere(this.#index);
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  #askAhead(offset: number, end: number): void {
    const last = this.#ahead.at(-1);
    const until = Math.min(end + AHEAD * MAX_CHUNK, this.#size);
    for (let at = last ? last.offset + MAX_CHUNK : offset; at < until; at += MAX_CHUNK) {
      const length = Math.min(MAX_CHUNK, this.#size - at);
      const bytes = this.#loan.ask(this.#index, at, length, this.#closed.signal);
      // Whoever reads it is told; nobody may ever do.
      bytes.catch(() => undefined);
      this.#ahead.push({ offset: at, bytes });
    }
  }
}

/** What a promise comes to, or the signal’s reason as soon as it aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let aborted: () => void = () => undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, fail) => {
        aborted = () => fail(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        signal.addEventListener('abort', aborted);
      }),
    ]);
  } finally {
    signal.removeEventListener('abort', aborted);
  }
}
