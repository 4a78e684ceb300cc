import type { LensSpec } from '../../../contract/lens.ts';
import { isData, MAX_ROWS } from '../../../contract/rows.ts';
import { readMessages } from '../../bridge/lenses.ts';
import { copyMade } from '../clipboard.ts';
import { formatCount, formatTime } from '../format.ts';
import { COPY_ROWS, dataAsText } from '../timeline/copy-rows.ts';
import { ROW_MARKS } from '../timeline/row-words.ts';
import { fromWords } from './message-words.ts';

const TIMEOUT_MS = 30_000;

/** Messages as lines of text: `12:01:07.120\tin\t14\t3 reads\tHello, server!`. */
export async function messagesAsText(
  session: string,
  lens: LensSpec,
  first: number,
  last: number,
  signal: AbortSignal,
): Promise<string> {
  const lines: string[] = [];
  for (let from = first; from <= last; from += MAX_ROWS) {
    const count = Math.min(MAX_ROWS, last - from + 1);
    for (const row of await readMessages(session, lens, from, count, signal)) {
      const { word } = ROW_MARKS[row.kind];
      let text = row.text ?? '';
      if (row.status === 'bad' && !row.named) text = `Bad length: ${text}`;
      else if (isData(row.kind) && !row.named)
        text = await dataAsText(session, { ...row, kind: row.kind }, signal);
      lines.push(
        [formatTime(row.time), word, isData(row.kind) ? row.length : '', fromWords(row), text].join('\t'),
      );
    }
  }
  return lines.join('\n');
}

export async function copyMessages(
  session: string,
  lens: LensSpec,
  first: number,
  last: number,
): Promise<void> {
  const end = Math.min(last, first + COPY_ROWS - 1);
  const count = end - first + 1;
  const cut = end < last ? ', the most at once' : '';
  await copyMade(
    'timeline',
    () => messagesAsText(session, lens, first, end, AbortSignal.timeout(TIMEOUT_MS)),
    `Copied ${formatCount(count)} ${count === 1 ? 'row' : 'rows'}${cut}`,
  );
}
