import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';

const SYNC = constants.Z_SYNC_FLUSH;

/** What was inflated last: what is compressed next may refer to so much of it (RFC 7692 section 7.2.3.2). */
export const WINDOW = 32 * 1024;
/** A message is inflated up to so many bytes. */
export const MOST_INFLATED = 64 * 1024 * 1024;
/** What is that short, and becomes no longer than the other, is inflated at once. */
const SHORT = 16 * 1024;
const SHORT_OUT = 256 * 1024;
/** The end of each message, which is not sent (RFC 7692 section 7.2.2). */
const TAIL = Buffer.from([0, 0, 0xff, 0xff]);

export interface Inflated {
  length: number;
  /** The bytes that were asked for. */
  bytes: Buffer;
  /** What the next message may refer to. */
  window: Buffer;
}

export class TooLong extends Error {}

/**
 * Inflates a message of permessage-deflate behind what was inflated before it, and keeps the bytes `from … to-1` of it.
 * Rejects with {@link TooLong} when it is longer than {@link MOST_INFLATED}, and with what zlib says when it is damaged.
 */
export async function inflate(
  packed: Uint8Array,
  window: Buffer,
  from: number,
  to: number,
): Promise<Inflated> {
  const input = Buffer.concat([packed, TAIL]);
  const dictionary = window.length > 0 ? { dictionary: window } : {};
  if (packed.length <= SHORT) {
    try {
      const all = inflateRawSync(input, { ...dictionary, finishFlush: SYNC, maxOutputLength: SHORT_OUT });
      return { length: all.length, bytes: all.subarray(from, to), window: behind(window, [all]) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return piecewise(input, dictionary, window, from, to);
}

function piecewise(
  input: Buffer,
  dictionary: { dictionary?: Buffer },
  window: Buffer,
  from: number,
  to: number,
): Promise<Inflated> {
  return new Promise((resolve, reject) => {
    const zlib = createInflateRaw({ ...dictionary, finishFlush: SYNC, chunkSize: 64 * 1024 });
    const kept: Buffer[] = [];
    let last: Buffer[] = [];
    let length = 0;
    zlib.on('data', (piece: Buffer) => {
      const at = length;
      length += piece.length;
      if (length > MOST_INFLATED) {
        zlib.destroy();
        return reject(new TooLong());
      }
      if (at < to && length > from) kept.push(piece.subarray(Math.max(0, from - at), to - at));
      last.push(piece);
      if (last.length > 8) last = [behind(window, last)];
    });
    zlib.on('error', reject);
    zlib.on('end', () => resolve({ length, bytes: Buffer.concat(kept), window: behind(window, last) }));
    zlib.end(input);
  });
}

/** The last of what was inflated by now. */
function behind(window: Buffer, pieces: readonly Buffer[]): Buffer {
  const all = Buffer.concat([window, ...pieces]);
  return all.length <= WINDOW ? all : Buffer.from(all.subarray(all.length - WINDOW));
}
