import type { Header } from '../../../../contract/http/exchange.ts';

/** A request as bytes, made once and sent many times. Pure. */

export interface Written {
  method: string;
  url: URL;
  headers: readonly Header[];
  body: Uint8Array;
}

/**
 * Head and body as they go out over HTTP/1.1 (RFC 9112). `absolute`: to a proxy, which is told the whole URL. A body whose
 * headers say `chunked` goes as one chunk. Header values have one character a byte.
 */
export function http1Bytes({ method, url, headers, body }: Written, absolute: boolean): Buffer {
  const path = url.pathname + url.search;
  const target = absolute ? `${url.origin}${path}` : path;
  const lines = headers.map(({ name, value }) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  const chunked = headers.some(
    ({ name, value }) => name.toLowerCase() === 'transfer-encoding' && /\bchunked\b/i.test(value),
  );
  if (!chunked) return Buffer.concat([head, body]);
  const chunk =
    body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')];
  return Buffer.concat([head, ...chunk, Buffer.from('0\r\n\r\n')]);
}

/** They speak of a connection of HTTP/1.1 (RFC 9113 section 8.2.2); the host has a place of its own. */
const LEFT_OUT = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** The header list over HTTP/2 (RFC 9113 section 8.3.1). */
export function http2Headers({ method, url, headers }: Written): [name: string, value: string][] {
  const host = headers.find(({ name }) => name.toLowerCase() === 'host')?.value ?? url.host;
  return [
    [':method', method],
    [':scheme', url.protocol.slice(0, -1)],
    [':authority', host],
    [':path', url.pathname + url.search],
    ...headers.flatMap(({ name, value }): [string, string][] => {
      const lower = name.toLowerCase();
      return LEFT_OUT.has(lower) ? [] : [[lower, value]];
    }),
  ];
}
