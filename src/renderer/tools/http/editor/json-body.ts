import { applyEdits, format } from 'jsonc-parser';
import { jsonError, type JsonError } from '../../../../contract/payload/json-error.ts';

/** JSON as it is written in a request: variables may stand in it, also where a value does. Pure. */

const VARIABLE = /\\?\{\{[ \t]*[\p{L}\p{N}_.-]+[ \t]*\}\}/gu;

/** Variables as digits of the same length: a value outside of strings, and harmless inside. */
const masked = (text: string): string => text.replace(VARIABLE, (name) => '1'.repeat(name.length));

/** Why it is no JSON, whatever its variables stand for; null: it is, or there is nothing yet. */
export function bodyError(text: string): JsonError | null {
  return text.trim() === '' ? null : jsonError(masked(text));
}

/** With a line for each member; numbers and strings stay as they are written. What is no JSON stays as it is. */
export function formatBody(text: string): string {
  const hidden = masked(text);
  if (jsonError(hidden) !== null) return text;
  const edits = format(hidden, undefined, {
    insertSpaces: true,
    tabSize: 2,
    eol: '\n',
    insertFinalNewline: false,
  });
  return applyEdits(text, edits);
}

/** On one line, without the spaces between. */
export function compactBody(text: string): string {
  const hidden = masked(text);
  if (jsonError(hidden) !== null) return text;
  let out = '';
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = hidden.charAt(at);
    if (inString && char === '\\') {
      out += text.slice(at, at + 2);
      at++;
      continue;
    }
    if (char === '"') inString = !inString;
    if (inString || !/\s/.test(char)) out += text.charAt(at);
  }
  return out;
}
