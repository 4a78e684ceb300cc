import type { Server as Http1Server, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Failure } from '../../../../contract/failure.ts';
import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import type { Endpoint } from '../../../../contract/session.ts';
import type { HttpListener as Summary } from '../../../../contract/tools/http.ts';
import type { What } from '../../../../contract/tools/http-server.ts';
import { now } from '../../../bench/clock.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { ListenerItem } from '../../../bench/registry.ts';
import { endpoint, isLoopback, remoteOf } from '../../../net/endpoints.ts';
import { explainListen } from '../../../net/explain-listen.ts';
import { explainAccept } from '../../../net/explain-open.ts';
import type { ServerContext } from '../../../net/tls/context.ts';
import { describeCertificate } from '../../../net/tls/describe.ts';
import type { HttpParts } from '../parts.ts';
import type { Allowance } from './allowance.ts';
import { type ConnectionOwner, ServerConnection } from './connection.ts';
import { direct } from './direct.ts';
import { inOurForm, tooMany } from './explain.ts';
import { Exchanges } from './exchanges.ts';
import type { Served } from './handler.ts';
import { http2Acceptor } from '../h2/server.ts';
import { http1, lend, takeUpgrades, type Upgrade } from './http1.ts';
import { Idle, STILL_MS } from './idle.ts';
import { RequestLog } from './log.ts';

export interface ServeSettings {
  address: string;
  port: number;
  tls: ServerContext | null;
  http2: boolean;
  maxClients: number;
  headMs: number;
  /** Null: every byte is kept. */
  allowance: Allowance | null;
  stillMs?: number;
}

/** So many connections that have ended stay on the bench. */
const ENDED = 200;

