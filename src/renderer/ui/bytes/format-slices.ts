import { formatBase64 } from '../../../contract/payload/base64.ts';
import { bytesOfEarlier, type Charset, decodeText } from '../../../contract/payload/charset.ts';
import { escapeBytes } from '../../../contract/payload/escape.ts';
import { formatHex } from '../../../contract/payload/hex.ts';
import { type Language, literalLines } from '../../../contract/payload/literal.ts';

export type Format = 'Hex' | 'Text' | 'Escaped' | 'Base64' | Language;

/** A slice of work ends after this long, so that the window answers in between. */
const SLICE_MS = 12;
/** Bytes handled between two looks at the clock; divides by three and by two for Base64 and UTF-16. */
const STEP = 6 * 1024;

/**
 * Bytes as lines of a format to be looked at; escaped text is wrapped at `width` characters. Throws the signal's reason
 * when it aborts.
 */
export async function formattedLines(
  bytes: Uint8Array,
  format: Format,
  width: number,
  signal: AbortSignal,
): Promise<string[]> {
  const lines: string[] = [];
  await inSlices(linesOf(bytes, format, width), signal, (line) => lines.push(line));
  return lines;
}

/** Bytes as one text of a format, as it is copied: nothing wrapped that the format wouldn't wrap. */
export async function formattedText(
  bytes: Uint8Array,
  format: Format,
  charset: Charset,
  signal: AbortSignal,
): Promise<string> {
  const parts: string[] = [];
  const isCode = format === 'C' || format === 'Python' || format === 'JavaScript';
  const source = isCode ? withBreaks(literalLines(bytes, format)) : partsOf(bytes, format, charset);
  await inSlices(source, signal, (part) => parts.push(part));
  return parts.join('');
}

async function inSlices(
  source: Generator<string>,
  signal: AbortSignal,
  take: (part: string) => void,
): Promise<void> {
  let until = performance.now() + SLICE_MS;
  for (const part of source) {
    take(part);
    if (performance.now() < until) continue;
    await new Promise<void>((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    until = performance.now() + SLICE_MS;
  }
}

function* withBreaks(lines: Generator<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** Stretches of bytes that end between two characters. */
function* stretches(bytes: Uint8Array, charset: Charset): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    let end = Math.min(bytes.length, at + STEP);
    if (end < bytes.length) end += bytesOfEarlier(bytes, end, charset);
    yield bytes.subarray(at, end);
    at = end;
  }
}

function* partsOf(
  bytes: Uint8Array,
  format: 'Hex' | 'Text' | 'Escaped' | 'Base64',
  charset: Charset,
): Generator<string> {
  switch (format) {
    case 'Hex':
      for (let at = 0; at < bytes.length; at += STEP) {
        yield (at > 0 ? ' ' : '') + formatHex(bytes.subarray(at, at + STEP));
      }
      return;
    case 'Text':
      for (const stretch of stretches(bytes, charset)) yield decodeText(stretch, charset).text;
      return;
    case 'Escaped':
      for (const stretch of stretches(bytes, 'UTF-8')) yield escapeBytes(stretch);
      return;
    case 'Base64':
      for (let at = 0; at < bytes.length; at += STEP) yield formatBase64(bytes.subarray(at, at + STEP));
  }
}

function* linesOf(bytes: Uint8Array, format: Format, width: number): Generator<string> {
  if (format === 'Escaped') yield* escapedLines(bytes, width);
  else if (format === 'Base64') {
    for (let at = 0; at < bytes.length; at += 57) yield formatBase64(bytes.subarray(at, at + 57));
  } else if (format === 'C' || format === 'Python' || format === 'JavaScript')
    yield* literalLines(bytes, format);
}

/** A line ends after each line feed of the data, and where it gets too long. */
function* escapedLines(bytes: Uint8Array, width: number): Generator<string> {
  let rest = '';
  for (const stretch of stretches(bytes, 'UTF-8')) {
    for (let at = 0; at < stretch.length;) {
      const feed = stretch.indexOf(0x0a, at);
      const end = feed < 0 ? stretch.length : feed + 1;
      rest += escapeBytes(stretch.subarray(at, end));
      at = end;
      while (rest.length > width) {
        const cut = cutBefore(rest, width);
        yield rest.slice(0, cut);
        rest = rest.slice(cut);
      }
      if (feed >= 0) {
        yield rest;
        rest = '';
      }
    }
  }
  if (rest !== '') yield rest;
}

/** The last place at or before `at` that is not inside an escape or a surrogate pair. */
function cutBefore(text: string, at: number): number {
  for (let cut = at; cut > at - 4; cut--) {
    const slash = text.lastIndexOf('\\', cut - 1);
    const inEscape = slash >= 0 && (text[slash + 1] === 'x' ? cut - slash < 4 : cut - slash < 2);
    const code = text.charCodeAt(cut);
    if (!inEscape && !(code >= 0xdc00 && code <= 0xdfff)) return cut;
  }
  return at;
}
