import { hexByte, hexDigit } from './hex.ts';
import { isPrintable, utf8At } from './utf8.ts';

export const LANGUAGES = ['C', 'Python', 'JavaScript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Source that makes a constant `data` with exactly these bytes. */
export function toLiteral(bytes: Uint8Array, language: Language): string {
  switch (language) {
    case 'C':
      return cLiteral(bytes);
    case 'Python':
      return pythonLiteral(bytes);
    case 'JavaScript':
      return javascriptLiteral(bytes);
  }
}

const NAMED: Record<number, string> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x5c: '\\\\' };
/** Characters of source on one line; a line feed in the data ends a line early. */
const WIDTH = 76;

/** Pieces of source grouped into lines, none of them split. */
function lines(bytes: Uint8Array, piece: (at: number) => { text: string; length: number }): string[] {
  const result: string[] = [];
  let line = '';
  for (let at = 0; at < bytes.length;) {
    const { text, length } = piece(at);
    if (line.length + text.length > WIDTH) {
      result.push(line);
      line = '';
    }
    line += text;
    at += length;
    if (bytes[at - 1] === 0x0a && at < bytes.length) {
      result.push(line);
      line = '';
    }
  }
  if (line !== '' || result.length === 0) result.push(line);
  return result;
}

function cLiteral(bytes: Uint8Array): string {
  const source = lines(bytes, (at) => {
    const byte = bytes[at]!;
    const next = bytes[at + 1];
    if (byte === 0x22) return { text: '\\"', length: 1 };
    // Two question marks can begin a trigraph.
    if (byte === 0x3f && at > 0 && bytes[at - 1] === 0x3f) return { text: '\\?', length: 1 };
    const named = NAMED[byte];
    if (named) return { text: named, length: 1 };
    if (byte >= 0x20 && byte < 0x7f) return { text: String.fromCharCode(byte), length: 1 };
    // C takes as many hex digits as follow: the string is closed and opened again before a character that is one.
    const split = next !== undefined && hexDigit(next) >= 0;
    return { text: `\\x${hexByte(byte)}${split ? '" "' : ''}`, length: 1 };
  });
  const body =
    source.length === 1 ? ` "${source[0]}"` : `\n${source.map((line) => `    "${line}"`).join('\n')}`;
  return `static const unsigned char data[] =${body};\nstatic const unsigned long data_length = sizeof data - 1;\n`;
}

function pythonLiteral(bytes: Uint8Array): string {
  const source = lines(bytes, (at) => {
    const byte = bytes[at]!;
    if (byte === 0x27) return { text: "\\'", length: 1 };
    return { text: NAMED[byte] ?? asciiOrHex(byte), length: 1 };
  });
  if (source.length === 1) return `data = b'${source[0]}'\n`;
  return `data = (\n${source.map((line) => `    b'${line}'`).join('\n')}\n)\n`;
}

function javascriptLiteral(bytes: Uint8Array): string {
  if (!isText(bytes)) return javascriptArray(bytes);
  const source = lines(bytes, (at) => {
    const { code, length } = utf8At(bytes, at);
    if (code === 0x27) return { text: "\\'", length };
    const named = NAMED[code];
    if (named) return { text: named, length };
    if (isPrintable(code)) return { text: String.fromCodePoint(code), length };
    return { text: code < 0x100 ? `\\x${hexByte(code)}` : `\\u{${code.toString(16)}}`, length };
  });
  const body =
    source.length === 1 ? `'${source[0]}'` : `\n${source.map((line) => `  '${line}'`).join(' +\n')},\n`;
  return `const data = new TextEncoder().encode(${body});\n`;
}

function javascriptArray(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 12) {
    rows.push(`  ${Array.from(bytes.subarray(at, at + 12), (byte) => `0x${hexByte(byte)}`).join(', ')},`);
  }
  return `const data = new Uint8Array([\n${rows.join('\n')}\n]);\n`;
}

const asciiOrHex = (byte: number): string =>
  byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`;

function isText(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const { code, length } = utf8At(bytes, at);
    if (code < 0) return false;
    at += length;
  }
  return true;
}