/** A server of HTTP: the listening socket, its connections, and the log of their requests. */
export class HttpListener implements ListenerItem, ConnectionOwner {
  readonly id: string;
  readonly log = new RequestLog();
  readonly tls: ServerContext | null;
  readonly allowance: Allowance | null;
  readonly stillMs: number;
  readonly open = new Set<ServerConnection>();
  readonly #idle = new Idle(this.open, now);
  what: What;
  served: Served;
  malformed = 0;
  readonly #parts: HttpParts;
  readonly #settings: ServeSettings;
  readonly #server: Server;
  readonly #http1: Http1Server;
  readonly #exchanges: Exchanges;
  readonly #http2 = http2Acceptor<ServerConnection>({
    request: (connection, request, response, stream) =>
      this.#exchanges.begin(connection, request, response, stream),
    broken: (connection, why) => {
      this.malformed++;
      connection.session.capture.event('error', why);
      this.changed();
    },
  });
  readonly #upgrade: Upgrade = (request, socket, head) => {
    const connection = this.#connections.get(socket);
    if (connection) this.#exchanges.upgrade(connection, request, socket, head);
  };
  readonly #startedAt = now();
  readonly #ended: string[] = [];
  #state: 'listening' | 'closed' = 'closed';
  #local: Endpoint = { family: 'IPv4', address: '', port: 0 };
  #accepted = 0;
  #refused = 0;
  #failure: Failure | null = null;

  private constructor(parts: HttpParts, settings: ServeSettings, what: What, served: Served) {
    this.#parts = parts;
    this.#settings = settings;
    this.what = what;
    this.served = served;
    this.tls = settings.tls;
    this.allowance = settings.allowance;
    this.stillMs = settings.stillMs ?? STILL_MS;
    this.id = parts.registry.newId('listener');
    this.#exchanges = new Exchanges(this);
    const to = (socket: Socket) => this.#connections.get(socket);
    this.#http1 = http1(settings.headMs, {
      request: (request: IncomingMessage, response: ServerResponse) => {
        const connection = to(request.socket);
        if (connection) this.#exchanges.begin(connection, request, response);
      },
      connect: (request, socket) => {
        const connection = to(socket);
        if (connection) this.#exchanges.connect(connection, request);
      },
      malformed: (error, socket) => {
        const connection = to(socket);
        if (!connection) return void socket.destroy();
        if (error.code !== 'HPE_PAUSED_H2_UPGRADE') return this.#exchanges.malformed(connection, error);
        const why = this.#priorKnowledge(connection, error.rawPacket);
        if (why !== null) this.#exchanges.malformed(connection, error, why);
      },
    });
    takeUpgrades(this.#http1, served.webSocket ? this.#upgrade : null);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  readonly #connections = new WeakMap<Socket, ServerConnection>();

  /** Binds and listens; throws the explained failure when that can’t be done. */
  static async start(
    parts: HttpParts,
    settings: ServeSettings,
    what: What,
    served: Served,
  ): Promise<HttpListener> {
    const listener = new HttpListener(parts, settings, what, served);
    try {
      await listener.#listen();
    } catch (error) {
      listener.#http1.close();
      throw new BenchError(inOurForm(await explainListen(error, settings)));
    }
    parts.registry.addListener(listener);
    return listener;
  }

  get port(): number {
    return this.#local.port;
  }

  /** Where a client of this machine reaches it. */
  get url(): string {
    const { address, port } = this.#local;
    const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address;
    return `${this.tls ? 'https' : 'http'}://${formatHostPort(host, port)}/`;
  }

  summary(): Summary {
    const { what, tls } = this;
    return {
      tool: 'http',
      id: this.id,
      state: this.#state,
      local: this.#local,
      exposed: !isLoopback(this.#local),
      startedAt: this.#startedAt,
      open: this.open.size,
      accepted: this.#accepted,
      refused: this.#refused,
      failure: this.#failure,
      details: {
        serves: what.serves,
        folder: what.serves === 'folder' ? what.folder : null,
        url: this.url,
        tls: tls !== null,
        certificate: tls?.certificate ? describeCertificate(tls.certificate) : null,
        made: tls?.spec.certificate.kind === 'made',
        http2: this.#settings.http2,
        upload: what.serves === 'folder' && what.upload,
        maxClients: this.#settings.maxClients,
        requests: this.log.total,
        malformed: this.malformed,
        cleared: this.log.first,
      },
    };
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  /** Serves something else from the next request on. */
  serve(what: What, served: Served): void {
    this.what = what;
    this.served.end?.();
    this.served = served;
    takeUpgrades(this.#http1, served.webSocket ? this.#upgrade : null);
    this.changed();
  }

  closeClients(): number {
    const open = [...this.open];
    for (const connection of open) connection.close('closed here');
    return open.length;
  }

  /** Takes no more clients; those it has stay. */
  stop(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#server.close();
    if (this.open.size === 0) this.#over();
    this.changed();
  }

  destroy(): void {
    this.stop();
    this.closeClients();
  }

  /** It listens no more, and has no clients. */
  #over(): void {
    this.#http1.close();
    this.served.end?.();
  }

  ended(connection: ServerConnection): void {
    this.#exchanges.ended(connection);
    this.open.delete(connection);
    // They look after slow clients as long as there are some.
    if (this.open.size === 0) this.#idle.end();
    if (this.#state === 'closed' && this.open.size === 0) this.#over();
    this.#ended.push(connection.session.id);
    if (this.#ended.length > ENDED) {
      const gone = this.#ended.shift();
      if (gone !== undefined) void this.#parts.registry.remove(gone);
    }
    this.changed();
  }

  #listen(): Promise<void> {
    const { address: host, port } = this.#settings;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port, backlog: 511 }, () => {
        this.#server.removeListener('error', reject);
        // Later errors are of one accept (too many open files); the listener itself goes on.
        this.#server.on('error', (error) => {
          this.#failure = explainAccept(error);
          this.changed();
        });
        const bound = this.#server.address();
        if (typeof bound === 'object' && bound) this.#local = endpoint(bound.address, bound.port);
        this.#state = 'listening';
        resolve();
      });
    });
  }

  #accept(raw: Socket): void {
    const remote = remoteOf(raw);
    // Gone already.
    if (!remote) return void raw.on('error', () => undefined).destroy();
    if (this.open.size >= this.#settings.maxClients) return this.#refuse(raw, remote);
    // TLS reads below JavaScript.
    const { socket: read, own } = this.tls ? { socket: raw, own: () => undefined } : direct(raw);
    const connection = new ServerConnection(this.#parts, this, read, own);
    this.#accepted++;
    this.open.add(connection);
    this.#idle.begin();
    void connection.secure().then((socket) => {
      if (!socket || socket.destroyed) return;
      if (connection.secured?.info().alpn === 'h2') {
        connection.session.protocol = 'h2';
        connection.tap.sieve();
        connection.tap.listen(socket);
        return this.#http2.accept(socket, connection.flow, connection);
      }
      this.#connections.set(socket, connection);
      connection.session.protocol = 'http/1.1';
      connection.takeBack = lend(this.#http1, socket);
      connection.tap.listen(socket);
    });
    this.changed();
  }

  /** What came first is the preface of HTTP/2 (RFC 9113 section 3.3). Answers why it can’t go on so; null: it does. */
  #priorKnowledge(connection: ServerConnection, last: Buffer | undefined): string | null {
    if (this.tls) return 'It speaks HTTP/2, and inside TLS that is agreed on by ALPN.';
    if (!this.#settings.http2) return 'It speaks HTTP/2, which is switched off for this server.';
    const first = connection.tap.fromPreface(last ?? Buffer.alloc(0));
    if (!first) return 'The preface of HTTP/2 is what a connection begins with (RFC 9113 section 3.4).';
    const { socket, session, tap } = connection;
    connection.own();
    connection.takeBack();
    this.#connections.delete(socket);
    session.protocol = 'h2';
    tap.sieve(first);
    this.#http2.accept(socket, connection.flow, connection, first);
    session.changed();
    return null;
  }

  #refuse(raw: Socket, remote: Endpoint): void {
    raw.on('error', () => undefined).destroy();
    this.#refused++;
    this.#failure = tooMany(remote, this.#settings.maxClients);
    this.changed();
  }
}
