import { utf8At } from './utf8.ts';

export const CHARSETS = ['UTF-8', 'Latin-1', 'UTF-16LE', 'UTF-16BE'] as const;
export type Charset = (typeof CHARSETS)[number];

/** Text with the place of each of its UTF-16 units in the bytes. */
export interface DecodedText {
  text: string;
  /** Where the character of unit `i` begins; one more entry, the end of the last one. Both halves of a pair share one. */
  starts: Uint32Array;
  /** Bytes decoded; less than all only when not `final` and the last character isn't whole yet. */
  used: number;
}

/**
 * Decodes a window of bytes and never fails: what is no character becomes U+FFFD, whose range is the bytes it stands
 * for. Give what was not `used` again in front of the next window, and any split decodes to the same.
 */
export function decodeText(bytes: Uint8Array, charset: Charset, final = true): DecodedText {
  const units = new Uint16Array(bytes.length);
  const starts = new Uint32Array(bytes.length + 1);
  let count = 0;
  let at = 0;
  const put = (unit: number, start: number) => {
    units[count] = unit;
    starts[count++] = start;
  };
  const step = STEPS[charset];
  const asciiAlone = charset === 'UTF-8' || charset === 'Latin-1';
  while (at < bytes.length) {
    // Most bytes are ASCII; for those no step is needed.
    if (asciiAlone && bytes[at]! < 0x80) {
      put(bytes[at]!, at);
      at++;
      continue;
    }
    const { code, length, cut } = step(bytes, at);
    if (cut && !final) break;
    if (code < 0) put(0xfffd, at);
    else if (code < 0x10000) put(code, at);
    else {
      put(0xd800 + ((code - 0x10000) >> 10), at);
      put(0xdc00 + (code & 0x3ff), at);
    }
    at += length;
  }
  starts[count] = at;
  return { text: textOf(units.subarray(0, count)), starts: starts.slice(0, count + 1), used: at };
}

/**
 * How many bytes at `at` belong to a character that began before: what a window that starts there must leave to the
 * one before it. `bytes` must reach a few bytes further back.
 */
export function bytesOfEarlier(bytes: Uint8Array, at: number, charset: Charset): number {
  for (let back = 1; back <= 3 && back <= at; back++) {
    const { code, length } = STEPS[charset](bytes, at - back);
    if (code >= 0 && length > back && (charset === 'UTF-8' || back === 2)) return length - back;
  }
  return 0;
}

interface Step {
  code: number;
  length: number;
  cut: boolean;
}

const latin1At = (bytes: Uint8Array, at: number): Step => ({ code: bytes[at]!, length: 1, cut: false });

const utf16At =
  (low: 0 | 1) =>
  (bytes: Uint8Array, at: number): Step => {
    const unit = (place: number) => bytes[place + low]! | (bytes[place + 1 - low]! << 8);
    if (at + 1 >= bytes.length) return { code: -1, length: 1, cut: true };
    const first = unit(at);
    if (first < 0xd800 || first > 0xdfff) return { code: first, length: 2, cut: false };
    if (first > 0xdbff) return { code: -1, length: 2, cut: false };
    // Whatever is left of a pair at the end is one character, also with half of its second unit.
    if (at + 3 >= bytes.length) return { code: -1, length: bytes.length - at, cut: true };
    const second = unit(at + 2);
    if (second < 0xdc00 || second > 0xdfff) return { code: -1, length: 2, cut: false };
    return { code: 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), length: 4, cut: false };
  };

const STEPS: Record<Charset, (bytes: Uint8Array, at: number) => Step> = {
  'UTF-8': utf8At,
  'Latin-1': latin1At,
  'UTF-16LE': utf16At(0),
  'UTF-16BE': utf16At(1),
};

/** `apply` takes its arguments from the stack: in pieces. */
function textOf(units: Uint16Array): string {
  let text = '';
  for (let i = 0; i < units.length; i += 8192) {
    text += String.fromCharCode(...units.subarray(i, i + 8192));
  }
  return text;
}
