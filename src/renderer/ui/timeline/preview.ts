import { hexByte } from '../../../contract/payload/hex.ts';
import { isPrintable, utf8At } from '../../../contract/payload/utf8.ts';

/** A piece of a row's preview: plain text, or an escape that stands for something that can't be seen. */
export interface PreviewPart {
  text: string;
  escape: boolean;
}

const NAMED: Record<number, string> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x00: '\\0' };

const known = new WeakMap<Uint8Array, PreviewPart[]>();

/** The beginning of a row's bytes as text on one line. `whole` says whether the row has no more bytes than these. */
export function previewParts(bytes: Uint8Array, whole: boolean): PreviewPart[] {
  const before = known.get(bytes);
  if (before) return before;
  const parts: PreviewPart[] = [];
  const add = (text: string, escape: boolean) => {
    const last = parts.at(-1);
    if (last && last.escape === escape) last.text += text;
    else parts.push({ text, escape });
  };
  for (let at = 0; at < bytes.length;) {
    const { code, length, cut } = utf8At(bytes, at);
    // The preview ends in the middle of a character that the row holds whole.
    if (cut && !whole) break;
    if (code >= 0 && isPrintable(code)) add(String.fromCodePoint(code), false);
    else if (NAMED[code]) add(NAMED[code], true);
    else for (let i = 0; i < length; i++) add(`\\x${hexByte(bytes[at + i]!)}`, true);
    at += length;
  }
  if (!whole) add(' …', true);
  known.set(bytes, parts);
  return parts;
}
