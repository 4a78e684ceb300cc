import { hexDigit } from './hex.ts';
import { failAt, type ParseFailure, quoted } from './parsed.ts';

/**
 * Bytes with wildcards. `runs` are the stretches between the `*` of the mask: each byte is compared under its mask, so
 * that 0x00 takes any byte and 0xf0 fixes the high nibble.
 */
export interface Mask {
  runs: readonly { bytes: Uint8Array; masks: Uint8Array }[];
  /** Bytes that every message it takes has at least. */
  least: number;
}

const SEPARATOR = /[\s,:;-]/;

/**
 * A mask as it is typed: hex digits in pairs, `?` for a digit that may be any, `*` for any run of bytes (also none).
 * `?? 0A 1? *` takes any byte, 0x0a, 0x10 to 0x1f, and whatever follows.
 */
export function parseMask(text: string): { ok: true; mask: Mask } | ParseFailure {
  const runs: { bytes: number[]; masks: number[] }[] = [{ bytes: [], masks: [] }];
  let run = runs[0]!;
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    if (SEPARATOR.test(char)) {
      at++;
      continue;
    }
    if (char === '*') {
      // Two in a row say no more than one.
      if (run.bytes.length > 0 || runs.length === 1) runs.push((run = { bytes: [], masks: [] }));
      at++;
      continue;
    }
    const high = nibble(text, at);
    const low = nibble(text, at + 1);
    if (high === null) {
      return failAt(
        at,
        (position) => `${quoted(text, at)} at position ${position} isn't a hex digit, ? or *.`,
      );
    }
    if (low === null) {
      return failAt(
        at,
        (position) =>
          `'${char}' at position ${position} is half a byte. Write two digits, such as 0A, ?A or ??.`,
      );
    }
    run.bytes.push((high.value << 4) | low.value);
    run.masks.push((high.mask << 4) | low.mask);
    at += 2;
  }
  if (runs.length === 1 && run.bytes.length === 0) {
    return failAt(0, () => 'The mask is empty. Write hex digits, ? for any digit, * for any run of bytes.');
  }
  const made = runs.map(({ bytes, masks }) => ({
    bytes: Uint8Array.from(bytes),
    masks: Uint8Array.from(masks),
  }));
  return { ok: true, mask: { runs: made, least: made.reduce((sum, { bytes }) => sum + bytes.length, 0) } };
}

function nibble(text: string, at: number): { value: number; mask: number } | null {
  if (text[at] === '?') return { value: 0, mask: 0 };
  const value = at < text.length ? hexDigit(text.charCodeAt(at)) : -1;
  return value < 0 ? null : { value, mask: 0xf };
}

/**
 * Whether the whole of `bytes` fits the mask. Each `*` takes as few bytes as it can, which finds a fit wherever there
 * is one; the work is at most the product of the two lengths.
 */
export function fitsMask({ runs, least }: Mask, bytes: Uint8Array): boolean {
  if (bytes.length < least) return false;
  const first = runs[0]!;
  if (!fitsAt(first, bytes, 0)) return false;
  if (runs.length === 1) return bytes.length === first.bytes.length;
  const last = runs.at(-1)!;
  const end = bytes.length - last.bytes.length;
  let at = first.bytes.length;
  for (const run of runs.slice(1, -1)) {
    while (at + run.bytes.length <= end && !fitsAt(run, bytes, at)) at++;
    if (at + run.bytes.length > end) return false;
    at += run.bytes.length;
  }
  return at <= end && fitsAt(last, bytes, end);
}

function fitsAt(run: Mask['runs'][number], bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < run.bytes.length; i++) {
    if (((bytes[at + i]! ^ run.bytes[i]!) & run.masks[i]!) !== 0) return false;
  }
  return true;
}
