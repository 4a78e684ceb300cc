import { isUtf8 } from 'node:buffer';
import type { Header } from '../../../../contract/http/exchange.ts';
import type { Body, HttpRequest, RequestOptions } from '../../../../contract/http/request.ts';
import { blankRequest, MAX_BODY_TEXT, REQUEST_OPTIONS } from '../../../../contract/payload/http-request.ts';
import { withoutVariables } from '../../../../contract/payload/variables.ts';
import type { LoggedDetail } from '../../../../contract/tools/http-server.ts';
import type { Registry } from '../../../bench/registry.ts';
import type { HttpListener } from './listener.ts';
import { answerHeaders, type Entry, headersIn, rowOf } from './log.ts';
import { type RawMessage, readMessage, valueOf } from './raw-message.ts';

/** So much of a request or an answer is read to tell what it was. */
const MOST = 4 * 1024 * 1024;
const HEAD = 128 * 1024;

/** A request of the log with its headers, those of the answer, and where both lie in the capture. */
export async function detailOf(entry: Entry, registry: Registry): Promise<LoggedDetail> {
  const wire = wireOf(entry, registry);
  const told = { row: rowOf(entry), request: headersIn(entry), stream: entry.stream, wire };
  if (!wire) return { ...told, answer: answerHeaders(entry.answer) };
  const [asked, answered] = await Promise.all([
    read(entry, registry, 'in', HEAD),
    read(entry, registry, 'out', HEAD),
  ]);
  return {
    ...told,
    // What was refused was never told as a request.
    request: told.request.length > 0 ? told.request : (asked?.headers ?? []),
    answer: answered?.headers ?? [],
  };
}

function wireOf(entry: Entry, registry: Registry): LoggedDetail['wire'] {
  if (entry.stream !== null || !registry.hasSession(entry.origin.session)) return null;
  const { capture } = registry.session(entry.origin.session);
  const over = entry.ms !== null;
  return {
    in: { from: entry.inFrom, to: over ? entry.inTo : capture.length('in') },
    out: { from: entry.outFrom, to: over ? entry.outTo : capture.length('out') },
  };
}

async function read(
  entry: Entry,
  registry: Registry,
  direction: 'in' | 'out',
  most: number,
): Promise<RawMessage | null> {
  const wire = wireOf(entry, registry);
  if (!wire) return null;
  const { from, to } = wire[direction];
  const bytes = await registry
    .session(entry.origin.session)
    .capture.read(direction, from, Math.min(most, to - from));
  if (direction === 'out') return readMessage(bytes, 0, entry.method);
  let at = 0;
  for (let i = 0; i < entry.behind; i++) at = readMessage(bytes, at)?.end ?? bytes.length;
  return readMessage(bytes, at);
}

/** What a connection needs and a request does not mean: the client makes them anew. */
const OF_CONNECTION = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'proxy-connection',
  'expect',
]);

/** The request as the client would send it again, to this server. */
export async function requestAgain(
  entry: Entry,
  server: HttpListener,
  registry: Registry,
): Promise<{ request: HttpRequest; notes: string[] }> {
  const notes: string[] = [];
  const message = await read(entry, registry, 'in', MOST);
  const all = message?.headers ?? headersIn(entry);
  const headers = all.filter(({ name }) => name !== '' && !OF_CONNECTION.has(name.toLowerCase()));
  if (!message && wireOf(entry, registry))
    notes.push('It came behind more than 4 MiB of others, too far for its body to be found.');
  else if (!message) notes.push('Its connection has left the bench, and with it the body.');
  else if (message.cut) notes.push('Not all of its body was kept.');
  const target = entry.url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  // What a client sent in braces is no variable of ours.
  const path = withoutVariables(target.startsWith('/') ? target : `/${target}`);
  const url = server.url.replace(/\/$/, '') + path;
  const socket = webSocketOf(all);
  const certificate = server.summary().details;
  const ca = certificate.made ? certificate.certificate?.pem : undefined;
  const options: RequestOptions = {
    ...REQUEST_OPTIONS,
    // Without TLS nothing is agreed on.
    ...(entry.stream !== null && !server.tls ? { version: '2' as const } : {}),
    ...(ca ? { tls: { ...REQUEST_OPTIONS.tls, ca } } : {}),
  };
  return {
    request: blankRequest({
      ...(socket
        ? { kind: 'websocket', webSocket: socket, url: url.replace(/^http/, 'ws') }
        : {
            method: entry.method || 'GET',
            url,
            body: bodyOf(message?.body ?? new Uint8Array(0), all, notes),
          }),
      headers: headers
        .filter(({ name }) => !socket || !/^sec-websocket-/i.test(name))
        .slice(0, 10_000)
        .map(({ name, value }) => ({ name, value: withoutVariables(value), on: true })),
      options,
    }),
    notes,
  };
}

/** What the handshake of a WebSocket offered; null: it was none. */
function webSocketOf(headers: readonly Header[]): HttpRequest['webSocket'] | null {
  if (!/^websocket$/i.test(valueOf(headers, 'upgrade').trim())) return null;
  const protocols = valueOf(headers, 'sec-websocket-protocol').split(',');
  return {
    protocols: protocols.map((one) => one.trim()).filter((one) => one !== ''),
    deflate: /\bpermessage-deflate\b/i.test(valueOf(headers, 'sec-websocket-extensions')),
  };
}

function bodyOf(bytes: Uint8Array, headers: readonly Header[], notes: string[]): Body {
  if (bytes.length === 0) return { kind: 'none' };
  // The type stands among the headers already.
  const type = valueOf(headers, 'content-type');
  const text = Buffer.from(bytes);
  const most = isUtf8(bytes) ? MAX_BODY_TEXT : MAX_BODY_TEXT / 2;
  if (bytes.length > most) notes.push('Its body is too long to be edited, and was cut.');
  const kept = text.subarray(0, most);
  if (!isUtf8(bytes)) return { kind: 'hex', text: kept.toString('hex'), type: '' };
  const words = withoutVariables(kept.toString('utf8'));
  return /\bjson\b/i.test(type) ? { kind: 'json', text: words } : { kind: 'text', text: words, type: '' };
}
