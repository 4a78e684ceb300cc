import { createHash } from 'node:crypto';
import type { Mend } from '../../../../contract/failure.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { readHttpUrl } from '../../../../contract/payload/http-url.ts';
import type { Files } from '../../../bench/files/files.ts';
import { BenchError } from '../../../bench/failure.ts';
import { REQUEST_FORM } from '../client/explain-dial.ts';
import type { RequestBody } from '../client/wire.ts';
import { evaluate } from '../expect/evaluate.ts';
import { readProxy } from '../proxy/proxy.ts';
import { basic, type MadeAuth, makeAuth } from './auth.ts';
import { makeBody, type MadeBody } from './body.ts';
import { Fill, refused } from './fill.ts';
import { Headers, TOKEN } from './headers.ts';
import type { Nonces } from './nonces.ts';
import type { Prepared, Variables } from './prepared.ts';
import { xmlRpcBody } from './xml-rpc-body.ts';

const AS_WEB_SOCKET: Mend = {
  label: 'Connect it as a WebSocket',
  form: REQUEST_FORM,
  set: { kind: 'websocket' },
  submit: true,
};

const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/**
 * Makes what goes out of a request as it is written. Throws a BenchError that names the field: `url`, `method`,
 * `header 2`, `user`, `password`, `token`, `body`, `type`, `form field 2`, `part 3`, `file`, `proxy`, `unix socket`,
 * `call method`, `call parameter 2` (rows count from 1, with those that are off). Close it when it is over.
 */
export async function prepare(
  request: HttpRequest,
  { variables, files, nonces }: { variables: Variables; files: Files; nonces?: Nonces },
): Promise<Prepared> {
  const fill = new Fill(variables);
  const options = {
    ...request.options,
    proxy: fill.text(request.options.proxy, 'proxy').trim(),
    unixSocket: fill.text(request.options.unixSocket, 'unix socket').trim(),
  };
  const proxy = readProxy(options.proxy);
  if (proxy !== null && options.unixSocket !== '')
    throw refused(
      'proxy',
      'A Unix socket is on this machine: no proxy leads to it.',
      'Empty one of the two.',
    );
  const webSocket = request.kind === 'websocket';
  const read = readHttpUrl(fill.text(request.url, 'url'), { webSocket, noHost: options.unixSocket !== '' });
  if (!read.ok) {
    const [empty] = fill.empty(request.url);
    const hint = empty === undefined ? read.hint : `The variable ${empty} in it has no value.`;
    const { failure } = refused('url', read.message, hint);
    const mends = !webSocket && /^\s*wss?:\/\//i.test(request.url) ? [AS_WEB_SOCKET] : [];
    throw new BenchError({ ...failure, mends });
  }
  const { url } = read;
  const method = methodOf(request, fill);
  const headers = new Headers(request, fill);
  let made: MadeBody | null = null;
  const auth = takeAuth(request, url, fill, (hash) => hashed(made?.body ?? null, hash), nonces);
  if (auth.header !== null) headers.add('Authorization', auth.header);
  made = await bodyOf(request, fill, files);
  headers.addFirst('Host', url.host);
  headers.add('User-Agent', 'Wirebench');
  if (!webSocket) {
    headers.add('Accept', '*/*');
    if (options.compressed) headers.add('Accept-Encoding', 'gzip, deflate, br, zstd');
    if (!options.keepAlive) headers.add('Connection', 'close');
    addBodyHeaders(headers, method, made);
  }
  return {
    method,
    url,
    headers: headers.list,
    body: made.body,
    options,
    proxy,
    ahead: auth.ahead,
    answer: auth.answer,
    expect: (came) => evaluate(request.expectations, came, variables),
    close: made.close,
  };
}

function methodOf(request: HttpRequest, fill: Fill): string {
  if (request.kind === 'xml-rpc') return 'POST';
  if (request.kind === 'websocket') return 'GET';
  const method = fill.text(request.method, 'method').trim();
  if (method === '')
    throw refused('method', 'Method is missing.', 'GET asks for something, POST sends something.');
  if (TOKEN.test(method)) return method;
  throw refused(
    'method',
    `${JSON.stringify(method)} is no method.`,
    'A method is one word, of letters, digits and ! # $ % & ’ * + - . ^ _ ` | ~.',
  );
}

/** What stands in the URL is taken out of it, and counts where nothing else is chosen. */
function takeAuth(
  request: HttpRequest,
  url: URL,
  fill: Fill,
  hashBody: (hash: string) => Promise<string>,
  nonces?: Nonces,
): MadeAuth {
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const auth = makeAuth(request.auth, fill, hashBody, nonces);
  if (request.auth.kind !== 'none' || (username === '' && password === '')) return auth;
  return { ...auth, header: basic(decoded(username), decoded(password)) };
}

async function hashed(body: RequestBody | null, name: string): Promise<string> {
  const hash = createHash(name);
  if (body !== null) for await (const piece of body.open()) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function bodyOf(request: HttpRequest, fill: Fill, files: Files): Promise<MadeBody> {
  switch (request.kind) {
    case 'http':
      return makeBody(request.body, fill, files);
    case 'xml-rpc':
      return xmlRpcBody(request.xmlRpc, fill);
    case 'websocket':
      return makeBody({ kind: 'none' }, fill, files);
  }
}

function addBodyHeaders(headers: Headers, method: string, { body, type }: MadeBody): void {
  if (body === null) {
    // RFC 9110 section 8.6: these have a meaning for content, so that there is none is said.
    if (WITH_BODY.includes(method) && headers.get('transfer-encoding') === undefined)
      headers.add('Content-Length', '0');
    return;
  }
  if (type !== null) headers.add('Content-Type', type);
  headers.nameBoundary(type);
  if (headers.get('transfer-encoding') !== undefined) return;
  if (body.size === null) headers.add('Transfer-Encoding', 'chunked');
  else headers.add('Content-Length', String(body.size));
}
