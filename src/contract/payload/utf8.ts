/**
 * One step through UTF-8, strict: no overlong forms, no surrogates, nothing past U+10FFFF. `code` is -1 for bytes that
 * are no character; `length` is then the longest beginning of a character there is (at least 1), which is what a
 * decoder replaces by one U+FFFD. `cut` says that the bytes ended before the character did.
 */
export interface Utf8Step {
  code: number;
  length: number;
  cut: boolean;
}

export function utf8At(bytes: Uint8Array, at: number): Utf8Step {
  const lead = bytes[at]!;
  if (lead < 0x80) return { code: lead, length: 1, cut: false };
  const need =
    lead >= 0xc2 && lead <= 0xdf
      ? 1
      : lead >= 0xe0 && lead <= 0xef
        ? 2
        : lead >= 0xf0 && lead <= 0xf4
          ? 3
          : 0;
  if (need === 0) return { code: -1, length: 1, cut: false };
  let code = lead & (0x3f >> need);
  for (let i = 1; i <= need; i++) {
    if (at + i >= bytes.length) return { code: -1, length: i, cut: true };
    const byte = bytes[at + i]!;
    const low = i > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = i > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return { code: -1, length: i, cut: false };
    code = (code << 6) | (byte & 0x3f);
  }
  return { code, length: need + 1, cut: false };
}

/** Whether a character has a shape of its own on the screen (a space counts, other blanks and controls do not). */
export function isPrintable(code: number): boolean {
  if (code < 0x7f) return code >= 0x20;
  return !/^[\p{C}\p{Z}]$/u.test(String.fromCodePoint(code));
}
