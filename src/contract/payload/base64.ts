import { type Bytes, failAt, type ParsedBytes, quoted } from './parsed.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;
VALUES['-'.charCodeAt(0)] = 62;
VALUES['_'.charCodeAt(0)] = 63;

const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Base64 in the standard or the URL alphabet, with white space anywhere and padding or none. */
export function parseBase64(text: string): ParsedBytes {
  const bytes: Bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  let symbols = 0;
  let padding = 0;
  let lastSymbol = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) continue;
    if (code === 0x3d) {
      padding++;
      if (symbols % 4 < 2 || padding > 4 - (symbols % 4)) {
        return failAt(at, (position) => `The padding '=' at position ${position} is one too many.`);
      }
      continue;
    }
    if (padding > 0) {
      return failAt(
        at,
        (position) => `${quoted(text, at)} at position ${position} stands after the padding '='.`,
      );
    }
    const value = code < 128 ? VALUES[code]! : -1;
    if (value < 0) {
      return failAt(
        at,
        (position) => `${quoted(text, at)} at position ${position} isn't a Base64 character.`,
      );
    }
    symbols++;
    lastSymbol = at;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[length++] = (bits >> held) & 0xff;
    }
  }
  if (symbols % 4 === 1) {
    return failAt(
      lastSymbol,
      (position) => `The text ends at position ${position} in the middle of a byte: a character is missing.`,
    );
  }
  return { ok: true, bytes: bytes.slice(0, length) };
}

/** Padded Base64, in lines of `wrap` characters when given. */
export function formatBase64(bytes: Uint8Array, { url = false, wrap = 0 } = {}): string {
  const symbols = url ? ALPHABET.replace('+/', '-_') : ALPHABET;
  const groups = new Array<string>(Math.ceil(bytes.length / 3));
  for (let i = 0, group = 0; i < bytes.length; i += 3, group++) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    groups[group] =
      symbols[word >> 18]! +
      symbols[(word >> 12) & 63]! +
      (b === undefined ? '=' : symbols[(word >> 6) & 63]!) +
      (c === undefined ? '=' : symbols[word & 63]!);
  }
  const text = groups.join('');
  if (wrap <= 0) return text;
  const lines: string[] = [];
  for (let i = 0; i < text.length; i += wrap) lines.push(text.slice(i, i + wrap));
  return lines.join('\n');
}
