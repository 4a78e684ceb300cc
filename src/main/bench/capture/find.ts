import { setImmediate as otherWork } from 'node:timers/promises';
import type { Direction } from '../../../contract/rows.ts';
import type { Capture } from './capture.ts';

/** Bytes looked through between two looks at the signal. */
const WINDOW = 1024 * 1024;

export interface FindOptions {
  direction: Direction;
  needle: Uint8Array;
  from: number;
  backwards: boolean;
  /** ASCII letters match in either case. */
  ignoreCase: boolean;
}

/**
 * The place of the first match at or after `from`, or of the last one that begins before it; null where there is none.
 * Bytes that come while it looks are not looked at.
 */
export async function find(
  capture: Pick<Capture, 'length' | 'read'>,
  options: FindOptions,
  signal?: AbortSignal,
): Promise<number | null> {
  const { direction, from, backwards, ignoreCase } = options;
  const needle = ignoreCase ? lower(Buffer.from(options.needle)) : Buffer.from(options.needle);
  const end = capture.length(direction);
  if (needle.length === 0 || needle.length > end) return null;
  const overlap = needle.length - 1;
  let first = true;
  const look = async (start: number, stop: number): Promise<number | null> => {
    // Bytes in memory are read without ever waiting: sockets and the caller's change of mind must get a turn.
    if (!first) await otherWork();
    first = false;
    signal?.throwIfAborted();
    const raw = await capture.read(direction, start, Math.min(stop + overlap, end) - start);
    const bytes = ignoreCase ? lower(raw) : raw;
    const at = backwards ? bytes.lastIndexOf(needle) : bytes.indexOf(needle);
    return at < 0 ? null : start + at;
  };
  if (backwards) {
    for (let stop = Math.min(from, end); stop > 0; stop -= WINDOW) {
      const at = await look(Math.max(0, stop - WINDOW), stop);
      if (at !== null) return at;
    }
  } else {
    for (let start = from; start < end; start += WINDOW) {
      const at = await look(start, start + WINDOW);
      if (at !== null) return at;
    }
  }
  return null;
}

/** ASCII capitals to small letters, in place. */
function lower<T extends Uint8Array>(bytes: T): T {
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i] as number;
    if (b >= 0x41 && b <= 0x5a) bytes[i] = b + 0x20;
  }
  return bytes;
}
