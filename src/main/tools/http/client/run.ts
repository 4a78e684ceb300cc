import type { Header } from '../../../../contract/http/exchange.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { HttpParts } from '../parts.ts';
import { saidByProxy, wantsLogin } from '../proxy/explain.ts';
import { type Proxy, proxyHeaders, readProxy } from '../proxy/proxy.ts';
import type { RequestOptions } from '../../../../contract/http/request.ts';
import type { Cookies, Prepared } from '../request/prepared.ts';
import { AnswerBody } from './answer-body.ts';
import { codingsOf } from './decode.ts';
import { Cancelled, type Exchange } from './exchange.ts';
import { otherMethod } from './explain-answer.ts';
import { framed } from './framed.ts';
import { noAnswer, stalled, tooMany } from './explain-wait.ts';
import type { FileTarget } from './file-target.ts';
import { HopRecord } from './hop.ts';
import { judge } from './judge.ts';
import { listOf } from '../h2/headers.ts';
import { withWrongLength, wrongLength } from './own-length.ts';
import type { Pool, Taken } from './pool.ts';
import { pump } from './pump.ts';
import { lineOf } from './raw-headers.ts';
import { isFor, leftOut, redirectOf, type Step, withHeader } from './redirect.ts';
import { Watchdog } from './watchdog.ts';
import type { Answer, HttpWire } from './wire.ts';
import { Http1Wire } from './wire1.ts';

/** The body of an answer that leads elsewhere is read to its end if it is no longer than this. */
const MOST_DRAINED = 256 * 1024;
/** And if it has not come by then, its connection is given up. */
const MOST_DRAIN_MS = 2000;
/** Times that a server may ask for another answer to its challenge. */
const MAX_CHALLENGES = 5;
/** Who cancels sooner does not do so since nothing comes. */
const PATIENT_MS = 2000;
/** What is kept of a body where only the start of each is captured. */
const START = 1024 * 1024;
/** May be sent again when the connection was given up just before it (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

interface Way {
  parts: HttpParts;
  pool: Pool;
  prepared: Prepared;
  cookies: Cookies | null;
  file: FileTarget | null;
}

/** Sends a request and follows where it leads, until its exchange is over. Never rejects for what comes of it. */
export async function run(exchange: Exchange, way: Way): Promise<void> {
  try {
    await follow(exchange, way);
    await judge(exchange, way.prepared);
    exchange.ended('done');
  } catch (error) {
    exchange.hops.at(-1)?.end();
    if (error instanceof Cancelled) exchange.ended('cancelled');
    else if (error instanceof BenchError) {
      await judge(exchange, way.prepared);
      exchange.ended('failed', error.failure);
    } else {
      exchange.ended('failed', {
        code: 'DEFECT',
        message: 'Wirebench made a mistake with this request.',
        hint: 'It is noted in the log.',
        mends: [],
      });
      throw error;
    }
  }
}

