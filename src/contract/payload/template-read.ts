import { parseEscapes } from './escape.ts';
import { parseHex } from './hex.ts';
import { type Bytes, failAt, type ParseFailure } from './parsed.ts';
import { type Field, parseField } from './template-field.ts';

/** A part of a template: bytes as they are, or a placeholder at the characters `from … to-1`. */
export type Piece = { literal: Bytes } | { field: Field; from: number; to: number };
/** The parts of a text, or of hex, in their order. */
export function piecesOf(text: string, inText: boolean): Piece[] | ParseFailure {
  const pieces: Piece[] = [];
  /** Spaces are nothing in either way of writing, so that a place that is wrong is told as one of the whole text. */
  const literal = (from: number, to: number): ParseFailure | null => {
    if (to <= from) return null;
    const part = text.slice(from, to);
    const parsed = inText ? parseEscapes(part) : parseHex(part);
    if (parsed.ok) {
      pieces.push({ literal: parsed.bytes });
      return null;
    }
    const again = (inText ? parseEscapes : parseHex)(' '.repeat(from) + part);
    return again.ok ? parsed : again;
  };
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (inText && text[at] === '\\') {
      if (text[at + 1] === '{') {
        const wrong = literal(from, at);
        if (wrong) return wrong;
        pieces.push({ literal: Uint8Array.of(0x7b) });
        from = at + 2;
      }
      at++;
      continue;
    }
    if (text[at] !== '{' || text[at + 1] !== '{') continue;
    const wrong = literal(from, at);
    if (wrong) return wrong;
    const close = text.indexOf('}}', at + 2);
    if (close < 0)
      return failAt(
        at,
        (p) => `The braces at position ${p} aren't closed.${inText ? ' Write \\{ for a brace.' : ''}`,
      );
    const field = parseField(text.slice(at + 2, close), at + 2, inText);
    if ('ok' in field) return field;
    const problem = formatProblem(field, at);
    if (problem) return problem;
    pieces.push({ field, from: at, to: close + 2 });
    from = close + 2;
    at = close + 1;
  }
  return literal(from, text.length) ?? pieces;
}

function formatProblem(field: Field, at: number): ParseFailure | null {
  if (!('format' in field) || field.format.as !== 'bytes') return null;
  const { width } = field.format;
  return width >= 1 && width <= 8
    ? null
    : failAt(at, (p) => `The placeholder at position ${p} can have 1 to 8 bytes, not ${width}.`);
}
