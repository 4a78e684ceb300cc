import { isData } from '../../../contract/rows.ts';
import type { CapturedRow } from '../../bridge/captures.ts';
import { formatCount, formatTime } from '../format.ts';
import { previewParts } from './preview.ts';
import { ROW_MARKS } from './row-words.ts';

/** A row as it is read aloud. */
export function describeRow(row: CapturedRow | undefined): string | undefined {
  if (!row) return undefined;
  const { word } = ROW_MARKS[row.kind];
  if (!isData(row.kind)) return `${formatTime(row.time)} ${word}: ${row.text ?? ''}`;
  const text = previewParts(row.bytes, row.bytes.length >= row.length)
    .map((part) => part.text)
    .join('');
  const whose = row.peer === undefined ? '' : ` ${row.kind === 'in' ? 'from' : 'to'} ${row.peer}`;
  return `${formatTime(row.time)} ${word}${whose}, ${formatCount(row.length)} bytes: ${text}`;
}
