import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  sensitiveHeaders,
} from 'node:http2';
import { pipeline } from 'node:stream';
import type { Header } from '../../../../contract/http/exchange.ts';
import type { BenchError } from '../../../bench/failure.ts';
import { AnswerStream } from '../client/answer-stream.ts';
import { tooManyInterims } from '../client/explain-answer.ts';
import { Interims } from '../client/interims.ts';
import { headersOf } from '../client/raw-headers.ts';
import { counted, expectsContinue, onContinue } from '../client/send-body.ts';
import type { HttpSession } from '../client/session.ts';
import type { Answer, AnswerHead, RequestBody, RequestHead, WireEvents } from '../client/wire.ts';
import type { StreamFacts } from './explain.ts';
import { asObject, listOf } from './headers.ts';

/** Values that no table keeps, so that nobody can find them out by how well they compress. */
const SENSITIVE = ['authorization', 'proxy-authorization'];

interface Way {
  session: ClientHttp2Session;
  counts: HttpSession;
  explain(error: unknown, facts: Pick<StreamFacts, 'reset' | 'stream' | 'answered' | 'length'>): BenchError;
  began(stream: number): void;
  over(stream: number | null): void;
}

/** One request and its answer: a stream of HTTP/2. */
export class StreamTurn {
  readonly #way: Way;
  readonly #head: RequestHead;
  readonly #body: RequestBody | null;
  readonly #events: WireEvents;
  readonly #signal: AbortSignal;
  #stream: ClientHttp2Stream | null = null;
  #id: number | null = null;
  #answer: AnswerStream | null = null;
  #trailers: Header[] = [];
  readonly #interims = new Interims();
  /** The body has not begun: the server is to say first that it wants it. */
  #held = false;
  #reset: number | null = null;
  /** How long the answer says it is, and what came of it. */
  #said: number | null = null;
  #came = 0;
  #wrong: Error | null = null;
  #over = false;
  #ended = false;
  /** The frame that ends the answer has come. */
  #hasEnd = false;
  #fail: (error: unknown) => void = () => undefined;

  constructor(
    way: Way,
    head: RequestHead,
    body: RequestBody | null,
    events: WireEvents,
    signal: AbortSignal,
  ) {
    this.#way = way;
    this.#head = head;
    this.#body = body;
    this.#events = events;
    this.#signal = signal;
    way.counts.requests.begun++;
    way.counts.requests.open++;
    way.counts.changed();
  }

  /** The server has reset the stream. */
  reset(code: number): void {
    this.#reset = code;
  }

  /** The frame that ends the stream is coming in. */
  ends(): void {
    this.#hasEnd = true;
  }

  answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      let stream: ClientHttp2Stream;
      try {
        const headers = asObject(listOf(this.#head, this.#body));
        stream = this.#way.session.request(
          { ...headers, [sensitiveHeaders]: SENSITIVE },
          { endStream: this.#body === null },
        );
      } catch (error) {
        return this.#broke(error as Error);
      }
      this.#stream = stream;
      this.#signal.addEventListener('abort', this.#aborted);
      if (stream.id === undefined) stream.once('ready', () => this.#began(stream));
      else this.#began(stream);
      stream.on('headers', (headers: IncomingHttpHeaders, _: number, raw?: string[]) => {
        if (!this.#interims.more(raw ?? []))
          return this.#broke(tooManyInterims('stream', this.#interims.count));
        this.#events.informational(headOf(headers, raw));
      });
      stream.on('response', (headers: IncomingHttpHeaders, _: number, raw?: string[]) =>
        resolve(this.#responded(stream, headOf(headers, raw))),
      );
      stream.on('trailers', (_headers: IncomingHttpHeaders, _flags: number, raw?: string[]) => {
        this.#trailers = headersOf(raw ?? []);
      });
      stream.on('error', (error) => (this.#wrong ??= error));
      stream.on('close', () => {
        if (!this.#ended) this.#broke(this.#wrong);
      });
      this.#send(stream);
    });
  }

  #began(stream: ClientHttp2Stream): void {
    this.#id = stream.id ?? null;
    if (this.#id === null) return;
    this.#way.began(this.#id);
    this.#events.stream?.(this.#id);
    if (!this.#body) this.#events.sent(performance.now());
  }

  #send(stream: ClientHttp2Stream): void {
    const body = this.#body;
    if (!body) return;
    stream.on('finish', () => this.#events.sent(performance.now()));
    const go = () => {
      // Who has answered already does not want it any more (RFC 9110 section 10.1.1).
      if (this.#over || this.#answer) return;
      this.#held = false;
      pipeline(
        body.open(),
        counted(this.#events),
        async (pieces: AsyncIterable<Buffer>) => write(pieces, stream),
        (error) => {
          // What a server does not want to read it may refuse with an answer, which counts.
          if (error && !this.#answer) this.#broke(this.#wrong ?? error);
        },
      );
    };
    this.#held = expectsContinue(this.#head);
    if (this.#held) onContinue(stream, go);
    else go();
  }

  #responded(stream: ClientHttp2Stream, head: AnswerHead): Answer {
    const body = new AnswerStream({
      wanted: () => void stream.resume(),
      // Whoever does not want the rest gives it up with the stream.
      givenUp: () => {
        if (this.#over) return;
        this.#done();
        stream.close(constants.NGHTTP2_CANCEL);
      },
    });
    this.#answer = body;
    const length = Number(head.headers.find(({ name }) => name === 'content-length')?.value ?? Number.NaN);
    this.#said = Number.isSafeInteger(length) ? length : null;
    stream.on('data', (bytes: Buffer) => {
      this.#came += bytes.length;
      if (!body.came(bytes)) stream.pause();
    });
    stream.on('end', () => {
      // A stream that was reset ends as well, with NO_ERROR too; then its close says so.
      if (!this.#hasEnd || stream.rstCode || stream.aborted || this.#reset) return;
      this.#ended = true;
      this.#done();
      if (this.#held) stream.close(constants.NGHTTP2_CANCEL);
      body.end();
    });
    stream.pause();
    return { ...head, firstByte: performance.now(), body, trailers: () => this.#trailers };
  }

  readonly #aborted = () => this.#broke(this.#signal.reason as Error);

  /** It ends without an answer, or without the rest of one. */
  #broke(error: Error | null): void {
    if (this.#over) return;
    const length = this.#said === null ? null : { said: this.#said, came: this.#came };
    const facts = { reset: this.#reset, stream: this.#id, answered: this.#answer !== null, length };
    this.#done();
    const why = this.#signal.aborted ? (this.#signal.reason as Error) : this.#way.explain(error, facts);
    const stream = this.#stream;
    if (stream && !stream.closed && !stream.destroyed) stream.close(constants.NGHTTP2_CANCEL);
    if (this.#answer) this.#answer.fail(why);
    else this.#fail(why);
  }

  #done(): void {
    if (this.#over) return;
    this.#over = true;
    this.#signal.removeEventListener('abort', this.#aborted);
    const { counts } = this.#way;
    counts.requests.open--;
    counts.changed();
    this.#way.over(this.#id);
  }
}

/** Writes a body at the pace of the stream; one that the server ended is left. */
async function write(pieces: AsyncIterable<Buffer>, stream: ClientHttp2Stream): Promise<void> {
  for await (const piece of pieces) {
    if (stream.closed || stream.destroyed) return;
    if (stream.write(piece)) continue;
    await new Promise<void>((done) => {
      const on = () => {
        stream.off('drain', on).off('close', on);
        done();
      };
      stream.on('drain', on).on('close', on);
    });
  }
  stream.end();
}

function headOf(headers: IncomingHttpHeaders, raw: string[] | undefined): AnswerHead {
  const list = headersOf(raw ?? []);
  return {
    version: '2',
    status: Number(headers[':status'] ?? 0),
    reason: '',
    headers: list.filter(({ name }) => !name.startsWith(':')),
  };
}
