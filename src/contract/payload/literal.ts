import { hexByte, hexDigit } from './hex.ts';
import { isPrintable, utf8At } from './utf8.ts';

export const LANGUAGES = ['C', 'Python', 'JavaScript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Source that makes a constant `data` with exactly these bytes. */
export const toLiteral = (bytes: Uint8Array, language: Language): string =>
  `${[...literalLines(bytes, language)].join('\n')}\n`;

/** The same line by line, so that a long one can be made in pieces. */
export function literalLines(bytes: Uint8Array, language: Language): Generator<string> {
  switch (language) {
    case 'C':
      return cLiteral(bytes);
    case 'Python':
      return pythonLiteral(bytes);
    case 'JavaScript':
      return isText(bytes) ? javascriptText(bytes) : javascriptArray(bytes);
  }
}

const NAMED: Record<number, string> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x5c: '\\\\' };
/** Characters of source on one line; a line feed in the data ends a line early. */
const WIDTH = 76;

type Piece = (at: number) => { text: string; length: number };

/** Pieces of source grouped into lines, none of them split; at least one line. */
function* stringLines(bytes: Uint8Array, piece: Piece): Generator<string> {
  let line = '';
  let any = false;
  for (let at = 0; at < bytes.length;) {
    const { text, length } = piece(at);
    if (line.length + text.length > WIDTH) {
      yield line;
      any = true;
      line = '';
    }
    line += text;
    at += length;
    if (bytes[at - 1] === 0x0a) {
      yield line;
      any = true;
      line = '';
    }
  }
  if (line !== '' || !any) yield line;
}

interface Frame {
  /** Around a string that fits on one line, and around each of several. */
  before: string;
  after: string;
  open: string;
  each: (line: string, last: boolean) => string;
  close: string[];
}

/** One line stays one line; several stand below each other in a frame. */
function* framed(source: Generator<string>, frame: Frame): Generator<string> {
  let line = String(source.next().value);
  let next = source.next();
  if (next.done) {
    yield `${frame.before}${line}${frame.after}`;
    return;
  }
  yield frame.open;
  for (; !next.done; next = source.next()) {
    yield frame.each(line, false);
    line = next.value;
  }
  yield frame.each(line, true);
  yield* frame.close;
}

function* cLiteral(bytes: Uint8Array): Generator<string> {
  const source = stringLines(bytes, (at) => {
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
  yield* framed(source, {
    before: 'static const unsigned char data[] = "',
    after: '";',
    open: 'static const unsigned char data[] =',
    each: (line, last) => `    "${line}"${last ? ';' : ''}`,
    close: [],
  });
  yield 'static const unsigned long data_length = sizeof data - 1;';
}

function* pythonLiteral(bytes: Uint8Array): Generator<string> {
  const source = stringLines(bytes, (at) => {
    const byte = bytes[at]!;
    if (byte === 0x27) return { text: "\\'", length: 1 };
    return { text: NAMED[byte] ?? asciiOrHex(byte), length: 1 };
  });
  yield* framed(source, {
    before: "data = b'",
    after: "'",
    open: 'data = (',
    each: (line) => `    b'${line}'`,
    close: [')'],
  });
}

function* javascriptText(bytes: Uint8Array): Generator<string> {
  const source = stringLines(bytes, (at) => {
    const { code, length } = utf8At(bytes, at);
    if (code === 0x27) return { text: "\\'", length };
    const named = NAMED[code];
    if (named) return { text: named, length };
    if (isPrintable(code)) return { text: String.fromCodePoint(code), length };
    return { text: code < 0x100 ? `\\x${hexByte(code)}` : `\\u{${code.toString(16)}}`, length };
  });
  yield* framed(source, {
    before: "const data = new TextEncoder().encode('",
    after: "');",
    open: 'const data = new TextEncoder().encode(',
    each: (line, last) => `  '${line}'${last ? ',' : ' +'}`,
    close: [');'],
  });
}

function* javascriptArray(bytes: Uint8Array): Generator<string> {
  yield 'const data = new Uint8Array([';
  for (let at = 0; at < bytes.length; at += 12) {
    yield `  ${Array.from(bytes.subarray(at, at + 12), (byte) => `0x${hexByte(byte)}`).join(', ')},`;
  }
  yield ']);';
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
