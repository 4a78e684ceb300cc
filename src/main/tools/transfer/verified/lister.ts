import { MAX_PATH } from '../../../../contract/files.ts';
import { isLeftOut, type SourceEntry } from '../../../bench/files/source.ts';
import type { SendJob } from '../mode.ts';
import type { Link } from './link.ts';
import { frameOf, type ListedEntry, weightOf } from './messages.ts';
import type { OpenList } from './sending.ts';

const MOST = 512;
const MOST_BYTES = 64 * 1024;
/** How long an entry waits for others to go with it, where they come slowly. */
const SOON_MS = 10;

/** Lists what is to be sent, as far ahead as the format allows. */
export async function listAll({ source, progress }: SendJob, link: Link, open: OpenList): Promise<void> {
  let batch: ListedEntry[] = [];
  let bytes = 0;
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = (end: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    if (batch.length === 0 && !end) return;
    link.out.control(frameOf('list', { first: next - batch.length, entries: batch, ...(end && { end }) }));
    batch = [];
    bytes = 0;
  };
  try {
    for await (const some of source.batches(link.signal)) {
      for (const one of some) {
        const problem = isLeftOut(one) ? one.why : whyNot(one);
        if (problem !== null || isLeftOut(one)) {
          progress.leftOut(one.path, problem ?? '');
          continue;
        }
        if (!open.hasRoom) {
          flush(false);
          await link.bell.until(() => open.hasRoom);
        }
        const { path, kind, size } = one;
        const weight = weightOf(one);
        open.add(next++, progress.listed({ path, kind, size: kind === 'file' ? size : 0 }), one, weight);
        batch.push(listed(one));
        bytes += weight;
        if (batch.length >= MOST || bytes >= MOST_BYTES) {
          flush(false);
          await link.out.room();
        }
      }
      link.signal.throwIfAborted();
      if (batch.length > 0) timer ??= setTimeout(() => flush(false), SOON_MS);
    }
    flush(true);
    progress.allListed();
  } finally {
    clearTimeout(timer);
  }
}

function listed({ path, kind, size, modified, mode, target }: SourceEntry): ListedEntry {
  switch (kind) {
    case 'file':
      return { kind, path, size, modified, mode: mode & 0o777 };
    case 'folder':
      return { kind, path, modified, mode: mode & 0o777 };
    case 'link':
      return { kind, path, modified, target };
  }
}

/** Why an entry has no place in the format; null where it has. */
function whyNot({ path, kind, target, size, modified }: SourceEntry): string | null {
  if (path.length > MAX_PATH) return `Its path is longer than ${MAX_PATH} characters.`;
  if (kind === 'link' && (target.length === 0 || target.length > MAX_PATH))
    return `Where it leads to is longer than ${MAX_PATH} characters.`;
  if (!Number.isSafeInteger(size) || size < 0) return 'Its size is not known.';
  if (!(Math.abs(modified) <= 8.64e15)) return 'Its time is not known.';
  return null;
}
