import type { Row } from '../../../contract/capture.ts';
import type { Session } from '../../../contract/bench.ts';
import { type Direction, isData } from '../../../contract/rows.ts';
import { type Capture, offsetOf } from '../capture/capture.ts';
import { BenchError } from '../failure.ts';

/** Rows that are read at once: 128 KiB of records. */
const PAGE = 4096;
/** Bytes of a direction that are read at once. */
const WINDOW = 1024 * 1024;

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
}

export interface SourceInit {
  session: Session;
  capture: Capture;
  rows?: { first: number; last: number } | undefined;
  direction?: Direction | undefined;
  tally?: Tally;
  signal?: AbortSignal | undefined;
}

/** Fixes what is exported. */
export async function openSource(init: SourceInit): Promise<ExportSource> {
  const { session, capture } = init;
  const end = Math.min(capture.rows.count, init.rows ? init.rows.last + 1 : Number.POSITIVE_INFINITY);
  const first = Math.min(init.rows?.first ?? 0, end);
  const spans = { in: { from: 0, to: 0 }, out: { from: 0, to: 0 } };
  if (end > first) {
    const [from, to] = [await capture.rows.record(first), await capture.rows.record(end - 1)];
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
  };
}

export const payloadBytes = ({ spans }: ExportSource): number =>
  spans.in.to - spans.in.from + spans.out.to - spans.out.from;

/** The rows in order, read in pages. */
export async function* rowsOf(source: ExportSource): AsyncGenerator<ExportRow[], void> {
  const { capture, end, direction, tally, signal } = source;
  for (let from = source.first; from < end; from += PAGE) {
    signal?.throwIfAborted();
    const count = Math.min(PAGE, end - from);
    const records = await capture.rows.records(from, count);
    if (records.length < count) throw removed();
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
    const { capture, spans, tally, signal } = this.#source;
    signal?.throwIfAborted();
    const length = Math.min(WINDOW, spans[this.#direction].to - offset);
    this.#window = await capture.read(this.#direction, offset, length);
    this.#from = offset;
    if (this.#window.length < length || length <= 0) throw removed();
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

/** A capture never shrinks while its session is there. */
function removed(): BenchError {
  return new BenchError({ code: 'NOT_FOUND', message: 'The session was removed while it was exported.' });
}
