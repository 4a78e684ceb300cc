import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream';
import type { Connection } from './connection.ts';
import { AnswerStream } from './answer-stream.ts';
import {
  changedTo,
  explainAnswer,
  MAX_HEADERS,
  tooManyHeaders,
  tooManyInterims,
  tunnels,
} from './explain-answer.ts';
import { Interims } from './interims.ts';
import type { Lane } from './lane.ts';
import { wrongLength } from './own-length.ts';
import { headersOf } from './raw-headers.ts';
import { framed } from './framed.ts';
import { Sorter } from './sorter.ts';
import { counted, expectsContinue, onContinue } from './send-body.ts';
import type { Answer, AnswerHead, RequestBody, RequestHead, WireEvents } from './wire.ts';

/** The longest head of an answer, in bytes. */
export const MAX_HEAD = 1024 * 1024;

export interface Http1Options {
  lenient: boolean;
  /** The request line holds the whole URL: for a proxy (RFC 9112 section 3.2.2). */
  absolute: boolean;
}

/** One request and its answer. */
export class Turn {
  readonly #connection: Connection;
  readonly #head: RequestHead;
  readonly #body: RequestBody | null;
  readonly #events: WireEvents;
  readonly #signal: AbortSignal;
  readonly #options: Http1Options;
  readonly #lane: Lane;
  readonly #sorter: Sorter;
  #request: ClientRequest | null = null;
  #bodyBytes = 0;
  #response: IncomingMessage | null = null;
  #answer: AnswerStream | null = null;
  readonly #interims = new Interims();
  #sent = false;
  /** What came of it besides an answer: the first of what Node tells, which may be more than one thing. */
  #wrong: Error | null = null;
  #over = false;
  #fail: (error: unknown) => void = () => undefined;

