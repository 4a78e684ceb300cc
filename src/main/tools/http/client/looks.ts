import type { Looks } from '../../../../contract/http/exchange.ts';

/** So much of a body is looked at to tell what it is, whatever its head says. */
export const LOOKED_AT = 512;

/** What the first bytes of a body look like; null: nothing that could be told. */
export function looksLike(head: Uint8Array): Looks | null {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (bomOf(head)?.startsWith('utf-16')) return null;
  if (head.some((byte) => byte < 0x20 && !WHITE.has(byte))) return 'binary';
  const text = new TextDecoder().decode(head).trimStart();
  // An array of nothing but numbers begins as many a line of a log does.
  if (
    /^(\{\s*(["}]|$)|\[\s*([[\]{"]|$|(-?\d+(\.\d+)?|true|false|null)\s*[,\]]\s*($|[-\d[\]{"tfn])))/.test(text)
  )
    return 'json';
  if (/^(<!--[^]*?-->\s*)*<(!doctype\s+html|html|head|body)\b/i.test(text)) return 'html';
  if (/^<\?xml\b/.test(text)) return 'xml';
  return null;
}

/** The charset that a byte order mark tells; it goes before what the head says (WHATWG Encoding). */
export function bomOf(head: Uint8Array): string | null {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

const WHITE = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
