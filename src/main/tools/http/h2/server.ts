import {
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
} from 'node:http2';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Flow } from '../../../net/flow.ts';
import type { Incoming, Outgoing } from '../server/handler.ts';

const BUFFER = 256 * 1024;
/** Streams of a client at once, fields of a head, and how long a client may say nothing. */
const STREAMS = 100;
const FIELDS = 1000;
const IDLE_MS = 60_000;
const HEAD = 64 * 1024;
/** How long streams that stand still may keep a connection after that: longer than an answer that is late on purpose. */
const STILL_MS = 900_000;

export interface Http2Handlers<To> {
  request(to: To, request: Incoming, response: Outgoing, stream: number): void;
  /** What a client sends breaks the rules, as a sentence. */
  broken(to: To, why: string): void;
}

/** Speaks HTTP/2 on sockets that it is given; it never listens itself. `To` is what a connection is known by. */
export function http2Acceptor<To>({ request, broken }: Http2Handlers<To>) {
  const connections = new WeakMap<Http2Session, To>();
  const server = createServer({
    maxHeaderListPairs: FIELDS,
    settings: { maxConcurrentStreams: STREAMS, maxHeaderListSize: HEAD, initialWindowSize: 1024 * 1024 },
  });
  const of = (session: Http2Session | undefined) => session && connections.get(session);
  server.on('sessionError', (error: Error, session: Http2Session) => {
    const to = of(session);
    if (to) broken(to, `What came breaks the rules of HTTP/2: ${error.message}.`);
  });
  server.on('stream', (stream) => void stream.on('error', () => undefined));
  server.on('request', (asked: Http2ServerRequest, response: Http2ServerResponse) => {
    const { stream } = asked;
    const to = of(stream.session);
    if (!to || stream.id === undefined) return stream.destroy();
    request(to, withoutPseudo(asked), response, stream.id);
  });
  return {
    /** Takes over a socket that speaks HTTP/2. It has to be listened to already; `first` has been read of it. */
    accept(socket: Socket, flow: Flow, to: To, first?: Buffer): void {
      const pipe = new Pipe(socket, flow);
      if (first) pipe.push(first);
      server.once('session', (session) => {
        connections.set(session, to);
        let still: NodeJS.Timeout | undefined;
        session.setTimeout(IDLE_MS, () => {
          session.close();
          still ??= setTimeout(() => session.destroy(), STILL_MS).unref();
        });
        session.on('close', () => {
          clearTimeout(still);
          socket.destroy();
        });
      });
      server.emit('connection', pipe);
    },
  };
}

/** Fields that tell what is asked for are no headers (RFC 9113 section 8.3), and this is called HTTP 2. */
function withoutPseudo(asked: Http2ServerRequest): Incoming {
  const raw: string[] = [];
  for (let i = 0; i + 1 < asked.rawHeaders.length; i += 2) {
    const [name, value] = [asked.rawHeaders[i]!, asked.rawHeaders[i + 1]!];
    if (!name.startsWith(':')) raw.push(name, value);
  }
  Object.defineProperty(asked, 'rawHeaders', { value: raw });
  Object.defineProperty(asked, 'httpVersion', { value: '2' });
  return asked;
}

/** Stands before the socket: Node would read it below JavaScript, where nothing is seen. */
class Pipe extends Duplex {
  readonly #socket: Socket;
  readonly #flow: Flow;

  constructor(socket: Socket, flow: Flow) {
    super({ allowHalfOpen: true, readableHighWaterMark: BUFFER, writableHighWaterMark: BUFFER });
    this.#socket = socket;
    this.#flow = flow;
    socket.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) flow.read(true);
    });
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#flow.drained();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    const socket = this.#socket;
    const last = chunks.length - 1;
    socket.cork();
    for (const [i, { chunk }] of chunks.entries()) socket.write(chunk, i === last ? done : undefined);
    socket.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#socket.destroyed) done();
    else this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
