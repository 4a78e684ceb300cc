import { parseBase64 } from '../../../../contract/payload/base64.ts';
import { parseEscapes } from '../../../../contract/payload/escape.ts';
import { parseHex } from '../../../../contract/payload/hex.ts';
import type { ParsedBytes } from '../../../../contract/payload/parsed.ts';
import type { Captures, Span } from './captures.ts';

/** The most bytes one answer can become: `$&` many times over makes a long one of a short template. */
export const MOST_ANSWER = 16 * 1024 * 1024;

/** An answer: bytes as they are, and places for what was matched, by number (0 is the whole match) or by name. */
export type Template = readonly (Uint8Array | number | string)[];

export const READ: Record<'text' | 'hex' | 'base64', (text: string) => ParsedBytes> = {
  text: parseEscapes,
  hex: parseHex,
  base64: parseBase64,
};

export interface Groups {
  /** How many a `$1` may count to; null where a number is nothing but text. */
  groups: number | null;
  names: readonly string[];
}

const REFERENCE = /\$(?:(&)|(\$)|(\d{1,2})|\{([A-Za-z_]\w*|\d{1,2})\})/g;

/** Reads an answer as it was typed. In Base64 nothing stands for anything but itself. */
export function parseTemplate(
  encoding: 'text' | 'hex' | 'base64',
  text: string,
  known: Groups,
): { ok: true; template: Template } | { ok: false; message: string } {
  const parts: (Uint8Array | number | string)[] = [];
  let from = 0;
  const literal = (to: number): string | null => {
    const parsed = READ[encoding](text.slice(from, to));
    if (!parsed.ok) return shifted(parsed.message, parsed.at, from);
    if (parsed.bytes.length > 0) parts.push(parsed.bytes);
    return null;
  };
  for (const found of encoding === 'base64' ? [] : text.matchAll(REFERENCE)) {
    const [all, match, dollar, digits, name] = found;
    const part = reference({ match, dollar, digits, name }, known);
    // `$1` of a rule that captures nothing is text, as it looks; in hex the digits then can't be read.
    if (part === null) continue;
    if (typeof part === 'object' && 'message' in part) return { ok: false, message: part.message };
    const wrong = literal(found.index);
    if (wrong !== null) return { ok: false, message: wrong };
    // `$10` where there are nine groups at most is the first one and a digit, as it is for JavaScript.
    const one = typeof part === 'number' && digits !== undefined && part !== Number(digits);
    parts.push(part);
    from = found.index + (one ? 2 : all.length);
  }
  const wrong = literal(text.length);
  return wrong === null ? { ok: true, template: parts } : { ok: false, message: wrong };
}

function reference(
  { match, dollar, digits, name }: Record<'match' | 'dollar' | 'digits' | 'name', string | undefined>,
  { groups, names }: Groups,
): Uint8Array | number | string | { message: string } | null {
  if (match !== undefined) return 0;
  if (dollar !== undefined) return Uint8Array.of(0x24);
  if (groups === null) return null;
  const inBraces = /^\d/.test(name ?? '') ? name : undefined;
  if (digits !== undefined || inBraces !== undefined) {
    const number = Number(digits ?? inBraces);
    if (number >= 1 && number <= groups) return number;
    const first = Math.floor(number / 10);
    if (digits?.length === 2 && first >= 1 && first <= groups) return first;
    const has = groups === 0 ? 'captures nothing' : groups === 1 ? 'has one group' : `has ${groups} groups`;
    return {
      message: `$${digits ?? `{${name}}`} is no group: the expression ${has}. Write $$ for a dollar sign.`,
    };
  }
  if (names.includes(name ?? '')) return name ?? '';
  return { message: `\${${name}} is no group of the expression. Write $$ for a dollar sign.` };
}

/** A parser counts from the piece that it was given; people count from the beginning of the field. */
const shifted = (message: string, at: number, by: number): string =>
  message.replace(`position ${at + 1}`, `position ${at + 1 + by}`);

/** The answer's bytes, or null where they would be more than {@link MOST_ANSWER}. A group without a part is empty. */
export function render(template: Template, message: Uint8Array, captures: Captures): Uint8Array | null {
  const spanOf = (part: number | string): Span | null | undefined =>
    typeof part === 'number' ? captures.spans[part] : captures.named[part];
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const part of template) {
    const span = part instanceof Uint8Array ? null : spanOf(part);
    const piece = part instanceof Uint8Array ? part : span ? message.subarray(...span) : null;
    if (!piece) continue;
    length += piece.length;
    if (length > MOST_ANSWER) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