  constructor(
    connection: Connection,
    head: RequestHead,
    body: RequestBody | null,
    events: WireEvents,
    signal: AbortSignal,
    options: Http1Options,
  ) {
    this.#connection = connection;
    this.#head = head;
    this.#body = body;
    this.#events = events;
    this.#signal = signal;
    this.#options = options;
    const { session } = connection;
    session.requests.begun++;
    session.requests.open++;
    session.changed();
    this.#lane = connection.lane();
    const { lenient } = options;
    this.#sorter = new Sorter(this.#lane, { method: head.method, lenient }, (error) => {
      this.#wrong ??= error;
      // The head that came with it is read first: it is a part of the answer that there is.
      setImmediate(() => this.#broke(error));
    });
  }

  answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#signal.addEventListener('abort', this.#aborted);
      let req: ClientRequest;
      try {
        req = this.#start();
      } catch (error) {
        this.#connection.release();
        this.#done();
        return reject(explainAnswer(error, this.#facts()));
      }
      req.on('information', (info) => {
        if (!this.#interims.more(info.rawHeaders))
          return this.#broke(tooManyInterims('connection', this.#interims.count));
        this.#events.informational({
          version: info.httpVersion === '1.0' ? '1.0' : '1.1',
          status: info.statusCode,
          reason: info.statusMessage,
          headers: headersOf(info.rawHeaders),
        });
      });
      req.on('response', (response) => {
        const headers = response.rawHeaders.length / 2;
        if (headers > MAX_HEADERS) this.#broke(tooManyHeaders(headers));
        else if (tunnels(this.#head.method, response.statusCode)) resolve(this.#upgraded(response));
        else resolve(this.#responded(response));
      });
      req.on('upgrade', (response: IncomingMessage) => resolve(this.#upgraded(response)));
      req.on('error', (error) => this.#broke(error));
      req.on('finish', () => {
        this.#sent = true;
        this.#events.sent(performance.now());
      });
      this.#send(req);
    });
  }

  #start(): ClientRequest {
    const { method, url } = this.#head;
    const headers = framed(this.#head, this.#body);
    const req = httpRequest({
      createConnection: () => this.#lane,
      method,
      // Without its fragment, which is never sent (RFC 9110 section 4.1).
      path: `${this.#options.absolute ? url.origin : ''}${url.pathname}${url.search}`,
      headers: headers.flatMap(({ name, value }) => [name, value]),
      setHost: false,
      maxHeaderSize: MAX_HEAD,
      insecureHTTPParser: this.#options.lenient,
    });
    req.method = method;
    this.#lane.method = method;
    // Node would leave out those beyond 1,000 without a word.
    req.maxHeadersCount = 0;
    // Without an agent Node would end the connection after the answer.
    req.shouldKeepAlive = !headers.some(
      ({ name, value }) => /^connection$/i.test(name) && /\bclose\b/i.test(value),
    );
    return (this.#request = req);
  }

  #send(req: ClientRequest): void {
    const body = this.#body;
    if (this.#head.method === 'CONNECT') {
      req.flushHeaders();
      // Node takes any answer to it for a tunnel, and leaves the body of a refusal unread.
      req.method = 'connect';
    }
    if (!body) return void req.end();
    const go = () => {
      // Who has answered already does not want it any more (RFC 9110 section 10.1.1).
      if (this.#over || this.#wrong || this.#response) return;
      pipeline(body.open(), counted(this.#events), req, (error) => {
        // What a server does not want to read it may refuse with an answer, which counts.
        if (error && !this.#response) this.#broke(error);
      });
    };
    if (!expectsContinue(this.#head)) return go();
    req.flushHeaders();
    onContinue(req, go);
  }

  #responded(response: IncomingMessage): Answer {
    this.#response = response;
    const body = new AnswerStream({
      wanted: () => (direct ? this.#over || this.#connection.wanted() : response.resume()),
      // Whoever does not want the rest gives it up with the connection.
      givenUp: () => this.#over || this.#given(),
    });
    const direct = this.#sorter.past(response.rawHeaders, {
      came: (piece) => {
        this.#bodyBytes += piece.length;
        return body.came(piece);
      },
      over: () => this.#over || this.#completed(body),
      broke: (error) => this.#broke(error),
    });
    this.#answer = body;
    response.on('error', (error) => this.#broke(error));
    if (!direct) {
      response.on('data', (bytes: Buffer) => {
        this.#bodyBytes += bytes.length;
        if (!body.came(bytes)) response.pause();
      });
      response.on('end', () => {
        // Node gives the connection back in a later turn; nothing of this request is done with it after that.
        if (response.complete) this.#completed(body);
        else this.#broke(CUT_SHORT());
      });
      response.pause();
    }
    return {
      ...headOf(response),
      firstByte: this.#firstByte(),
      body,
      trailers: () => headersOf((direct && this.#sorter.scan.chunks?.trailers) || response.rawTrailers),
      note: () => this.#extra(),
    };
  }

  #upgraded(response: IncomingMessage): Answer {
    this.#response = response;
    this.#done();
    const body = new AnswerStream({ wanted: () => undefined, givenUp: () => undefined });
    body.end();
    this.#connection.close('closed here: nobody here speaks what it was changed to');
    const note = changedTo(this.#head.method, response.headers.upgrade);
    return { ...headOf(response), firstByte: this.#firstByte(), body, trailers: () => [], note: () => note };
  }

  #extra(): string | null {
    const { extra } = this.#sorter.scan;
    if (extra === 0) return null;
    const bytes = extra === 1 ? '1 byte' : `${extra.toLocaleString('en-US')} bytes`;
    return `The server sent ${bytes} behind the end of the answer. They are in Wire; the connection was closed.`;
  }

  #completed(body: AnswerStream): void {
    this.#done();
    const { writableEnded, destroyed } = this.#lane;
    // Node finds out from the head of the answer that the server does not keep the connection.
    const lasts = this.#request?.shouldKeepAlive === true && !writableEnded && !destroyed;
    // Behind a length that is not true the next request would be taken for a body, or the body for a request.
    const clean = this.#sorter.scan.extra === 0 && wrongLength(this.#head.headers, this.#body) === null;
    const keep = this.#sent && clean && lasts;
    if (keep) this.#connection.release();
    else this.#connection.close('closed here');
    body.end();
  }

  #firstByte(): number {
    return this.#lane.firstByte ?? performance.now();
  }

  #given(): void {
    this.#done();
    this.#connection.close('closed here');
  }

  readonly #aborted = () => this.#broke(this.#signal.reason as Error);

  /** It ends without an answer, or without the rest of one. */
  #broke(error: Error): void {
    // All of it is there; what is wrong comes behind its end.
    if (this.#response?.complete && !this.#signal.aborted) return;
    this.#wrong ??= error;
    if (this.#over) return;
    const facts = this.#facts();
    this.#done();
    const why = this.#signal.aborted ? (this.#signal.reason as Error) : explainAnswer(this.#wrong, facts);
    this.#connection.close(this.#signal.aborted ? 'closed here' : 'closed here: the answer was no HTTP');
    if (this.#answer) this.#answer.fail(why);
    else this.#fail(why);
  }

  #facts() {
    const response = this.#response;
    const length = response?.headers['content-length'];
    return {
      received: this.#lane.received,
      broken: this.#connection.broken,
      lenient: this.#options.lenient,
      reused: this.#connection.session.requests.begun > 1,
      sent: this.#sent,
      inTheClear: this.#head.url.protocol === 'http:',
      first: this.#lane.first,
      body: response && {
        expected: length === undefined ? null : Number(length),
        received: this.#bodyBytes,
        chunked: this.#sorter.scan.chunks !== null,
      },
    };
  }

  #done(): void {
    if (this.#over) return;
    this.#over = true;
    this.#signal.removeEventListener('abort', this.#aborted);
    const { session } = this.#connection;
    session.requests.open--;
    session.changed();
  }
}

const CUT_SHORT = () => Object.assign(new Error('cut short'), { code: 'CUT_SHORT' });

function headOf(response: IncomingMessage): AnswerHead {
  return {
    version: response.httpVersion === '1.0' ? '1.0' : '1.1',
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? '',
    headers: headersOf(response.rawHeaders),
  };
}
