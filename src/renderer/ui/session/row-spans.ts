import { isData, MAX_ROWS } from '../../../contract/rows.ts';
import type { Row } from '../../../contract/capture.ts';
import { getClient } from '../../bridge/connection.ts';
import type { ByteSpan } from './view-store.ts';

export interface Spans {
  in: ByteSpan | null;
  out: ByteSpan | null;
}

const NO_SPANS: Spans = { in: null, out: null };

/** The bytes of one row. */
export const spansOfRow = (row: Pick<Row, 'kind' | 'offset' | 'length'>): Spans =>
  isData(row.kind) ? { ...NO_SPANS, [row.kind]: { offset: row.offset, length: row.length } } : NO_SPANS;

/** Rows of one direction follow each other without a gap, so its first and last row give the span of all. */
export function spansOfRows(rows: readonly Pick<Row, 'kind' | 'offset' | 'length'>[]): Spans {
  let spans = NO_SPANS;
  for (const row of rows) {
    if (!isData(row.kind)) continue;
    const span = spans[row.kind];
    const from = span ? Math.min(span.offset, row.offset) : row.offset;
    const to = Math.max(span ? span.offset + span.length : 0, row.offset + row.length);
    spans = { ...spans, [row.kind]: { offset: from, length: to - from } };
  }
  return spans;
}

/**
 * The bytes of the rows `first … last`, however many they are: only rows at both ends are read, until each direction
 * is found or a page is through. A direction that doesn't show near an end is looked up by the other end alone.
 */
export async function readSpans(
  session: string,
  first: number,
  last: number,
  signal: AbortSignal,
): Promise<Spans> {
  const pull = async (from: number, count: number) =>
    (await getClient().capture.rows({ session, from, count }, { signal })).rows;
  const count = last - first + 1;
  if (count <= MAX_ROWS) return spansOfRows(await pull(first, count));
  const [head, tail] = await Promise.all([pull(first, MAX_ROWS), pull(last - MAX_ROWS + 1, MAX_ROWS)]);
  return spansOfRows([...head, ...tail]);
}
