import type { LoadInput } from '../../../../contract/tools/http-load.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { HttpParts } from '../parts.ts';
import { proxyHeaders } from '../proxy/proxy.ts';
import { prepare } from '../request/prepare.ts';
import type { Cookies, Variables } from '../request/prepared.ts';
import { wholeBody } from './body.ts';
import type { Target } from './job.ts';
import { http1Bytes, http2Headers } from './message.ts';
import { type Place, probe } from './probe.ts';

/** All requests together, as they lie in memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Makes the requests of a load ready: variables, bodies, cookies, addresses. Throws a BenchError that names the field,
 * and the request where there are several.
 */
export async function makeTargets(
  { contexts, files }: HttpParts,
  { requests, context }: Pick<LoadInput, 'requests' | 'context'>,
  signal: AbortSignal,
): Promise<Target[]> {
  const variables = await contexts.variables(context);
  const places = new Map<string, Promise<Place>>();
  const targets: Target[] = [];
  let bytes = 0;
  for (const request of requests) {
    signal.throwIfAborted();
    try {
      const target = await targetOf(
        request,
        { variables, cookies: contexts.cookies(context), files },
        places,
        signal,
      );
      targets.push(target);
      bytes += target.bytes.length + target.body.length;
    } catch (error) {
      throw requests.length > 1 ? ofRequest(error, request) : error;
    }
    if (bytes > MOST_BYTES)
      throw new BenchError({
        code: 'BAD_INPUT',
        message: 'These requests are longer than 64 MiB together: too long to be sent many times.',
        hint: 'Take fewer of them, or shorter bodies.',
      });
  }
  return targets;
}

interface With {
  variables: Variables;
  cookies: Cookies;
  files: HttpParts['files'];
}

async function targetOf(
  request: HttpRequest,
  { variables, cookies, files }: With,
  places: Map<string, Promise<Place>>,
  signal: AbortSignal,
): Promise<Target> {
  refuse(request);
  const prepared = await prepare(request, { variables, files });
  try {
    const { method, url, options } = prepared;
    const body = await wholeBody(prepared);
    const headers = [...prepared.headers];
    const cookie = options.cookies ? cookies.header(url) : null;
    if (cookie !== null && !headers.some(({ name }) => name.toLowerCase() === 'cookie'))
      headers.push({ name: 'Cookie', value: cookie });
    const { unixSocket, version, tls } = options;
    const { proxy } = prepared;
    const origin = JSON.stringify([url.origin, proxy, unixSocket, version === '2', tls]);
    const found = places.get(origin) ?? probe(url, options, prepared.proxy, signal);
    places.set(origin, found);
    const place = await found;
    const direct = place.through?.to === 'direct';
    if (direct && prepared.proxy) headers.push(...proxyHeaders(prepared.proxy));
    const written = { method, url, headers, body };
    return {
      ...place,
      origin,
      method,
      bytes: place.version === '2' ? new Uint8Array() : http1Bytes(written, direct),
      headers: place.version === '2' ? http2Headers(written) : [],
      body: place.version === '2' ? body : new Uint8Array(),
      timeoutMs: options.timeoutMs,
      keepAlive: options.keepAlive,
    };
  } finally {
    await prepared.close();
  }
}

function refuse({ kind, auth }: HttpRequest): void {
  if (kind === 'websocket')
    throw new BenchError({
      code: 'BAD_INPUT',
      field: 'requests',
      message: 'A WebSocket can’t be sent many times.',
      hint: 'Take a request of HTTP or XML-RPC.',
    });
  if (auth.kind === 'digest')
    throw new BenchError({
      code: 'BAD_INPUT',
      field: 'auth',
      message: 'Digest can’t be used for many requests.',
      hint: 'Each request would need an answer of its own to what the server asks. Use Basic or Bearer, or none.',
    });
}

/** Says which of several requests it is about. */
function ofRequest(error: unknown, { name, method, url }: HttpRequest): unknown {
  if (!(error instanceof BenchError)) return error;
  const { failure } = error;
  return new BenchError({ ...failure, message: `${name || `${method} ${url}`}: ${failure.message}` });
}
