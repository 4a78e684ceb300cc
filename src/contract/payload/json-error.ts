import { parse, type ParseError } from 'jsonc-parser';

export interface JsonError {
  /** Index of the character to blame. */
  at: number;
  /** Both from 1. */
  line: number;
  column: number;
  /** `A comma is missing here.` */
  message: string;
}

/** The numbers of jsonc-parser, whose enum is there for its types alone. */
const SENTENCES: Record<number, string> = {
  1: 'This is no value of JSON.',
  2: 'This is no number of JSON.',
  3: 'The name of a member is missing here, in double quotes.',
  4: 'A value is missing here.',
  5: 'A colon is missing here.',
  6: 'A comma is missing here.',
  7: 'A } is missing here.',
  8: 'A ] is missing here.',
  9: 'The value has ended before this.',
  10: 'JSON has no comments.',
  11: 'JSON has no comments, and this one does not end.',
  12: 'The string that begins here does not end on its line.',
  13: 'This number does not end as a number does.',
  14: 'Four hex digits belong after \\u.',
  15: 'There is no such escape: write \\\\ for a backslash.',
  16: 'A control character in a string is written as an escape, such as \\n or \\t.',
};

/** Why a text is no JSON (RFC 8259); null: it is. */
export function jsonError(text: string): JsonError | null {
  let said: string;
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    said = error instanceof Error ? error.message : 'This is no JSON.';
  }
  if (text.trim() === '') return { at: 0, ...placeIn(text, 0), message: 'There is nothing.' };
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch {
    // Nested too deep for it: what was said at first has to do.
    return { at: 0, ...placeIn(text, 0), message: `${said}.` };
  }
  const first = errors.toSorted((a, b) => a.offset - b.offset)[0];
  if (first === undefined) return { at: 0, ...placeIn(text, 0), message: `${said}.` };
  const at = Math.min(first.offset, text.length);
  return { at, ...placeIn(text, at), message: SENTENCES[first.error] ?? `${said}.` };
}

/** Line and column of a character, both from 1. */
export function placeIn(text: string, at: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', end + 1)) {
    line++;
    start = end + 1;
  }
  return { line, column: at - start + 1 };
}
