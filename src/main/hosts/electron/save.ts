import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { logError } from '../common/lifecycle.ts';
import type { SaveResult, SaveSource } from '../../bench/host.ts';

/** Bytes that may wait for the disk while more are made. */
const IN_FLIGHT = 4 * 1024 * 1024;

/**
 * Writes all of `source` to `path`. The file has a `.part` name until it is whole, and none when that fails; then it
 * rejects with what the file system said.
 */
export async function saveTo(path: string, source: SaveSource, signal?: AbortSignal): Promise<SaveResult> {
  // A name of its own: a file of the user's that ends so already stays as it is.
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  const pieces = Readable.from(source.read(signal), { highWaterMark: 1 });
  const file = createWriteStream(part, { highWaterMark: IN_FLIGHT });
  // Why it could not be opened or written the pipeline tells.
  const closed = once(file, 'close').catch(() => undefined);
  try {
    await pipeline(pieces, file, { signal });
    await rename(part, path);
    return { kind: 'saved', path, bytes: file.bytesWritten };
  } catch (error) {
    // It may be on its way of being made: then it would come after it is removed.
    await closed;
    // Why it can't be removed must not take the place of why it is not whole.
    await rm(part, { force: true }).catch((left: unknown) => logError(`${part} was left behind`, left));
    throw error;
  }
}
