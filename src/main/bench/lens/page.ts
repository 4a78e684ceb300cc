import type { LensRow } from '../../../contract/lens.ts';
import { badLengthSentence, isNamed } from '../../../contract/payload/framing.ts';
import { PREVIEW_BYTES } from '../../../contract/rows.ts';
import { type Capture, offsetOf } from '../capture/capture.ts';
import { rowsOf } from '../capture/pair.ts';
import type { RowRecord } from '../capture/row-log.ts';
import type { Lens } from './lens.ts';
import type { PlacedEntry } from './message-log.ts';

export interface LensPage {
  total: number;
  rows: LensRow[];
  preview: Uint8Array<ArrayBuffer>;
}

/** Rows that are read at once rather than one by one, where the messages of a page are from rows near each other. */
const NEAR = 4096;

/** Messages as they cross the bridge; `twin` is the capture of the other end, where it is on the bench. */
export async function lensPage(lens: Lens, from: number, count: number, twin?: Capture): Promise<LensPage> {
  const { capture } = lens;
  const entries = await lens.log.read(from, count);
  const records = await recordsOf(capture, entries);
  const made = await Promise.all(
    entries.map(async (entry) => {
      const record = records.get(entry.row)!;
      if (entry.status === null)
        return { row: lifeRow(entry, record, capture.wordsOf(record)), bytes: NOTHING };
      const row = await messageRow(lens, entry, record, twin);
      const bytes = await capture.read(entry.direction, row.offset, Math.min(row.length, PREVIEW_BYTES));
      return { row: { ...row, preview: bytes.length }, bytes };
    }),
  );
  return {
    total: lens.log.count,
    rows: made.map(({ row }) => row),
    preview: new Uint8Array(Buffer.concat(made.map(({ bytes }) => bytes))),
  };
}

const NOTHING = new Uint8Array(0);

async function recordsOf(
  capture: Capture,
  entries: readonly PlacedEntry[],
): Promise<ReadonlyMap<number, RowRecord>> {
  const rows = [...new Set(entries.map((entry) => entry.row))];
  const first = rows[0] ?? 0;
  const span = (rows.at(-1) ?? 0) - first + 1;
  const records =
    span <= NEAR
      ? await capture.rows.records(first, span)
      : await Promise.all(rows.map((row) => capture.rows.record(row)));
  return new Map(records.map((record) => [record.seq, record]));
}

function lifeRow(entry: PlacedEntry, record: RowRecord, text = ''): LensRow {
  const place = { start: 0, size: 0, offset: 0, length: 0, first: entry.row, reads: 0, part: false };
  const { time, kind } = record;
  return { index: entry.index, seq: entry.row, time, kind, status: null, ...place, text, preview: 0 };
}

async function messageRow(
  lens: Lens,
  entry: PlacedEntry,
  record: RowRecord,
  twin: Capture | undefined,
): Promise<LensRow> {
  const { capture, choice } = lens;
  const { index, row: seq, start, size, direction, status, reads, head, tail, said, content } = entry;
  // A message that was cut short ends with a row that holds none of it.
  const here = record.kind === direction && offsetOf(record) < start + size;
  const first = reads === 1 && here ? seq : await capture.rows.holding(direction, start);
  const only = reads === 1 ? (here ? record : await capture.rows.record(first)) : null;
  const joined = twin && (await rowsOf(twin, direction === 'in' ? 'out' : 'in', start, size));
  return {
    index,
    seq,
    time: record.time,
    kind: direction,
    status,
    start,
    size,
    offset: start + head,
    length: size - head - tail,
    first,
    reads,
    part: only !== null && size < only.length,
    ...(twin && { joined: joined?.count ?? 0 }),
    ...(content !== null && { content }),
    ...(isNamed(choice.framing)
      ? status !== 'raw' && { text: entry.text, named: true }
      : status === 'bad' && { text: badLengthSentence(choice.framing, { said }) }),
    preview: 0,
  };
}
