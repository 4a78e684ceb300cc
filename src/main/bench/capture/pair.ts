import type { PairRow } from '../../../contract/capture.ts';
import { type Direction, isData } from '../../../contract/rows.ts';
import { type Capture, offsetOf } from './capture.ts';
import type { RowRecord } from './row-log.ts';

/** The most rows at the other end that one row is joined to by number; a longer join is cut there. */
const MAX_JOIN = 4096;

export interface PairPage {
  total: number;
  rows: PairRow[];
  preview: Uint8Array<ArrayBuffer>;
}

/** Rows of both ends of one connection, merged by time; where times are equal the left one comes first. */
export async function pairPage(
  left: Capture,
  right: Capture,
  from: number,
  count: number,
): Promise<PairPage> {
  const total = left.rows.count + right.rows.count;
  const take = Math.max(0, Math.min(count, total - from));
  const i = await leftBefore(left, right, Math.min(from, total));
  const j = Math.min(from, total) - i;
  const [ofLeft, ofRight] = await Promise.all([left.rows.records(i, take), right.rows.records(j, take)]);
  const [leftPage, rightPage] = await Promise.all([left.withPreview(ofLeft), right.withPreview(ofRight)]);
  const sides = {
    left: { page: leftPage, records: ofLeft, next: 0, at: 0 },
    right: { page: rightPage, records: ofRight, next: 0, at: 0 },
  };
  const rows: PairRow[] = [];
  const pieces: Uint8Array[] = [];
  for (let k = 0; k < take; k++) {
    const l = ofLeft[sides.left.next];
    const r = ofRight[sides.right.next];
    const side = l && (!r || l.time <= r.time) ? 'left' : 'right';
    const of = sides[side];
    const row = of.page.rows[of.next];
    const record = of.records[of.next];
    if (!row || !record) break;
    const joined = side === 'left' ? await join(record, right) : await join(record, left);
    rows.push({ ...row, side, index: from + k, ...(joined && { joined }) });
    pieces.push(of.page.preview.subarray(of.at, of.at + row.preview));
    of.at += row.preview;
    of.next++;
  }
  return { total, rows, preview: new Uint8Array(Buffer.concat(pieces)) };
}

/** How many of the first `k` merged rows are left ones; O(log n) rows are read. */
async function leftBefore(left: Capture, right: Capture, k: number): Promise<number> {
  let low = Math.max(0, k - right.rows.count);
  let high = Math.min(k, left.rows.count);
  while (low < high) {
    const i = Math.floor((low + high) / 2);
    // The left row `i` belongs to the first k unless the right row before the cut is earlier than it.
    const l = await left.rows.record(i);
    const r = await right.rows.record(k - i - 1);
    if (l.time <= r.time) low = i + 1;
    else high = i;
  }
  return low;
}

/** The rows of the other end that hold the same bytes: a read's writes, a write's reads. */
async function join(row: RowRecord, other: Capture): Promise<PairRow['joined']> {
  if (!isData(row.kind)) return undefined;
  return rowsOf(other, row.kind === 'in' ? 'out' : 'in', offsetOf(row), row.length);
}

/** The rows that hold bytes of a stretch of a direction, as far as it has come; undefined where none has. */
export async function rowsOf(
  capture: Capture,
  direction: Direction,
  start: number,
  length: number,
): Promise<{ first: number; count: number } | undefined> {
  const end = Math.min(start + length, capture.length(direction));
  if (start >= end) return undefined;
  const first = await capture.rows.holding(direction, start);
  const last = await capture.rows.holding(direction, end - 1);
  if (first === last) return { first, count: 1 };
  const between = await capture.rows.records(first, Math.min(last - first + 1, MAX_JOIN));
  return { first, count: between.filter((r) => r.kind === direction).length };
}
