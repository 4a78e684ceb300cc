import { formatHex } from '../../../contract/payload/hex.ts';
import { readBytes } from '../../bridge/captures.ts';
import { copyMade } from '../clipboard.ts';
import { formatCount } from '../format.ts';
import { viewOf } from '../session/view-store.ts';
import { COPY_ROWS, rowsAsText } from './copy-rows.ts';

const COPY_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** Copies rows as lines of text. */
export async function copyRows(session: string, first: number, last: number): Promise<void> {
  const end = Math.min(last, first + COPY_ROWS - 1);
  const count = end - first + 1;
  const cut = end < last ? ', the most at once' : '';
  await copyMade(
    'timeline',
    () => rowsAsText(session, first, end, AbortSignal.timeout(TIMEOUT_MS)),
    `Copied ${formatCount(count)} ${count === 1 ? 'row' : 'rows'}${cut}`,
  );
}

/** Copies the bytes of the selected rows, those of the direction that is shown. */
export async function copyRowsHex(session: string): Promise<void> {
  const { rows, source } = viewOf(session);
  const wanted = source?.direction ?? rows?.direction ?? 'in';
  const direction = rows?.spans?.[wanted] ? wanted : wanted === 'in' ? 'out' : 'in';
  const span = rows?.spans?.[direction];
  if (!span) return;
  const length = Math.min(span.length, COPY_BYTES);
  await copyMade(
    'timeline',
    async () =>
      formatHex(await readBytes(session, direction, span.offset, length, AbortSignal.timeout(TIMEOUT_MS))),
    `Copied ${formatCount(length)} bytes as hex`,
  );
}
