import type { HttpRequest, RequestOptions } from '../http/request.ts';

/** More hops than anybody means. */
export const MAX_REDIRECTS = 50;
/** Longer bodies are sent from a file, in characters. */
export const MAX_BODY_TEXT = 3 * 1024 * 1024;

/** An answer that has begun may pause for long: a server that works on it, or that tells what happens. */
export const IDLE_MS = 300_000;

/** Headers that are added unless they are written; with an empty value they are left out. */
export const ADDED_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'user-agent',
  'accept',
  'accept-encoding',
  'content-type',
  'content-length',
  'connection',
]);

/** What a request is unless something else is chosen. */
export const REQUEST_OPTIONS: RequestOptions = {
  timeoutMs: 30_000,
  idleMs: IDLE_MS,
  followRedirects: true,
  maxRedirects: 10,
  version: 'auto',
  proxy: '',
  unixSocket: '',
  compressed: true,
  cookies: true,
  keepAlive: true,
  lenient: false,
  capture: 'all',
  tls: {
    alpn: [],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    keepKeys: false,
    handshakeMs: 10_000,
    verify: true,
  },
};

/** A request with nothing in it. */
export const blankRequest = (change: Partial<HttpRequest> = {}): HttpRequest => ({
  kind: 'http',
  name: '',
  method: 'GET',
  url: '',
  queryOff: [],
  headers: [],
  auth: { kind: 'none' },
  body: { kind: 'none' },
  xmlRpc: { method: '', params: [] },
  webSocket: { protocols: [], deflate: false },
  expectations: [],
  options: REQUEST_OPTIONS,
  docs: '',
  ...change,
});
