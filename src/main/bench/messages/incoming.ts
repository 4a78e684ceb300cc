import { setImmediate as otherWork, setTimeout as pause } from 'node:timers/promises';
import { parseEscapes } from '../../../contract/payload/escape.ts';
import { parseHex } from '../../../contract/payload/hex.ts';
import type { Expected } from '../../../contract/sequence.ts';
import type { Capture } from '../capture/capture.ts';
import { BytePattern } from './byte-pattern.ts';

/** Bytes looked through in one go. */
const WINDOW = 256 * 1024;
/** The most bytes a regular expression looks at from where its step began. */
const REGEX_BYTES = 1024 * 1024;

/** `end`: the place after what was found. A problem is final; null: not yet. */
export type Look = { end: number } | { problem: string } | null;

/** Looks for what a step expects in the bytes that a session has received since `from`, each time further. */
export interface Seeker {
  /** The bytes that are expected, where they are known. */
  readonly needle: Buffer | null;
  look(signal: AbortSignal): Promise<Look>;
}

export function seekerFor(expected: Expected, capture: Capture, from: number): Seeker {
  switch (expected.kind) {
    case 'any':
      return {
        needle: null,
        look: async () => (capture.length('in') > from ? { end: capture.length('in') } : null),
      };
    case 'regex':
      return regexSeeker(expected, capture, from);
    case 'text':
    case 'hex': {
      const parsed = expected.kind === 'text' ? parseEscapes(expected.text) : parseHex(expected.hex);
      if (!parsed.ok) throw new Error(parsed.message);
      const needle = Buffer.from(parsed.bytes);
      return expected.next ? nextSeeker(needle, capture, from) : needleSeeker(needle, capture, from);
    }
  }
}

function needleSeeker(needle: Buffer, capture: Capture, from: number): Seeker {
  let at = from;
  return {
    needle,
    async look(signal) {
      while (at + needle.length <= capture.length('in')) {
        const end = Math.min(at + WINDOW + needle.length - 1, capture.length('in'));
        const bytes = await capture.read('in', at, end - at);
        signal.throwIfAborted();
        const found = bytes.indexOf(needle);
        if (found >= 0) return { end: at + found + needle.length };
        if (bytes.length < needle.length) return null;
        at += bytes.length - needle.length + 1;
        await otherWork();
      }
      return null;
    },
  };
}

function nextSeeker(needle: Buffer, capture: Capture, from: number): Seeker {
  return {
    needle,
    async look() {
      const bytes = await capture.read('in', from, Math.min(needle.length, capture.length('in') - from));
      const same = sameUntil(bytes, needle);
      if (same === needle.length) return { end: from + needle.length };
      return same < bytes.length ? { problem: `Something else came: byte ${same + 1} differs.` } : null;
    },
  };
}

function sameUntil(bytes: Buffer, needle: Buffer): number {
  let at = 0;
  while (at < bytes.length && bytes[at] === needle[at]) at++;
  return at;
}

function regexSeeker(expected: Extract<Expected, { kind: 'regex' }>, capture: Capture, from: number): Seeker {
  const regex = new BytePattern(expected.pattern, expected.ignoreCase);
  let looked = from;
  let took = 0;
  return {
    needle: null,
    async look(signal) {
      // A slow pattern on a stream that goes on: most of the time belongs to others.
      if (took > 2) await pause(4 * took, undefined, { signal });
      const end = Math.min(capture.length('in'), from + REGEX_BYTES);
      if (end === looked) return null;
      looked = end;
      const bytes = await capture.read('in', from, end - from);
      const began = performance.now();
      const found = regex.search(bytes);
      took = performance.now() - began;
      if (found === 'runaway') {
        return {
          problem: `The pattern ran away on ${bytes.length.toLocaleString('en-US')} bytes and was stopped. Write it without nested repeats, such as (a+)+.`,
        };
      }
      if (found !== 'none') return { end: from + found.at + found.length };
      return end - from < REGEX_BYTES
        ? null
        : {
            problem: `The pattern matches nothing in the first ${REGEX_BYTES.toLocaleString('en-US')} bytes.`,
          };
    },
  };
}
