import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { now } from '../../../bench/clock.ts';
import { WebSocketEcho } from './serves/websocket.ts';
import { CameOver } from './came-over.ts';
import type { ServerConnection } from './connection.ts';
import { type Incoming, type Outgoing, say, type Served } from './handler.ts';
import { refusal } from './http1.ts';
import type { Entry, RequestLog } from './log.ts';
import { explainMalformed } from './malformed.ts';

/** What the requests of a server are answered by, and where they are logged. */
interface Host {
  readonly log: RequestLog;
  readonly served: Served;
  malformed: number;
  changed(): void;
}

/** So many requests of a connection may wait for those before them; more is no client that means it. */
const MOST_WAITING = 500;

/** Requests as they come: each is logged, looked at, answered, and its bytes are found again in the capture. */
export class Exchanges {
  readonly #host: Host;
  readonly #unanswered = new WeakMap<Entry, Outgoing>();
  /** What answers those that wait for others of their connection: to prepare many at once would take memory for each. */
  readonly #waiting = new WeakMap<Entry, () => void>();
  #webSocket: WebSocketEcho | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  /** A request over HTTP/1.1, or of a stream of HTTP/2. */
  begin(
    connection: ServerConnection,
    request: Incoming,
    response: Outgoing,
    stream: number | null = null,
  ): void {
    // The rest of what was read with the request that was too much.
    if (stream === null && connection.socket.destroyed) return;
    const entry = this.#enter(connection, request, stream);
    const started = performance.now();
    const done = () => {
      if (entry.ms !== null) return;
      entry.ms = performance.now() - started;
      if (response.headersSent) entry.status = response.statusCode;
      if (stream !== null) entry.answer = response.getHeaders();
      if (!response.writableFinished) entry.note ??= 'The answer did not go out whole.';
      this.#leave(connection, entry, request as { complete?: boolean });
    };
    // Before Node lets the next answer of the connection go: then its bytes would count among these.
    response.prependListener('finish', done);
    response.on('close', done);
    const refused = stream === null ? refusal(request as IncomingMessage) : null;
    if (refused) {
      this.#host.malformed++;
      entry.note = refused.why;
      return say(response, refused.status, refused.why, { connection: 'close' });
    }
    this.#unanswered.set(entry, response);
    const came = new CameOver(connection, entry, () => response.destroy());
    const failed = (error: unknown) => {
      entry.note = `It could not be answered: ${error instanceof Error ? error.message : String(error)}`;
      if (response.headersSent) came.cut();
      else say(response, 500, 'The server could not answer this.');
    };
    const answer = () => {
      try {
        const answered = this.#host.served.answer(request, response, came);
        if (answered) answered.catch(failed);
      } catch (error) {
        failed(error);
      }
    };
    if (stream !== null || connection.open[0] === entry) return answer();
    if (connection.open.length > MOST_WAITING) {
      this.#host.malformed++;
      entry.note = `${MOST_WAITING} requests of its connection wait before it, which is the most.`;
      return connection.close('too many requests waited');
    }
    this.#waiting.set(entry, answer);
  }

