import { isAbort, toFailure } from '../bridge/failure.ts';
import { announce } from './announce.ts';
import { download } from './download.ts';
import { formatBytes } from './format.ts';
import { useNotice } from './notice.ts';

/** What a save came to, as the bench tells it. */
type Saved =
  { kind: 'saved'; path: string; bytes: number } | { kind: 'download'; url: string } | { kind: 'cancelled' };

const SAVE_TIMEOUT_MS = 10 * 60_000;

/** Saves a small file through the host, and says in the place `where` and to screen readers what came of it. */
export async function saveFile(
  where: string,
  name: string,
  save: (signal: AbortSignal) => Promise<Saved>,
  timeoutMs = SAVE_TIMEOUT_MS,
): Promise<void> {
  const say = (text: string) => {
    useNotice.getState().show(where, text);
    announce(text);
  };
  try {
    const result = await save(AbortSignal.timeout(timeoutMs));
    if (result.kind === 'saved') say(`Saved ${formatBytes(result.bytes)} to ${result.path}`);
    else if (result.kind === 'download') {
      download(result.url, name);
      say(`Saving ${name}`);
    }
  } catch (error) {
    if (!isAbort(error)) say(toFailure(error).message);
  }
}
