import type { Header } from '../../../../contract/http/exchange.ts';
import { fromLine } from '../client/raw-headers.ts';

/** A message of HTTP/1.1 as it stands in captured bytes. Pure; it reads leniently, what was refused as well. */
export interface RawMessage {
  /** Request line or status line. */
  start: string;
  headers: Header[];
  /** Without the coding of chunks. */
  body: Uint8Array;
  /** The bytes end in the middle of it. */
  cut: boolean;
  /** Where the next message begins. */
  end: number;
}

const CR = 13;
const LF = 10;

/** Reads the message that begins at `from`; null where there is none. `answerTo`: the method it answers. */
export function readMessage(bytes: Buffer, from = 0, answerTo: string | null = null): RawMessage | null {
  let at = from;
  // Empty lines before a message are to be passed over (RFC 9112 section 2.2).
  while (bytes[at] === CR || bytes[at] === LF) at++;
  if (at >= bytes.length) return null;
  const lines: string[] = [];
  let whole = false;
  while (at < bytes.length) {
    const end = bytes.indexOf(LF, at);
    const line = bytes.toString('latin1', at, end < 0 ? bytes.length : end).replace(/\r$/, '');
    at = end < 0 ? bytes.length : end + 1;
    if (line === '') {
      whole = true;
      break;
    }
    lines.push(line);
  }
  const [start = '', ...rest] = lines;
  const headers = rest.map((line): Header => {
    const colon = line.indexOf(':');
    return colon < 0
      ? { name: line.trim(), value: '' }
      : { name: line.slice(0, colon).trim(), value: fromLine(line.slice(colon + 1).trim()) };
  });
  const none = { start, headers, body: new Uint8Array(0), cut: !whole, end: at };
  if (!whole) return none;
  const status = Number(/^HTTP\/\S+ (\d{3})/.exec(start)?.[1] ?? 0);
  if (answerTo === 'HEAD' || status === 204 || status === 304 || (status > 0 && status < 200)) return none;
  if (/chunked\s*$/i.test(valueOf(headers, 'transfer-encoding'))) return { ...none, ...chunked(bytes, at) };
  const length = /^\d{1,15}$/.exec(valueOf(headers, 'content-length'));
  // Without one an answer lasts as long as the connection, and a request has no body.
  const size = length ? Number(length[0]) : status > 0 ? bytes.length - at : 0;
  const end = Math.min(bytes.length, at + size);
  return { ...none, body: bytes.subarray(at, end), cut: at + size > bytes.length, end };
}

export const valueOf = (headers: readonly Header[], name: string): string =>
  headers.find((header) => header.name.toLowerCase() === name)?.value ?? '';

function chunked(bytes: Buffer, from: number): Pick<RawMessage, 'body' | 'cut' | 'end'> {
  const pieces: Buffer[] = [];
  let at = from;
  const done = (cut: boolean) => ({ body: Buffer.concat(pieces), cut, end: at });
  while (true) {
    const line = bytes.indexOf(LF, at);
    if (line < 0) return done(true);
    // Digits alone: what has a sign before them would lead backwards.
    const digits = /^[0-9a-f]{1,13}(?![0-9a-f])/i.exec(bytes.toString('latin1', at, Math.min(line, at + 32)));
    const size = Number.parseInt(digits?.[0] ?? '', 16);
    if (!Number.isSafeInteger(size)) return done(true);
    at = line + 1;
    if (size === 0) break;
    pieces.push(bytes.subarray(at, at + size));
    if (at + size > bytes.length) {
      at = bytes.length;
      return done(true);
    }
    at += size;
    if (bytes[at] === CR) at++;
    if (bytes[at] === LF) at++;
  }
  // Trailers, up to an empty line.
  while (at < bytes.length) {
    const end = bytes.indexOf(LF, at);
    if (end < 0) break;
    const empty = end === at || (end === at + 1 && bytes[at] === CR);
    at = end + 1;
    if (empty) return done(false);
  }
  return done(true);
}