  /** Nothing was said to it yet. */
  #isUnanswered(entry: Entry): boolean {
    return this.#unanswered.get(entry)?.headersSent === false;
  }

  /** Asks to go over to another protocol. */
  upgrade(connection: ServerConnection, request: IncomingMessage, socket: Socket, head: Buffer): void {
    const entry = this.#enter(connection, request, null);
    const refused = refusal(request);
    const status = refused
      ? refused.status
      : /^websocket$/i.test(request.headers.upgrade ?? '') && this.#host.served.webSocket
        ? 101
        : 400;
    if (status !== 101) {
      const why = refused?.why ?? 'This server does not go over to the protocol that was asked for.';
      return this.#end(connection, entry, status, why);
    }
    connection.session.protocol = 'websocket';
    entry.status = 400;
    this.#webSocket ??= new WebSocketEcho();
    // It is under way as long as the connection is.
    this.#webSocket.take(request, socket, head, () => {
      entry.status = 101;
      this.#host.changed();
    });
  }

  /** Takes it for a proxy. */
  connect(connection: ServerConnection, request: IncomingMessage): void {
    const entry = this.#enter(connection, request, null);
    this.#end(connection, entry, 405, 'This server is no proxy.');
  }

  /** What came is no request, or not in time. */
  malformed(connection: ServerConnection, error: NodeJS.ErrnoException & { rawPacket?: Buffer }): void {
    const { socket } = connection;
    const going = connection.open[0];
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return void socket.destroy();
    const { status, why } = explainMalformed(error);
    this.#host.malformed++;
    if (going) {
      going.note ??= why;
      if (this.#isUnanswered(going)) return this.#end(connection, going, status, going.note);
      this.#host.changed();
      return connection.close('what came is no HTTP');
    }
    // Nothing came at all.
    if (status === 408 && connection.session.capture.length('in') === connection.inAt)
      return connection.close('idle too long');
    const first = /^([^\s\0]{1,100}) ([^\s\0]{1,8000})/.exec(
      error.rawPacket?.toString('latin1', 0, 8192) ?? '',
    );
    const entry = this.#enter(
      connection,
      { method: first?.[1] ?? '', url: first?.[2] ?? '', httpVersion: '', rawHeaders: [] },
      null,
    );
    this.#end(connection, entry, status, why);
  }

  /** The connection is gone, and with it what is under way. */
  ended(connection: ServerConnection): void {
    for (const entry of [...connection.open]) {
      entry.ms ??= now() - entry.time;
      if (entry.status === null) entry.note ??= 'The connection ended before the answer.';
      this.#leave(connection, entry, null);
    }
  }

  /** Answers by hand, and closes. */
  #end(connection: ServerConnection, entry: Entry, status: number, why: string): void {
    const { socket } = connection;
    const body = `${why}\n`;
    const head = [
      `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    entry.status = status;
    entry.note = why;
    const over = () => {
      entry.ms ??= now() - entry.time;
      this.#leave(connection, entry, null);
      socket.destroy();
    };
    if (!socket.writable) return over();
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, over);
  }

  #enter(
    connection: ServerConnection,
    {
      method = '',
      url = '',
      httpVersion,
      rawHeaders,
    }: Pick<Incoming, 'httpVersion' | 'rawHeaders' | 'method' | 'url'>,
    stream: number | null,
  ): Entry {
    const { session, open } = connection;
    const last = stream === null ? open.at(-1) : undefined;
    const entry: Entry = {
      seq: 0,
      time: now(),
      session: session.id,
      peer: connection.peer,
      method,
      url,
      version: httpVersion,
      stream,
      rawHeaders,
      answer: null,
      status: null,
      ms: null,
      note: null,
      inFrom: last ? last.inFrom : connection.inFrom(),
      inTo: 0,
      outFrom: connection.outAt,
      outTo: 0,
      behind: last ? last.behind + 1 : 0,
    };
    open.push(entry);
    session.requests.begun++;
    session.requests.open++;
    connection.tap.begin();
    this.#host.log.add(entry);
    this.#host.changed();
    return entry;
  }

  #leave(connection: ServerConnection, entry: Entry, request: { complete?: boolean } | null): void {
    const { session, open } = connection;
    const at = open.indexOf(entry);
    if (at < 0) return;
    open.splice(at, 1);
    session.requests.open--;
    entry.inTo = session.capture.length('in');
    entry.outTo = session.capture.length('out');
    connection.inAt = entry.inTo;
    connection.outAt = entry.outTo;
    connection.bodyLeft = request?.complete === false;
    const next = open[0];
    if (next && next.stream === null) {
      next.outFrom = entry.outTo;
      const answer = this.#waiting.get(next);
      this.#waiting.delete(next);
      // Its answer gets the connection at the end of this turn.
      if (answer) queueMicrotask(() => connection.socket.destroyed || answer());
    }
    this.#host.changed();
  }
}

const REASONS: { [status: number]: string } = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
};
