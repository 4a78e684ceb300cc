import { failAt, type ParsedBytes, quoted } from './parsed.ts';

const isSeparator = (code: number): boolean =>
  code === 0x20 ||
  (code >= 0x09 && code <= 0x0d) ||
  code === 0x2c || // ,
  code === 0x3a || // :
  code === 0x3b || // ;
  code === 0x2d || // -
  code === 0xa0;

/** The value of a hex digit, or -1. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/**
 * Bytes written as hex digits, as people paste them: `48 65`, `4865`, `48:65`, `0x48, 0x65`, `\x48\x65`, over several
 * lines. Digits pair up within a group; a group with a digit left over is an error.
 */
export function parseHex(text: string): ParsedBytes {
  const bytes = new Uint8Array((text.length + 1) >> 1);
  let length = 0;
  let at = 0;
  while (at < text.length) {
    if (isSeparator(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const prefix = text.substring(at, at + 2);
    const prefixed = prefix === '0x' || prefix === '0X' || prefix === '\\x' || prefix === '\\X';
    if (prefixed) at += 2;
    const start = at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      // The next prefix may follow without a separator: `\x48\x65`.
      if (isSeparator(code) || code === 0x5c) break;
      const digit = hexDigit(code);
      if (digit < 0) {
        return failAt(at, (position) => `${quoted(text, at)} at position ${position} isn't a hex digit.`);
      }
      if ((at - start) % 2 === 0) bytes[length] = digit << 4;
      else bytes[length++]! |= digit;
    }
    if (at === start) {
      return prefixed
        ? failAt(start - 2, (position) => `'${prefix}' at position ${position} has no hex digits after it.`)
        : failAt(at, (position) => `${quoted(text, at)} at position ${position} isn't a hex digit.`);
    }
    if ((at - start) % 2 === 1) {
      const last = at - 1;
      return failAt(last, (position) =>
        at - start === 1
          ? `'${text[last]}' at position ${position} is half a byte. Write two digits: 0${text[last]}.`
          : `'${text[last]}' at position ${position} is half a byte: the group has an odd number of digits.`,
      );
    }
  }
  return { ok: true, bytes: bytes.slice(0, length) };
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export const hexByte = (byte: number): string => PAIRS[byte & 0xff]!;

export function formatHex(bytes: Uint8Array, separator = ' '): string {
  const parts = new Array<string>(bytes.length);
  for (let i = 0; i < bytes.length; i++) parts[i] = PAIRS[bytes[i]!]!;
  return parts.join(separator);
}
