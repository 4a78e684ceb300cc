import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { contentType } from 'mime-types';
import { match, type MatchFunction, type ParamData } from 'path-to-regexp';
import type { Route } from '../../../../../contract/tools/http-server.ts';
import { BenchError } from '../../../../bench/failure.ts';
import { pause } from '../../../../bench/pause.ts';
import { type Came, type Incoming, type Outgoing, pathOf, say, type Served } from '../handler.ts';

const PIECE = 1024 * 1024;
const SHORT = 8 * 1024;
/** An answer that never comes is given up all the same. */
const HANG_MS = 600_000;

interface Canned {
  route: Route;
  method: string;
  fits: MatchFunction<ParamData>;
  headers: Record<string, string | string[]>;
  /** Of a text without parameters: made once, with its length among the headers. */
  body: Buffer | null;
  /** The same with a character for each byte, where it is short. */
  text: string | null;
  /** Neither is late nor goes wrong. */
  plain: boolean;
}

/** Answers by the first route that fits. Throws a BenchError that names the field `route N: path`. */
export function routesServed(routes: readonly Route[]): Served {
  const canned = routes
    .map((route, i) => ({ route, i }))
    .filter(({ route }) => route.on)
    .map(({ route, i }) => prepared(route, i));
  return {
    webSocket: false,
    answer(request, response, came) {
      const path = pathOf(request.url ?? '');
      let other: string | null = null;
      for (const one of canned) {
        const found = fitting(one, path);
        if (!found) continue;
        if (
          one.method === '' ||
          one.method === request.method ||
          (one.method === 'GET' && request.method === 'HEAD')
        ) {
          if (!one.plain) return give(one, found.params, request, response, came);
          response.writeHead(one.route.status, one.headers);
          if (request.method === 'HEAD') return void response.end();
          // A text goes out in one piece with the head.
          return void (one.text === null ? response.end(one.body) : response.end(one.text, 'latin1'));
        }
        other = one.method;
      }
      // What is not read would come in the place of the next request.
      request.resume();
      const why = other === null ? 'No route fits.' : `No route fits: there is one for ${other}.`;
      came.remark(why);
      say(response, other === null ? 404 : 405, why, other === null ? {} : { allow: other });
    },
  };
}

function prepared(route: Route, index: number): Canned {
  try {
    const fits = match(onTheWire(route.path));
    const { body } = route;
    const plain = body.kind === 'text' && !/[:*]/.test(route.path);
    const bytes = plain ? Buffer.from(body.text) : null;
    const text = bytes && bytes.length <= SHORT ? bytes.toString('latin1') : null;
    const headers = bytes
      ? { 'content-length': String(bytes.length), ...headersOf(route) }
      : headersOf(route);
    const atOnce = bytes !== null && route.delayMs === 0 && route.fault === 'none' && !bodiless(route.status);
    return { route, method: route.method.toUpperCase(), fits, headers, body: bytes, text, plain: atOnce };
  } catch (error) {
    throw new BenchError({
      code: 'BAD_INPUT',
      field: `route ${index + 1}: path`,
      message: `The path ${route.path} can’t be read.`,
      hint: `${error instanceof Error ? error.message.split('\n')[0] : ''} Parameters are written :id, the rest of a path *rest.`,
    });
  }
}

/** A path as clients ask for it: what is no ASCII stands there in percent (RFC 3986 section 2.1); names of parameters stay. */
const onTheWire = (path: string): string =>
  path.replace(/[:*](?:[\p{ID_Start}$_][\p{ID_Continue}$]*|"[^"]*")|[^\x21-\x7e]+/gu, (found) =>
    /^[:*]/.test(found) ? found : encodeURIComponent(found),
  );

function fitting({ fits }: Canned, path: string) {
  try {
    return fits(path);
  } catch {
    // A % that is followed by no digits.
    return false;
  }
}

async function give(
  { route, headers, body: ready }: Canned,
  params: ParamData,
  request: Incoming,
  response: Outgoing,
  came: Came,
): Promise<void> {
  if (!request.readableEnded) request.resume();
  const { delayMs, fault } = route;
  if (delayMs > 0 && !(await passed(delayMs, response))) return;
  if (fault === 'hang') {
    came.remark('Hangs, as its route says.');
    if (await passed(HANG_MS, response)) came.cut();
    return;
  }
  if (fault === 'malformed') {
    came.remark('Malformed, as its route says.');
    return came.garbage(GARBAGE);
  }
  if (route.body.kind === 'file') return file(route, headers, request, response, came);
  const body = ready ?? Buffer.from(route.body.kind === 'text' ? filled(route.body.text, params) : '');
  if (fault === 'cut') return cutShort(route, headers, body, response, came);
  // Neither has a body, and saying its length would be wrong (RFC 9110 section 8.6).
  const none = bodiless(route.status);
  response.writeHead(route.status, none ? headersOf(route) : { 'content-length': body.length, ...headers });
  if (none || request.method === 'HEAD') response.end();
  else response.end(body);
}

const bodiless = (status: number): boolean => status === 204 || status === 304;

/** The body of half an answer, and no more. */
function cutShort(
  route: Route,
  headers: Record<string, string | string[]>,
  body: Buffer,
  response: Outgoing,
  came: Came,
): void {
  came.remark('Cut, as its route says.');
  response.writeHead(route.status, { ...headers, 'content-length': Math.max(body.length, 2) });
  response.write(body.length > 1 ? body.subarray(0, body.length >> 1) : Buffer.from(' '), () => came.cut());
}

async function file(
  route: Route,
  headers: Record<string, string | string[]>,
  request: Incoming,
  response: Outgoing,
  came: Came,
): Promise<void> {
  const path = route.body.kind === 'file' ? route.body.path : '';
  const about = await stat(path).catch(() => null);
  if (!about?.isFile()) {
    came.remark(`There is no file ${path}.`);
    return say(response, 500, 'The file of this route is not there.');
  }
  const type = contentType(path.slice(path.lastIndexOf('/') + 1)) || 'application/octet-stream';
  response.writeHead(route.status, { 'content-type': type, 'content-length': about.size, ...headers });
  if (request.method === 'HEAD' || about.size === 0) return void response.end();
  const half = route.fault === 'cut' ? Math.ceil(about.size / 2) : about.size;
  const source = createReadStream(path, { highWaterMark: PIECE, end: half - 1 });
  try {
    await pipeline(source, response, { end: route.fault !== 'cut' });
    if (route.fault !== 'cut') return;
    came.remark('Cut, as its route says.');
    came.cut();
  } catch {
    // The client has left, or the file has become shorter.
    came.cut();
  }
}

/** `{id}` becomes what the path has at `:id`; of what it has not, nothing becomes. */
export const filled = (text: string, params: ParamData): string =>
  text.replace(/\{([\p{ID_Continue}$]+)\}/gu, (whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    return value === undefined ? whole : Array.isArray(value) ? value.join('/') : value;
  });

function headersOf({ headers }: Route): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {};
  for (const { name, value } of headers) {
    const before = all[name.toLowerCase()];
    all[name.toLowerCase()] = before === undefined ? value : [before, value].flat();
  }
  return all;
}

/** False: the client has left before. */
async function passed(ms: number, response: Outgoing): Promise<boolean> {
  const left = new AbortController();
  const leave = () => left.abort();
  response.once('close', leave);
  await pause(ms, left.signal).catch(() => undefined);
  response.removeListener('close', leave);
  return !left.signal.aborted && !response.destroyed;
}

const GARBAGE = Buffer.from('HTTP/1.1 2OO OK\r\nContent-Length: many\r\n: \u0000\r\nthis is no answer');
