import type { HttpRequest } from '../../../../contract/http/request.ts';

/** A name for a request that has none: `GET users`. */
export function titleOf({ kind, method, url, xmlRpc }: HttpRequest): string {
  if (kind === 'xml-rpc' && xmlRpc.method !== '') return xmlRpc.method;
  const path = url
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^[^/?#]*@/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
  const last = path.includes('/') ? (path.split('/').pop() ?? path) : path;
  return `${kind === 'websocket' ? 'WebSocket' : method} ${last}`.trim().slice(0, 100) || 'Request';
}
