import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { now } from '../../../bench/clock.ts';
import { codeOf } from '../../../bench/failure.ts';
import { explainFrames } from '../websocket/explain-frames.ts';
import { LONGEST, WebSocketEcho } from './serves/websocket.ts';
import type { ServerConnection } from './connection.ts';
import { type Asked, Exchange } from './exchange.ts';
import { type Incoming, type Outgoing, say, type Served } from './handler.ts';
import { asksToGoOver, refusal } from './http1.ts';
import type { RequestLog } from './log.ts';
import { explainMalformed, firstLineOf } from './malformed.ts';

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
    const exchange = this.#enter(connection, request, stream, response);
    // Before Node lets the next answer of the connection go: then its bytes would count among these.
    response.prependListener('finish', () => this.#answered(exchange, request));
    // Over HTTP/1.1 what is under way ends with the connection.
    if (stream !== null) response.on('close', () => this.#answered(exchange, request));
    const refused = stream === null ? refusal(request as IncomingMessage) : null;
    if (refused) {
      this.#host.malformed++;
      exchange.note = refused.why;
      return say(response, refused.status, refused.why, { connection: 'close' });
    }
    // What came behind it in one piece Node loses: the connection ends, and the client asks for that again.
    if (stream === null && asksToGoOver(request)) (response as ServerResponse).shouldKeepAlive = false;
    // To prepare many answers of a connection at once would take memory for each.
    if (stream !== null || connection.open[0] === exchange) return this.#answer(exchange, request, response);
    if (connection.open.length > MOST_WAITING) {
      this.#host.malformed++;
      exchange.note = `${MOST_WAITING} requests of its connection wait before it, which is the most.`;
      return connection.close('too many requests waited');
    }
    exchange.waiting = () => this.#answer(exchange, request, response);
  }

  #answer(exchange: Exchange, request: Incoming, response: Outgoing): void {
    try {
      const answered = this.#host.served.answer(request, response, exchange);
      if (answered) answered.catch((error: unknown) => failed(exchange, response, error));
    } catch (error) {
      failed(exchange, response, error);
    }
  }

  #answered(exchange: Exchange, request: Incoming | null): void {
    const { response } = exchange;
    if (exchange.ms !== null) return;
    if (response?.headersSent) {
      exchange.status = response.statusCode;
      if (exchange.stream !== null) exchange.answer = response.getHeaders();
    }
    if (response?.writableFinished === false) exchange.note ??= 'The answer did not go out whole.';
    this.#leave(exchange, request);
  }

  /** Asks to go over to another protocol. */
  upgrade(connection: ServerConnection, request: IncomingMessage, socket: Socket, head: Buffer): void {
    const exchange = this.#enter(connection, request, null);
    const refused = refusal(request);
    if (refused) return this.#end(exchange, refused.status, refused.why);
    if (!/^websocket$/i.test(request.headers.upgrade ?? ''))
      return this.#end(exchange, 426, 'This server echoes WebSocket messages.', ['Upgrade: websocket']);
    connection.session.protocol = 'websocket';
    exchange.status = 400;
    this.#webSocket ??= new WebSocketEcho();
    // It is under way as long as the connection is.
    connection.own();
    const { capture } = connection.session;
    this.#webSocket.take(request, socket, Buffer.from(head), {
      taken: () => {
        exchange.status = 101;
        this.#host.changed();
      },
      broke: (error) => {
        // What breaks below is told by the connection.
        if (!codeOf(error).startsWith('WS_ERR') && !codeOf(error).startsWith('Z_')) return;
        const at = capture.length('in');
        const failure = explainFrames(error, { peer: 'client', longest: LONGEST, at });
        exchange.note ??= failure.message;
        capture.event('error', `${failure.message} ${failure.hint}`);
        this.#host.changed();
      },
    });
  }

  /** Takes it for a proxy. */
  connect(connection: ServerConnection, request: IncomingMessage): void {
    const exchange = this.#enter(connection, request, null);
    this.#end(exchange, 405, 'This server is no proxy.');
  }

  /** What came is no request, or not in time. */
  malformed(
    connection: ServerConnection,
    error: NodeJS.ErrnoException & { rawPacket?: Buffer },
    because?: string,
  ): void {
    const { socket } = connection;
    const going = connection.open[0];
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return void socket.destroy();
    // The body of a request that was refused meanwhile: it is told there why.
    if (error.code === 'HPE_INVALID_EOF_STATE' && connection.bodyLeft && !going)
      return connection.close('the client left in the middle of its request');
    const { status, why } = because === undefined ? explainMalformed(error) : { status: 400, why: because };
    this.#host.malformed++;
    if (going) {
      going.note ??= why;
      if (going.response?.headersSent === false) return this.#end(going, status, going.note);
      this.#host.changed();
      return connection.close('what came is no HTTP');
    }
    // Nothing came at all.
    if (status === 408 && connection.session.capture.length('in') === connection.inAt)
      return connection.close('idle too long');
    const { method, url } = firstLineOf(error.rawPacket);
    const exchange = this.#enter(connection, { method, url, httpVersion: '', rawHeaders: [] }, null);
    this.#end(exchange, status, why);
  }

  /** The connection is gone, and with it what is under way. */
  ended(connection: ServerConnection): void {
    for (const exchange of [...connection.open]) {
      if (exchange.status === null && exchange.response?.headersSent !== true)
        exchange.note ??= 'The connection ended before the answer.';
      if (exchange.response) this.#answered(exchange, null);
      else this.#leave(exchange, null);
    }
  }

  /** Answers by hand, and closes. */
  #end(exchange: Exchange, status: number, why: string, more: string[] = []): void {
    const { socket } = exchange.connection;
    const body = `${why}\n`;
    const head = [
      `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...more,
    ];
    exchange.status = status;
    exchange.note = why;
    const over = () => {
      this.#leave(exchange, null);
      socket.destroy();
    };
    if (!socket.writable) return over();
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, over);
  }

  #enter(
    connection: ServerConnection,
    asked: Asked,
    stream: number | null,
    response: Outgoing | null = null,
  ): Exchange {
    const { session, open } = connection;
    const exchange = new Exchange(this.#host.log, connection, asked, stream, response);
    const last = stream === null ? open.at(-1) : undefined;
    exchange.inFrom = last ? last.inFrom : connection.inFrom();
    exchange.outFrom = connection.outAt;
    exchange.behind = last ? last.behind + 1 : 0;
    open.push(exchange);
    session.requests.begun++;
    session.requests.open++;
    connection.tap.begin(exchange.time);
    this.#host.log.add(exchange);
    this.#host.changed();
    return exchange;
  }

  #leave(exchange: Exchange, request: Incoming | null): void {
    const { connection } = exchange;
    const { session, open } = connection;
    if (open.length === 1 && open[0] === exchange) {
      open.pop();
    } else {
      const at = open.indexOf(exchange);
      if (at < 0) return;
      open.splice(at, 1);
    }
    session.requests.open--;
    connection.leftAt = now();
    exchange.ms = connection.leftAt - exchange.time;
    exchange.inTo = session.capture.length('in');
    exchange.outTo = session.capture.length('out');
    connection.inAt = exchange.inTo;
    connection.outAt = exchange.outTo;
    // What comes next is no more of this one, however long it was.
    if (open.length === 0) connection.tap.begin(connection.leftAt);
    connection.bodyLeft = (request as Partial<IncomingMessage> | null)?.complete === false;
    const next = open[0];
    if (next && next.stream === null) {
      next.outFrom = exchange.outTo;
      const answer = next.waiting;
      next.waiting = null;
      // Its answer gets the connection at the end of this turn.
      if (answer) queueMicrotask(() => connection.socket.destroyed || answer());
    }
    this.#host.log.over(exchange);
    this.#host.changed();
  }
}

function failed(exchange: Exchange, response: Outgoing, error: unknown): void {
  exchange.remark(`It could not be answered: ${error instanceof Error ? error.message : String(error)}`);
  if (response.headersSent) exchange.cut();
  else say(response, 500, 'The server could not answer this.');
}

const REASONS: { [status: number]: string } = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  426: 'Upgrade Required',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
};