async function follow(exchange: Exchange, way: Way): Promise<void> {
  const { method, url, headers, body, options } = way.prepared;
  const toldAhead = async (next: Step): Promise<Step> => {
    const value = isFor(url, next.url) ? await way.prepared.ahead(next.method, next.url) : null;
    return value === null ? next : { ...next, headers: withHeader(next.headers, 'Authorization', value) };
  };
  let step = await toldAhead({ method, url, headers, body });
  let redirects = 0;
  let challenges = 0;
  for (;;) {
    const { hop, answer, taken } = await ask(exchange, way, step);
    const note = keepCookies(way.cookies, step.url, answer.headers);
    for (const sentence of note) taken.connection.session.capture.event('note', sentence);
    if (answer.status === 401 && challenges < MAX_CHALLENGES && isFor(url, step.url)) {
      const values = answer.headers
        .filter(({ name }) => /^www-authenticate$/i.test(name))
        .map(({ value }) => lineOf(value));
      const reply = await way.prepared.answer({ method: step.method, url: step.url, values });
      if (reply !== null) {
        challenges++;
        hop.next = `401: ${reply.split(' ', 1)[0]} was asked for.`;
        step = { ...step, headers: withHeader(step.headers, 'Authorization', reply) };
        await drain(exchange, hop, answer);
        continue;
      }
    }
    const next = options.followRedirects ? redirectOf(step, answer) : null;
    if (next === null || typeof next === 'string') {
      await receive(exchange, way, hop, answer, taken);
      const proxy = direct(step.url, options);
      if (proxy && answer.status === 407)
        throw wantsLogin(proxy, exchange.header('proxy-authenticate') ?? '');
      const told =
        next ??
        otherMethod(step.method, answer.status) ??
        wrongLength(step.headers, step.body) ??
        (proxy && saidByProxy(proxy, answer));
      if (told !== null && exchange.body) exchange.body.problem ??= told;
      return;
    }
    if (redirects++ >= options.maxRedirects) throw tooMany(exchange, options.maxRedirects, next.url);
    hop.next =
      `${answer.status} ${answer.reason} to ${next.url.href}`.replace('  ', ' ') + leftOut(step, next);
    await drain(exchange, hop, answer);
    step = await toldAhead(next);
    exchange.to('waiting');
  }
}

/** One request, to the head of its answer. */
async function ask(
  exchange: Exchange,
  way: Way,
  step: Step,
  fresh = false,
): Promise<{ hop: HopRecord; answer: Answer; taken: Taken }> {
  const { pool, prepared, cookies } = way;
  const { options } = prepared;
  const proxy = direct(step.url, options);
  const headers = [...withCookies(step, cookies), ...(proxy ? proxyHeaders(proxy) : [])];
  const hop = new HopRecord(step.method, step.url, headers);
  exchange.hops.push(hop);
  const taken = await pool.take(
    step.url,
    options,
    (session, marks) => {
      hop.over(session, marks);
      exchange.changed();
    },
    exchange.signal,
    fresh,
  );
  const { wire, connection, marks } = taken;
  const start = options.capture === 'start';
  connection.keep = start ? { in: Infinity, out: 2 * START } : { in: Infinity, out: Infinity };
  if (wire instanceof Http1Wire) hop.headers = framed({ ...step, headers }, step.body);
  else hop.headers = listOf({ ...step, headers }, step.body);
  hop.begin(wire.version);
  exchange.to(step.body ? 'sending' : 'waiting');
  const dog = new Watchdog(options.timeoutMs, exchange, (told) => noAnswer(options.timeoutMs, told, hop));
  try {
    const answer = await send(
      wire,
      { ...step, headers },
      {
        stream(id) {
          hop.stream = id;
        },
        sent(time) {
          hop.sent = time;
          if (exchange.state === 'sending') exchange.to('waiting');
          dog.fed();
        },
        sentBody(bytes) {
          hop.bodyBytes += bytes;
          exchange.sent += bytes;
          dog.fed();
          exchange.changed();
        },
        informational(interim) {
          hop.informational.push(interim);
          dog.fed();
        },
      },
      dog.signal,
      { lenient: options.lenient, absolute: proxy !== null },
    );
    hop.firstByte = answer.firstByte;
    hop.answer = answer;
    if (start) connection.keep.in = START;
    return { hop, answer, taken };
  } catch (error) {
    hop.end();
    const waited = performance.now() - (hop.begun ?? 0);
    if (dog.signal.aborted && (!exchange.signal.aborted || waited > PATIENT_MS)) taken.wire.doubt?.(waited);
    const stale = error instanceof BenchError && marks === null && !fresh && NOTHING.has(error.failure.code);
    if (!stale || !IDEMPOTENT.has(step.method) || exchange.signal.aborted)
      throw withWrongLength(error, wrongLength(step.headers, step.body));
    hop.next = 'The server had closed this connection in the meantime. A new one was made.';
    return ask(exchange, way, step, true);
  } finally {
    dog.stop();
  }
}

/** What a connection says that was given up while it was not used. */
const NOTHING = new Set(['NO_ANSWER', 'ECONNRESET', 'EPIPE']);

