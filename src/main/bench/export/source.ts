import { setImmediate as otherWork } from 'node:timers/promises';
import type { Row } from '../../../contract/capture.ts';
import type { Session } from '../../../contract/bench.ts';
import { type Direction, isData } from '../../../contract/rows.ts';
import { type Capture, offsetOf } from '../capture/capture.ts';
import { BenchError } from '../failure.ts';

/** Rows that are read at once: 128 KiB of records. Many sessions in one file share four times as many. */
const PAGE = 4096;
const LEAST_PAGE = 16;
/** Bytes of a direction that are read at once. Many sessions in one file share 32 times as many. */
const WINDOW = 1024 * 1024;
const LEAST_WINDOW = 4096;

export type ExportRow = Omit<Row, 'preview'>;

/** What is through so far; the export's formats count as they go. */
export interface Tally {
  rows: number;
  bytes: number;
}

/** What of a session is exported: its rows up to `end`, as they stood when the export began. */
export interface ExportSource {
  readonly session: Session;
  readonly capture: Capture;
  /** Rows `[first, end)`. */
  readonly first: number;
  readonly end: number;
  /** Only rows with bytes of this direction, where it is set. */
  readonly direction: Direction | null;
  /** Bytes of each direction in these rows, as `[from, to)` of the stream. */
  readonly spans: Record<Direction, { from: number; to: number }>;
  readonly tally: Tally;
  readonly signal: AbortSignal | undefined;
  /** Rows, and bytes of a direction, that are read at once. */
  readonly page: number;
  readonly window: number;
}

export interface SourceInit {
  session: Session;
  capture: Capture;
  rows?: { first: number; last: number } | undefined;
  direction?: Direction | undefined;
  tally?: Tally;
  signal?: AbortSignal | undefined;
  /** How many sessions go into the file side by side. */
  beside?: number;
}

/** Fixes what is exported. */
export async function openSource(init: SourceInit): Promise<ExportSource> {
  const { session, capture, beside = 1 } = init;
  const end = Math.min(capture.rows.count, init.rows ? init.rows.last + 1 : Number.POSITIVE_INFINITY);
  const first = Math.min(init.rows?.first ?? 0, end);
  const spans = { in: { from: 0, to: 0 }, out: { from: 0, to: 0 } };
  if (end > first) {
    const [from, to] = await whileThere(capture, () =>
      Promise.all([capture.rows.record(first), capture.rows.record(end - 1)]),
    );
    spans.in = { from: from.inBefore, to: to.inBefore + (to.kind === 'in' ? to.length : 0) };
    spans.out = { from: from.outBefore, to: to.outBefore + (to.kind === 'out' ? to.length : 0) };
  }
  if (init.direction === 'in') spans.out.to = spans.out.from;
  if (init.direction === 'out') spans.in.to = spans.in.from;
  return {
    session,
    capture,
    first,
    end,
    direction: init.direction ?? null,
    spans,
    tally: init.tally ?? { rows: 0, bytes: 0 },
    signal: init.signal,
    page: Math.max(LEAST_PAGE, Math.min(PAGE, Math.floor((4 * PAGE) / beside))),
    window: Math.max(LEAST_WINDOW, Math.min(WINDOW, Math.floor((32 * WINDOW) / (2 * beside)))),
  };
}

export const payloadBytes = ({ spans }: ExportSource): number =>
  spans.in.to - spans.in.from + spans.out.to - spans.out.from;

/** The rows in order, read in pages. */
export async function* rowsOf(source: ExportSource): AsyncGenerator<ExportRow[], void> {
  const { capture, end, direction, tally, signal, page } = source;
  for (let from = source.first; from < end; from += page) {
    // What is in memory is read without ever waiting: sockets and a change of mind must get a turn.
    await otherWork();
    signal?.throwIfAborted();
    const count = Math.min(page, end - from);
    const records = await whileThere(capture, () => capture.rows.records(from, count));
    const rows: ExportRow[] = [];
    for (const record of records) {
      const { seq, time, kind, length } = record;
      if (direction !== null && kind !== direction) continue;
      const words = capture.wordsOf(record);
      const row: ExportRow = { seq, time, kind, length, offset: offsetOf(record) };
      if (words !== undefined) row[isData(kind) ? 'peer' : 'text'] = words;
      rows.push(row);
    }
    yield rows;
    tally.rows += count;
  }
}

/** Reads the bytes of one direction in order, a mebibyte ahead. */
export class ByteReader {
  readonly #source: ExportSource;
  readonly #direction: Direction;
  #window: Uint8Array = new Uint8Array();
  #from = 0;

  constructor(source: ExportSource, direction: Direction) {
    this.#source = source;
    this.#direction = direction;
  }

  /** What is at hand of the `length` bytes at `offset` (at least one byte, in place), or null: then {@link fetch}. */
  peek(offset: number, length: number): Uint8Array | null {
    const at = offset - this.#from;
    if (at < 0 || at >= this.#window.length) return null;
    return this.#window.subarray(at, Math.min(at + length, this.#window.length));
  }

  /** Brings the bytes at `offset` to hand. */
  async fetch(offset: number): Promise<void> {
    const { capture, spans, tally, signal, window } = this.#source;
    await otherWork();
    signal?.throwIfAborted();
    const length = Math.min(window, spans[this.#direction].to - offset);
    this.#window = await whileThere(capture, () => capture.read(this.#direction, offset, length));
    this.#from = offset;
    if (length <= 0 || this.#window.length < length) throw new Error('a capture lacks bytes of its rows');
    tally.bytes += length;
  }

  /** The `length` bytes at `offset` in pieces. */
  async *pieces(offset: number, length: number): AsyncGenerator<Uint8Array, void> {
    for (let done = 0; done < length;) {
      const piece = this.peek(offset + done, length - done);
      if (!piece) {
        await this.fetch(offset + done);
        continue;
      }
      yield piece;
      done += piece.length;
    }
  }
}

/** Reads of a capture, which holds everything it held before until its session is removed. */
async function whileThere<T>(capture: Capture, read: () => Promise<T>): Promise<T> {
  let what: T | undefined;
  let failure: unknown;
  try {
    what = await read();
  } catch (error) {
    failure = error;
  }
  if (capture.removed)
    throw new BenchError({ code: 'NOT_FOUND', message: 'The session was removed while it was exported.' });
  if (failure !== undefined) throw failure;
  return what as T;
}
