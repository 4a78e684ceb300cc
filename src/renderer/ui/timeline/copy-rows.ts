import { escapeBytes } from '../../../contract/payload/escape.ts';
import { type Direction, isData, MAX_ROWS } from '../../../contract/rows.ts';
import { readBytes, readRows } from '../../bridge/captures.ts';
import { formatTime } from '../format.ts';
import { ROW_MARKS } from './row-words.ts';

/** More than anybody pastes; a whole capture is saved, not copied. */
export const COPY_ROWS = 10_000;
const BYTES_PER_ROW = 64 * 1024;

/** The bytes of a row or a message, escaped; of a very long one its beginning, and how much more there is. */
export async function dataAsText(
  session: string,
  row: { kind: Direction; offset: number; length: number; bytes: Uint8Array },
  signal: AbortSignal,
): Promise<string> {
  const length = Math.min(row.length, BYTES_PER_ROW);
  const whole = row.bytes.length >= length;
  const text = escapeBytes(
    whole ? row.bytes : await readBytes(session, row.kind, row.offset, length, signal),
  );
  return length < row.length ? `${text} … (${row.length - length} more bytes)` : text;
}

/** Rows as lines of text, their bytes escaped: `12:01:07.120\tin\t14\tHello, server!`. */
export async function rowsAsText(
  session: string,
  first: number,
  last: number,
  signal: AbortSignal,
): Promise<string> {
  const lines: string[] = [];
  for (let from = first; from <= last; from += MAX_ROWS) {
    const count = Math.min(MAX_ROWS, last - from + 1);
    for (const row of await readRows(session, from, count, signal)) {
      const { word } = ROW_MARKS[row.kind];
      let text = row.text ?? '';
      if (isData(row.kind)) {
        text = await dataAsText(session, { ...row, kind: row.kind }, signal);
      }
      const peer = row.peer === undefined ? [] : [row.peer];
      lines.push([formatTime(row.time), word, ...peer, isData(row.kind) ? row.length : '', text].join('\t'));
    }
  }
  return lines.join('\n');
}
