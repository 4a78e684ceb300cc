import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Readable, Writable } from 'node:stream';

/** A request as Node tells it, over HTTP/1.1 or HTTP/2. */
export interface Incoming extends Readable {
  readonly method?: string;
  /** As it was asked for; pseudo headers are not among the raw ones. */
  readonly url?: string;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[];
  /** The client has left, or reset the stream. */
  readonly aborted?: boolean;
}

/** The answer to it. */
export interface Outgoing extends Writable {
  statusCode: number;
  readonly headersSent: boolean;
  getHeaders(): OutgoingHttpHeaders;
  writeHead(status: number, headers?: OutgoingHttpHeaders): unknown;
  setHeader(name: string, value: number | string | string[]): unknown;
}

/** What a request came over, as those who answer may ask. */
export interface Came {
  readonly peer: string;
  readonly local: string;
  readonly tls: { version: string; cipher: string; alpn: string | null; serverName: string | null } | null;
  /** Says beside the request, in the log, what became of it. */
  remark(sentence: string): void;
  /** Closes the connection, or over HTTP/2 the stream, in the middle of whatever it does. */
  cut(): void;
  /** Writes bytes that are no HTTP, and closes. */
  garbage(bytes: Buffer): void;
}

/** Answers requests. What it throws is answered by 500. */
export interface Served {
  /** May end after it returns; what goes wrong later is its own to answer. */
  answer(request: Incoming, response: Outgoing, came: Came): void | Promise<void>;
  /** Whether clients may go over to WebSocket. */
  readonly webSocket: boolean;
  /** Nothing more is asked of it; what it answers already goes on. */
  end?(): void;
}

/** Answers with a sentence. */
export function say(response: Outgoing, status: number, sentence: string, more: OutgoingHttpHeaders = {}) {
  const body = Buffer.from(`${sentence}\n`);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    ...more,
  });
  response.end(body);
}

/** The path of a request target without its query: origin-form, absolute-form or `*` (RFC 9112 section 3.2). */
export function pathOf(target: string): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target);
  const rest = absolute ? target.slice(absolute[0].length) : target;
  const end = rest.search(/[?#]/);
  return (end < 0 ? rest : rest.slice(0, end)) || '/';
}
