import { hexByte, hexDigit } from './hex.ts';
import { type Bytes, failAt, type ParsedBytes, type ParseFailure, quoted } from './parsed.ts';
import { isPrintable, utf8At } from './utf8.ts';

const SIMPLE: Record<string, number> = {
  r: 0x0d,
  n: 0x0a,
  t: 0x09,
  '0': 0x00,
  '\\': 0x5c,
  '"': 0x22,
  "'": 0x27,
};

/**
 * Text with escapes as bytes: `\r \n \t \0 \\ \" \'`, `\xNN` (one byte), `\uNNNN` and `\u{…}` (a character as UTF-8).
 * Everything else is UTF-8.
 */
export function parseEscapes(text: string): ParsedBytes {
  const encoder = new TextEncoder();
  const parts: Bytes[] = [];
  let plainFrom = 0;
  let at = text.indexOf('\\');
  while (at >= 0) {
    if (at > plainFrom) parts.push(encoder.encode(text.slice(plainFrom, at)));
    const escape = readEscape(text, at);
    if ('ok' in escape) return escape;
    parts.push(
      'byte' in escape ? Uint8Array.of(escape.byte) : encoder.encode(String.fromCodePoint(escape.code)),
    );
    plainFrom = escape.end;
    at = text.indexOf('\\', plainFrom);
  }
  if (plainFrom < text.length) parts.push(encoder.encode(text.slice(plainFrom)));
  return { ok: true, bytes: joined(parts) };
}

type Escape = { byte: number; end: number } | { code: number; end: number } | ParseFailure;

function readEscape(text: string, at: number): Escape {
  const letter = text[at + 1];
  if (letter === undefined) {
    return failAt(
      at,
      (position) => `The backslash at position ${position} escapes nothing. Write \\\\ for a backslash.`,
    );
  }
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { byte: simple, end: at + 2 };
  if (letter === 'x') {
    const value = digits(text, at + 2, 2);
    if (value === null) {
      return failAt(at, (position) => `'\\x' at position ${position} needs two hex digits, as in \\x0a.`);
    }
    return { byte: value, end: at + 4 };
  }
  if (letter === 'u') return readUnicode(text, at);
  return failAt(
    at,
    (position) =>
      `${quoted(text, at + 1)} after the backslash at position ${position} isn't an escape. Write \\\\ for a backslash.`,
  );
}

function readUnicode(text: string, at: number): Escape {
  if (text[at + 2] === '{') {
    const end = text.indexOf('}', at);
    const size = end - at - 3;
    const value = end < 0 || size < 1 || size > 6 ? null : digits(text, at + 3, size);
    if (value === null) {
      return failAt(
        at,
        (position) => `'\\u{' at position ${position} needs one to six hex digits and a closing brace.`,
      );
    }
    if (value > 0x10ffff || isSurrogate(value)) return noCharacter(at, value);
    return { code: value, end: end + 1 };
  }
  const value = digits(text, at + 2, 4);
  if (value === null) {
    return failAt(at, (position) => `'\\u' at position ${position} needs four hex digits, as in \\u00e9.`);
  }
  if (!isSurrogate(value)) return { code: value, end: at + 6 };
  // A character past U+FFFF as JavaScript and JSON write it: two halves.
  const low = value <= 0xdbff && text.startsWith('\\u', at + 6) ? digits(text, at + 8, 4) : null;
  if (low === null || low < 0xdc00 || low > 0xdfff) return noCharacter(at, value);
  return { code: 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00), end: at + 12 };
}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

const noCharacter = (at: number, code: number): ParseFailure =>
  failAt(at, (position) => `U+${code.toString(16).toUpperCase()} at position ${position} isn't a character.`);

function digits(text: string, from: number, count: number): number | null {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const digit = i < text.length ? hexDigit(text.charCodeAt(i)) : -1;
    if (digit < 0) return null;
    value = value * 16 + digit;
  }
  return value;
}

function joined(parts: readonly Bytes[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export interface EscapeOptions {
  /** Valid UTF-8 that can be seen stays as it is (default); otherwise each byte past 0x7e is `\xNN`. */
  keepUtf8?: boolean;
}

/** Bytes as text that `parseEscapes` reads back to the same bytes. */
export function escapeBytes(bytes: Uint8Array, { keepUtf8 = true }: EscapeOptions = {}): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i]!;
    if (byte >= 0x80 && keepUtf8) {
      const step = utf8At(bytes, i);
      if (step.code >= 0 && isPrintable(step.code)) text += String.fromCodePoint(step.code);
      else for (let j = 0; j < step.length; j++) text += `\\x${hexByte(bytes[i + j]!)}`;
      i += step.length;
      continue;
    }
    text += escapedByte(byte, bytes[i + 1]);
    i++;
  }
  return text;
}

function escapedByte(byte: number, next: number | undefined): string {
  if (byte === 0x0d) return '\\r';
  if (byte === 0x0a) return '\\n';
  if (byte === 0x09) return '\\t';
  if (byte === 0x5c) return '\\\\';
  // Before a digit, `\0` would look like an octal escape to a reader.
  if (byte === 0x00 && !(next !== undefined && next >= 0x30 && next <= 0x39)) return '\\0';
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`;
}
