import { isUtf8 } from 'node:buffer';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Came, Incoming, Outgoing, Served } from '../handler.ts';
import { headersOf } from '../log.ts';

/** So much of a body is told; the rest is counted. */
const MOST = 1024 * 1024;

/** Answers with the request as JSON. */
export const inspector: Served = {
  webSocket: false,
  answer(request, response, came) {
    // Most requests have none, and are answered without waiting for its end.
    if (request.headers['content-length'] === undefined && !request.headers['transfer-encoding'])
      // Over HTTP/2 a body needs neither.
      if (request.httpVersion !== '2' || request.readableEnded) return tell(request, response, came, [], 0);
    const pieces: Buffer[] = [];
    let size = 0;
    request.on('data', (piece: Buffer) => {
      if (size < MOST) pieces.push(piece.subarray(0, MOST - size));
      size += piece.length;
    });
    request.on('end', () => tell(request, response, came, pieces, size));
  },
};

function tell(request: Incoming, response: Outgoing, came: Came, pieces: Buffer[], size: number): void {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  const told = {
    method,
    url,
    query: queryOf(url),
    version: httpVersion,
    headers: headersOf(rawHeaders).map(({ name, value }) => [name, value]),
    body: bodyOf(Buffer.concat(pieces), size, request.headers['content-type'] ?? ''),
    from: came.peer,
    to: came.local,
    tls: came.tls,
  };
  const body = Buffer.from(written(told));
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    ...allowed(request.headers),
  });
  if (method === 'HEAD') response.end();
  else response.end(body);
}

/** Pages of any origin may ask, also with headers and methods of their own (CORS): there is nothing to be had here. */
function allowed(headers: Incoming['headers']): OutgoingHttpHeaders {
  const methods = headers['access-control-request-method'];
  const names = headers['access-control-request-headers'];
  return {
    'access-control-allow-origin': '*',
    ...(methods === undefined ? {} : { 'access-control-allow-methods': methods }),
    ...(names === undefined ? {} : { 'access-control-allow-headers': names }),
  };
}

/** As JSON with a line for each thing; a pair of names and values is one thing. */
function written(told: object): string {
  const members = Object.entries(told).map(([name, value]) => {
    const pairs = Array.isArray(value) && value.length > 0;
    const text = pairs
      ? `[\n${value.map((pair) => `  ${JSON.stringify(pair)}`).join(',\n')}\n]`
      : JSON.stringify(value, null, 2);
    // No string of JSON has a line break in it.
    return `  ${JSON.stringify(name)}: ${text.replaceAll('\n', '\n  ')}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}

function queryOf(url: string): [string, string][] {
  const at = url.indexOf('?');
  return at < 0 ? [] : [...new URLSearchParams(url.slice(at + 1))];
}

function bodyOf(bytes: Buffer, size: number, type: string) {
  const cut = size > bytes.length;
  if (size === 0) return { bytes: 0 };
  // Half a character at the cut is no reason to call it binary.
  if (!isUtf8(cut ? bytes.subarray(0, wholeCharacters(bytes)) : bytes))
    return { bytes: size, cut, base64: bytes.toString('base64') };
  const text = bytes.toString('utf8');
  return { bytes: size, cut, text, ...(/\bjson\b/i.test(type) && !cut ? { json: parsed(text) } : {}) };
}

function wholeCharacters(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  return end > 0 && (bytes[end - 1] ?? 0) >= 0xc0 ? end - 1 : bytes.length;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
