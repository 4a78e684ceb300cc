import type { Header } from '../../../../contract/http/exchange.ts';
import type { RequestBody, RequestHead } from './wire.ts';

/** The headers of a request with what frames it, which is said, so that Node adds nothing that is not told. */
export function framed({ headers, method }: RequestHead, body: RequestBody | null): Header[] {
  const has = (name: string) => headers.some((header) => header.name.toLowerCase() === name);
  const all = [...headers];
  if (!has('connection')) all.push({ name: 'Connection', value: 'keep-alive' });
  if (has('content-length') || has('transfer-encoding')) return all;
  if (body?.size === null) all.push({ name: 'Transfer-Encoding', value: 'chunked' });
  else if (body) all.push({ name: 'Content-Length', value: String(body.size) });
  else if (!BODILESS.has(method.toUpperCase())) all.push({ name: 'Content-Length', value: '0' });
  return all;
}

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);
