import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Failure } from '../../../../contract/failure.ts';
import type { WebSocketBrief } from '../../../../contract/http/web-socket.ts';
import { mayClose } from '../../../../contract/payload/websocket/words.ts';
import { now } from '../../../bench/clock.ts';
import type { Repeater } from '../../../net/repeater.ts';
import type { Connection } from '../client/connection.ts';
import { closedHere } from '../client/closed-here.ts';
import type { Lane } from '../client/lane.ts';
import type { HttpSession } from '../client/session.ts';
import type { EndedSocket } from '../parts.ts';
import { explainFrames } from './explain-frames.ts';
import { explainHandshake, type HandshakeAnswer, noAnswer, refusedBy } from './explain.ts';
import { bodyOf, headerObject, headOf } from './handshake.ts';
import { answerPings } from '../server/pongs.ts';
import type { Header } from '../../../../contract/http/exchange.ts';

/** The longest message that is taken; a longer one closes the connection with 1009. */
export const LONGEST = 64 * 1024 * 1024;
/** How long the other end may take to answer a close. */
const CLOSE_MS = 10_000;
/** How long the close that says what is wrong may take to go out; what a flood sends meanwhile is kept as well. */
const WRONG_MS = 250;

/** What the handshake says. */
export interface Handshake {
  url: URL;
  headers: Header[];
  protocols: string[];
  deflate: boolean;
  lenient: boolean;
  timeoutMs: number;
  /** Takes the cookies of an answer; sentences about those that were not taken. */
  keep(headers: readonly Header[]): string[];
  /** It is over, or never came about, and goes on nowhere else. */
  over(row: EndedSocket['row']): void;
  /** Whether it goes on over another connection after this answer: the session of that one. */
  again(answer: HandshakeAnswer): Promise<string | null>;
}

