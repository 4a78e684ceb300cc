export type Bytes = Uint8Array<ArrayBuffer>;

/** Why a text can't be read: `at` is the index of the character to blame, the sentence names place and mend. */
export interface ParseFailure {
  ok: false;
  at: number;
  message: string;
}

/** What every payload parser gives: bytes, or the place that can't be read. */
export type ParsedBytes = { ok: true; bytes: Bytes } | ParseFailure;

/** People count characters from 1. */
export const failAt = (at: number, sentence: (position: number) => string): ParseFailure => ({
  ok: false,
  at,
  message: sentence(at + 1),
});

/** A character as a message can show it. */
export function quoted(text: string, at: number): string {
  const code = text.codePointAt(at);
  if (code === undefined) return 'the end';
  const char = String.fromCodePoint(code);
  return /^[\p{C}\p{Z}]$/u.test(char) && char !== ' '
    ? `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    : `'${char}'`;
}