function send(
  wire: HttpWire,
  { method, url, headers, body }: Step,
  events: Parameters<HttpWire['request']>[2],
  signal: AbortSignal,
  options: { lenient: boolean; absolute: boolean },
): Promise<Answer> {
  const head = { method, url, headers };
  return wire instanceof Http1Wire
    ? wire.request(head, body, events, signal, options)
    : wire.request(head, body, events, signal);
}

/** The HTTP proxy that a request in the clear goes to whole, instead of through. */
function direct({ protocol }: URL, { proxy, unixSocket }: RequestOptions): Proxy | null {
  const read = protocol === 'http:' && !unixSocket ? readProxy(proxy) : null;
  return read?.kind === 'http' ? read : null;
}

function withCookies({ url, headers }: Step, cookies: Cookies | null): Header[] {
  const text = cookies?.header(url) ?? null;
  if (text === null) return headers;
  const value = lineOf(text);
  const own = headers.find(({ name }) => name.toLowerCase() === 'cookie');
  return withHeader(headers, 'Cookie', own ? `${own.value}; ${value}` : value);
}

function keepCookies(cookies: Cookies | null, url: URL, headers: readonly Header[]): string[] {
  const set = headers.filter(({ name }) => /^set-cookie$/i.test(name)).map(({ value }) => value);
  return cookies && set.length > 0 ? cookies.take(url, set) : [];
}

/** Reads past the body of an answer that leads elsewhere; a long or slow one is given up with its connection. */
async function drain({ signal }: Exchange, hop: HopRecord, { body, trailers }: Answer): Promise<void> {
  const giveUp = () => body.giveUp(new Error('it is not waited for'));
  const timer = setTimeout(giveUp, MOST_DRAIN_MS);
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  let read = 0;
  try {
    await body.take((piece) => {
      read += piece.length;
      if (read > MOST_DRAINED) giveUp();
    });
    hop.trailers = trailers();
  } catch {
    // It leads elsewhere whether it is whole or not.
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
  hop.end();
  signal.throwIfAborted();
}

/** It tells what happens when it happens, which may be never. */
const isStream = (type: string | null) =>
  /^\s*(text\/event-stream|multipart\/x-mixed-replace)\b/i.test(type ?? '');

/** Takes the body of the last answer. */
async function receive(
  exchange: Exchange,
  { parts, prepared, file }: Way,
  hop: HopRecord,
  answer: Answer,
  { connection, wire }: Taken,
): Promise<void> {
  const values = (wanted: string) =>
    answer.headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value);
  const body = new AnswerBody(parts.captures, exchange.id, codingsOf(values('content-encoding')), file);
  exchange.body = body;
  const length = Number(values('content-length')[0]);
  exchange.expected = Number.isSafeInteger(length) && length >= 0 ? length : null;
  exchange.to('receiving');
  const before = connection.session.notCaptured;
  const patience = isStream(exchange.header('content-type')) ? 0 : prepared.options.idleMs;
  const dog = new Watchdog(patience, exchange, () => stalled(patience, body, exchange.expected));
  const giveUp = () => answer.body.giveUp(dog.signal.reason as Error);
  dog.signal.addEventListener('abort', giveUp);
  if (dog.signal.aborted) giveUp();
  let whole = false;
  try {
    await pump(answer.body, body, dog, exchange);
    whole = true;
    hop.trailers = answer.trailers();
    body.problem ??= answer.note?.() ?? null;
  } catch (error) {
    if (error instanceof BenchError) body.problem = error.failure.message;
    // Timers and this clock differ a little.
    if (dog.signal.aborted && !exchange.signal.aborted) wire.doubt?.(0.9 * patience);
    throw error;
  } finally {
    dog.signal.removeEventListener('abort', giveUp);
    dog.stop();
    hop.end();
    const left = connection.session.notCaptured - before;
    if (left > 0)
      connection.session.capture.event('note', `${left.toLocaleString('en-US')} bytes of it were not kept.`);
    await body.end(whole);
  }
}