/** One WebSocket from here: its session, and `ws` on its connection. */
export class WebSocketLink {
  readonly session: HttpSession;
  readonly #how: Handshake;
  #connection: Connection | null = null;
  #lane: Lane | null = null;
  #ws: WebSocket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #wrong: Failure | null = null;
  #pinged: number | null = null;
  /** What it was closed with here; null: it was not. */
  #sent: { code: number; reason: string } | null = null;
  #wasOpen = false;
  #isTold = false;
  readonly #begun = now();
  answer: HandshakeAnswer | null = null;
  repeater: Repeater | null = null;
  readonly #brief: Omit<WebSocketBrief, 'repeat' | 'answered'> = {
    state: 'connecting',
    protocol: null,
    deflate: false,
    messages: { in: 0, out: 0 },
    pingMs: null,
    close: null,
    next: null,
  };

  constructor(session: HttpSession, how: Handshake) {
    this.session = session;
    this.#how = how;
    session.protocol = 'websocket';
    session.webSocket = () => ({
      ...this.#brief,
      messages: { ...this.#brief.messages },
      answered: this.answer !== null,
      repeat: this.repeater?.info() ?? null,
    });
  }

  /** Where messages go; null while it is not open. */
  get open(): WebSocket | null {
    return this.#brief.state === 'open' ? this.#ws : null;
  }

  get deflates(): boolean {
    return this.#brief.deflate;
  }

  changed(): void {
    this.session.changed();
  }

  sentMessage(): void {
    this.#brief.messages.out++;
    this.changed();
  }

  /** There is no connection, and there will be none. */
  failed(): void {
    this.#to('over');
    this.#told();
  }

  /** The connection is open: the handshake begins. */
  begin(connection: Connection, onClose: () => void): void {
    const { url, headers, protocols, deflate, lenient, timeoutMs } = this.#how;
    const { session } = this;
    this.#connection = connection;
    connection.onClose = () => {
      onClose();
      this.#over();
    };
    session.requests = { begun: 1, open: 1 };
    const lane = connection.lane();
    this.#lane = lane;
    // When Node and ws have let go of it, nobody else hears how it ends.
    lane.on('error', () => undefined);
    const target = new URL(url);
    target.hash = '';
    const ws = new WebSocket(target, protocols, {
      createConnection: () => lane as never,
      headers: headerObject(headers),
      setHost: false,
      insecureHTTPParser: lenient,
      maxHeaderSize: 1024 * 1024,
      // What is ticked is done: also short messages are compressed, as browsers do.
      perMessageDeflate: deflate ? { threshold: 0 } : false,
      autoPong: false,
      maxPayload: LONGEST,
      closeTimeout: CLOSE_MS,
      // `ws` makes a path of its own, without dots.
      finishRequest(request: ClientRequest) {
        request.path = url.pathname + url.search;
        request.end();
      },
    } as never);
    this.#ws = ws;
    answerPings(ws, true);
    const { queued } = session;
    session.queued = () => Math.max(queued(), ws.bufferedAmount);
    if (timeoutMs > 0) this.#timer = setTimeout(() => this.#handshakeFailed(noAnswer(timeoutMs)), timeoutMs);
    ws.on('unexpected-response', (_request, response) => void this.#refused(response));
    ws.on('upgrade', (response) => this.#answered(headOf(response)));
    ws.on('open', () => this.#opened(ws));
    ws.on('error', (error) => this.#error(error));
    ws.on('close', (code, reason) => this.#closed(code, reason.toString('utf8')));
    ws.on('message', () => {
      this.#brief.messages.in++;
      this.changed();
    });
    ws.on('pong', () => {
      if (this.#pinged === null) return;
      this.#brief.pingMs = performance.now() - this.#pinged;
      this.#pinged = null;
      this.changed();
    });
  }

  ping(payload: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pinged = performance.now();
      this.#ws?.ping(payload, true, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(code: number, reason: string): void {
    this.#sent = { code, reason };
    this.repeater?.stop();
    this.repeater = null;
    this.#to('closing');
    this.#ws?.close(code, reason);
  }

  #to(state: WebSocketBrief['state']): void {
    this.#brief.state = state;
    this.changed();
  }

  #answered(answer: HandshakeAnswer): void {
    this.answer = answer;
    for (const sentence of this.#how.keep(answer.headers)) this.session.capture.event('note', sentence);
  }

  #opened(ws: WebSocket): void {
    this.#stopTimer();
    this.#wasOpen = true;
    this.#brief.protocol = ws.protocol || null;
    this.#brief.deflate = ws.extensions.includes('permessage-deflate');
    this.#to('open');
  }

  /** An answer that is no 101: it is kept, and the connection closed, unless a password opens the door. */
  async #refused(response: IncomingMessage): Promise<void> {
    const head = headOf(response);
    const answer = { ...head, ...(await bodyOf(response)) };
    this.#answered(answer);
    if (this.#wrong || this.session.over) return;
    const next = await this.#how.again(answer).catch(() => null);
    if (next === null) return this.#handshakeFailed(refusedBy(answer, this.#how.url));
    this.#brief.next = next;
    this.session.capture.event('note', 'A password was asked for. It goes on over a connection of its own.');
    this.#stopTimer();
    this.#connection?.close('closed here: a password was asked for');
    this.#to('over');
  }

  #handshakeFailed(failure: Failure): void {
    this.#stopTimer();
    if (this.#wrong || this.session.over) return;
    this.#wrong = failure;
    this.#connection?.fail(failure, 'no WebSocket came about');
    this.#connection?.close('no WebSocket came about');
  }

  #error(error: Error): void {
    if (this.#wrong || this.session.over) return;
    if (this.#brief.state === 'connecting') {
      const failure = explainHandshake(
        error,
        {
          received: this.#lane?.received ?? 0,
          broken: this.#connection?.broken ?? null,
          lenient: this.#how.lenient,
          reused: false,
          sent: true,
          inTheClear: this.#how.url.protocol === 'ws:',
          first: this.#lane?.first ?? null,
          body: null,
        },
        this.#how.protocols.join(', '),
        this.answer?.headers.find(({ name }) => name.toLowerCase() === 'sec-websocket-protocol')?.value ?? '',
      );
      return this.#handshakeFailed(failure);
    }
    // What breaks below tells the connection itself.
    if (this.#connection?.broken) return;
    this.#wrong = explainFrames(error, {
      peer: 'server',
      longest: LONGEST,
      at: this.#lane?.received ?? 0,
    });
    this.#connection?.fail(this.#wrong, 'closed here: the server broke the rules');
    this.session.capture.event('error', this.#wrong.message);
    this.#to('closing');
    // The close that says so goes out; what comes meanwhile is nobody’s.
    this.#timer = setTimeout(
      () => this.#connection?.close('closed here: the server broke the rules'),
      WRONG_MS,
    );
  }

  #closed(code: number, reason: string): void {
    const by = this.#sent || this.#wrong || this.#connection?.closedHere ? 'here' : 'server';
    const told = code === 1005 || (code !== 1006 && !mayClose(code)) ? null : code;
    if (this.#wasOpen) this.#brief.close = { by, code: told, reason };
    // No close came back: what counts is what was said here.
    if (this.#sent && code === 1006 && !this.#wrong) {
      this.#brief.close = { by, ...this.#sent };
      this.session.capture.event('note', 'The server did not answer the close.');
    }
    this.#to('over');
    this.#told();
  }

  #over(): void {
    this.#stopTimer();
    this.repeater?.stop();
    this.repeater = null;
    this.session.requests.open = 0;
    this.session.queued = () => 0;
    if (this.#brief.state === 'connecting') this.#to('over');
    if (this.#ws?.readyState === WebSocket.CONNECTING) this.#lane?.destroy(closedHere());
    this.#told();
  }

  /** Tells the history, when both the connection and `ws` have said how it ended. */
  #told(): void {
    const { session, answer } = this;
    if (this.#isTold || !session.over || (this.#ws && this.#ws.readyState !== WebSocket.CLOSED)) return;
    this.#isTold = true;
    const { next, messages, close } = this.#brief;
    if (next !== null) return;
    this.#how.over({
      at: this.#begun,
      method: 'WS',
      url: this.#how.url.href,
      status: answer?.status ?? null,
      ms: now() - this.#begun,
      bytes: session.capture.length('in'),
      failure: session.summary().failure?.message ?? null,
      webSocket: { messages: { ...messages }, close },
    });
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
