import type { Header } from '../../../../contract/http/exchange.ts';
import type { RequestBody, RequestHead } from '../client/wire.ts';

/** Fields that are of a connection of HTTP/1.1 (RFC 9113 section 8.2.2), and Host, which becomes `:authority`. */
const OF_CONNECTION = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/** The header list of a request over HTTP/2, in its order: what a request is and where it goes comes first. */
export function listOf({ method, url, headers }: RequestHead, body: RequestBody | null): Header[] {
  const named = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  const list: Header[] = [
    { name: ':method', value: method },
    { name: ':scheme', value: url.protocol.slice(0, -1) },
    { name: ':authority', value: named('host') ?? url.host },
    { name: ':path', value: `${url.pathname}${url.search}` },
  ];
  for (const { name, value } of headers) {
    const small = name.toLowerCase();
    if (OF_CONNECTION.has(small) || (small === 'te' && value.trim().toLowerCase() !== 'trailers')) continue;
    list.push({ name: small, value });
  }
  if (named('content-length') !== undefined) return list;
  if (body && body.size !== null) list.push({ name: 'content-length', value: String(body.size) });
  else if (!body && !BODILESS.has(method.toUpperCase())) list.push({ name: 'content-length', value: '0' });
  return list;
}

/** As Node takes it: those of the same name together. */
export function asObject(list: readonly Header[]): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = {};
  for (const { name, value } of list) {
    const known = object[name];
    if (known === undefined) object[name] = value;
    else object[name] = [...(Array.isArray(known) ? known : [known]), value];
  }
  return object;
}
