import { findInStream } from '../../bridge/byte-sources.ts';
import { readBytes } from '../../bridge/captures.ts';
import { findIn } from './find-local.ts';
import type { Shown } from './source.ts';

export interface FindResult {
  /** In the stream of the direction; null when there is none. */
  offset: number | null;
  /** True when the search went on at the other end. */
  wrapped: boolean;
}

/** Rows up to this size are searched here; the capture would go on past their end. */
const LOCAL = 1024 * 1024;

/** Looks for `needle` in what is shown, from a place of the stream on, and around its end once. */
export async function findBytes(
  shown: Shown,
  needle: Uint8Array<ArrayBuffer>,
  from: number,
  options: { backwards: boolean; ignoreCase: boolean },
  signal: AbortSignal,
): Promise<FindResult> {
  const { session, direction, offset, length } = shown;
  const end = offset + length;
  const inside = (at: number | null) =>
    at !== null && at >= offset && at + needle.length <= end ? at : null;

  let look: (at: number) => Promise<number | null>;
  if (shown.kind !== 'stream' && length <= LOCAL) {
    const bytes = await readBytes(session, direction, offset, length, signal);
    look = async (at) => {
      const place = findIn(bytes, needle, at - offset, options);
      return place === null ? null : place + offset;
    };
  } else {
    const blob = new Blob([needle]);
    look = async (at) => {
      const what = { needle: blob, from: Math.max(0, at), ...options };
      return inside(await findInStream(session, direction, what, signal));
    };
  }
  const first = await look(from);
  if (first !== null) return { offset: first, wrapped: false };
  return { offset: await look(options.backwards ? end : offset), wrapped: true };
}
