import type { Charset } from '../../../contract/payload/charset.ts';
import { readBytes } from '../../bridge/captures.ts';
import { getClient } from '../../bridge/connection.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { copyMade } from '../clipboard.ts';
import { download } from '../download.ts';
import { formatBytes, formatCount } from '../format.ts';
import { useNotice } from '../notice.ts';
import { type Format, formattedText } from './format-slices.ts';
import { messageOf } from './message-source.ts';
import type { ByteRange } from './selection.ts';
import type { Shown } from './source.ts';

/** More than a clipboard is good for; the rest is saved. */
export const COPY_LIMIT = 4 * 1024 * 1024;
const COPY_TIMEOUT_MS = 30_000;
const SAVE_TIMEOUT_MS = 24 * 3600 * 1000;

/** What is copied or saved: what is selected, or all that is shown. */
export const chosenRange = (shown: Shown, selected: ByteRange | null): ByteRange =>
  selected ?? { from: shown.offset, to: shown.offset + shown.length };

export async function copyBytes(
  shown: Shown,
  range: ByteRange,
  format: Format,
  charset: Charset,
): Promise<void> {
  const length = Math.min(range.to - range.from, COPY_LIMIT);
  const cut =
    length < range.to - range.from ? `, the first ${formatBytes(COPY_LIMIT)}: save the bytes for all` : '';
  await copyMade(
    'bytes',
    async () => {
      const signal = AbortSignal.timeout(COPY_TIMEOUT_MS);
      const bytes = await readBytes(shown.session, shown.direction, range.from, length, signal);
      return formattedText(bytes, format, charset, signal);
    },
    `Copied ${formatCount(length)} ${length === 1 ? 'byte' : 'bytes'} as ${format}${cut}`,
  );
}

/** Saves bytes through the host: a dialog on the desktop, a download in a browser. */
export async function saveBytes(shown: Shown, range: ByteRange): Promise<void> {
  const say = (text: string) => {
    useNotice.getState().show('bytes', text);
    announce(text);
  };
  try {
    const { session, direction } = shown;
    const input = {
      offset: range.from,
      length: range.to - range.from,
      name: direction === 'in' ? 'received.bin' : 'sent.bin',
    };
    const signal = AbortSignal.timeout(SAVE_TIMEOUT_MS);
    const message = messageOf(session);
    const result = message
      ? await getClient().lens.saveContent({ ...message, ...input }, { signal })
      : await getClient().capture.save({ session, direction, ...input }, { signal });
    if (result.kind === 'saved') say(`Saved ${formatBytes(result.bytes)} to ${result.path}`);
    else if (result.kind === 'download') {
      download(result.url, input.name);
      say(`Saving ${formatBytes(input.length)}`);
    }
  } catch (error) {
    if (!isAbort(error)) say(toFailure(error).message);
  }
}
