import type { HttpRequest } from '../../../../contract/http/request.ts';

/** How a request is called: by its name, else by what it asks for. */
export function titleOf({ name, kind, method, url, xmlRpc }: HttpRequest): string {
  if (name !== '') return name;
  const where = url.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/s, '');
  if (kind === 'xml-rpc') return [xmlRpc.method || 'XML-RPC', where].filter(Boolean).join(' ');
  if (kind === 'websocket') return where === '' ? 'New WebSocket' : `WS ${where}`;
  return where === '' && method === 'GET' ? 'New request' : `${method} ${where}`.trim();
}
