import { type ClientHttp2Session, connect } from 'node:http2';
import { errorName } from '../../../../contract/payload/http2/words.ts';
import type { Connection } from '../client/connection.ts';
import type { Lane } from '../client/lane.ts';
import type { Answer, HttpWire, RequestBody, RequestHead, WireEvents } from '../client/wire.ts';
import { explainStream, type Goaway, goawayText } from './explain.ts';
import { FrameSieve, PREFACE_BYTES } from './sieve.ts';
import { StreamTurn } from './stream-turn.ts';

/** What may be under way to us before we have read it: of a stream, and of all together. */
const STREAM_WINDOW = 4 * 1024 * 1024;
const WINDOW = 16 * 1024 * 1024;
/** The longest head of an answer, in bytes and in fields. */
const MAX_HEAD = 1024 * 1024;
const MAX_FIELDS = 100_000;
/** What may come while nothing is asked: more than can be under way of answers that were given up. */
const MOST_UNASKED = 2 * WINDOW;

/** HTTP/2 on a connection: many requests at once, each a stream. */
export class Http2Wire implements HttpWire {
  readonly version = '2';
  readonly #connection: Connection;
  readonly #lane: Lane;
  readonly #session: ClientHttp2Session;
  readonly #turns = new Map<number, StreamTurn>();
  carried = 0;
  #used = 0;
  #claimed = 0;
  #unasked = 0;
  #doubtful = false;
  #goaway: Goaway | null = null;
  #error: Error | null = null;

  constructor(connection: Connection, secure: boolean) {
    this.#connection = connection;
    connection.session.protocol = 'h2';
    connection.sieves = {
      in: new FrameSieve(
        0,
        (stream, code) => this.#turns.get(stream)?.reset(code),
        undefined,
        (stream) => this.#turns.get(stream)?.ends(),
      ),
      out: new FrameSieve(PREFACE_BYTES, undefined, (code) => this.#gaveUp(code)),
    };
    // Node would read the socket itself below JavaScript; what it is given here goes through the capture.
    this.#lane = connection.lane();
    this.#lane.sorts = (bytes) => {
      this.#came(bytes.length);
      return this.#lane.hand(bytes);
    };
    this.#session = connect(`${secure ? 'https' : 'http'}://localhost`, {
      createConnection: () => this.#lane,
      maxHeaderListPairs: MAX_FIELDS,
      maxSessionMemory: 64,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW, maxHeaderListSize: MAX_HEAD },
    });
    const session = this.#session;
    session.on('error', (error) => (this.#error ??= error));
    session.on('connect', () => session.setLocalWindowSize(WINDOW));
    session.on('goaway', (code: number, last: number, debug?: Buffer) => {
      this.#goaway = { code, last, debug: debug?.toString('utf8').slice(0, 1000) ?? '' };
      connection.session.capture.event('note', goawayText(this.#goaway));
    });
    session.on('close', () => connection.close('closed here'));
  }

  /** Frames that nobody waits for could come without an end, and all of them would be kept. */
  #came(bytes: number): void {
    this.#unasked = this.session.requests.open > 0 ? 0 : this.#unasked + bytes;
    if (this.#unasked > MOST_UNASKED)
      this.#connection.close('closed here: the server sent what was not asked for');
  }

  /** We gave up the connection for what came; Node would wait on. */
  #gaveUp(code: number): void {
    if (code === 0) return;
    const error = Object.assign(new Error(errorName(code)), { code: 'ERR_HTTP2_SESSION_ERROR' });
    this.#error ??= error;
    setImmediate(() => this.#session.destroyed || this.#session.destroy(error));
  }

  get session() {
    return this.#connection.session;
  }

  get connection(): Connection {
    return this.#connection;
  }

  get free(): boolean {
    const session = this.#session;
    const most = session.remoteSettings.maxConcurrentStreams ?? Infinity;
    const busy = this.session.requests.open + this.#claimed;
    return !session.closed && !session.destroyed && !this.#goaway && !this.#doubtful && busy < most;
  }

  doubt(ms: number): void {
    if (performance.now() - this.#lane.latest < ms) return;
    this.#doubtful = true;
    if (this.session.requests.open === 0)
      this.#connection.close('closed here: nothing came over it any more');
  }

  claim(): void {
    this.#claimed++;
  }

  close(): void {
    if (!this.#session.destroyed) this.#session.close();
  }

  request(
    head: RequestHead,
    body: RequestBody | null,
    events: WireEvents,
    signal: AbortSignal,
  ): Promise<Answer> {
    this.#claimed--;
    signal.throwIfAborted();
    this.carried = this.#used++;
    const turn = new StreamTurn(
      {
        session: this.#session,
        counts: this.session,
        explain: (error, stream) =>
          explainStream(error ?? this.#error, {
            ...stream,
            goaway: this.#goaway,
            broken: this.#connection.broken,
            first: this.#lane.first,
            reused: this.#used > 1,
          }),
        began: (id) => {
          this.#turns.set(id, turn);
        },
        over: (id) => void (id !== null && this.#turns.delete(id)),
      },
      head,
      body,
      events,
      signal,
    );
    return turn.answer();
  }
}
