import type { Socket } from 'node:net';
import type { TlsBrief } from '../../../../contract/tls.ts';
import { isLive } from '../../../../contract/states.ts';
import { localOf, remoteOf, show } from '../../../net/endpoints.ts';
import { explainBroken } from '../../../net/explain-open.ts';
import { Flow } from '../../../net/flow.ts';
import type { ServerContext } from '../../../net/tls/context.ts';
import { acceptTls, type Secured, TlsError } from '../../../net/tls/wrap.ts';
import { HttpSession } from '../client/session.ts';
import type { HttpParts } from '../parts.ts';
import type { Allowance } from './allowance.ts';
import type { Exchange } from './exchange.ts';
import type { Origin } from './log.ts';
import { IDLE_MS } from './idle.ts';
import { ServerTap } from './tap.ts';

/** What a connection needs of its server. */
export interface ConnectionOwner {
  readonly id: string;
  readonly tls: ServerContext | null;
  /** How much its messages leave in the captures; null: everything. */
  readonly allowance: Allowance | null;
  /** How long a connection may stand still while an answer is under way. */
  readonly stillMs: number;
  ended(connection: ServerConnection): void;
}

/** One accepted connection of a server: the session on the bench, and where its requests lie in the capture. */
export class ServerConnection {
  readonly session: HttpSession;
  readonly peer: string;
  readonly origin: Origin;
  readonly local: string;
  readonly flow: Flow;
  readonly tap: ServerTap;
  secured: Secured | null = null;
  socket: Socket;
  /** Where the bytes of the next request and its answer begin. */
  inAt = 0;
  outAt = 0;
  /** When the last request was over; 0: there was none. */
  leftAt = 0;
  /** The last request was answered before all of it had come. */
  bodyLeft = false;
  /** Requests under way, in their order. */
  readonly open: Exchange[] = [];
  /** Takes the socket away from the reader of HTTP/1.1. */
  takeBack: () => void = () => undefined;
  /** What had been read when that was last looked at. */
  #read = { bytes: 0, at: 0 };
  #timed = false;
  /** Why it was closed here. */
  #reason: string | null = null;
  readonly #raw: Socket;
  readonly #parts: HttpParts;
  readonly #owner: ConnectionOwner;
  readonly #stop = new AbortController();

  /** Call when it goes over to another protocol: what is read then is kept by who reads it. */
  readonly own: () => void;

  constructor(parts: HttpParts, owner: ConnectionOwner, raw: Socket, own: () => void) {
    this.own = own;
    const remote = remoteOf(raw);
    this.#parts = parts;
    this.#owner = owner;
    this.#raw = raw;
    this.socket = raw;
    this.peer = remote ? show(remote) : 'a client';
    const session = new HttpSession(parts, {
      role: 'server',
      title: this.peer,
      listener: owner.id,
      destroy: () => this.close('closed here'),
    });
    this.session = session;
    this.origin = { session: session.id, peer: this.peer };
    session.local = localOf(raw);
    session.remote = remote;
    this.local = session.local ? show(session.local) : '';
    this.flow = new Flow(raw, session.capture, parts.captures, () => session.changed());
    session.stalled = () => this.flow.stalledBy;
    session.queued = () => this.socket.writableLength;
    this.tap = new ServerTap(session, this.flow, owner.allowance);
    parts.registry.addSession(session);
    session.capture.event('accept', `Accepted from ${this.peer}.`);
    parts.twins.opened(session)?.changed();
    raw.on('close', () => this.#closed());
    raw.on('error', (error) => this.#broken(error));
  }

  /** Ends it when it has been idle for long; while an answer is under way, Node looks whether its bytes go out. */
  look(time: number): void {
    // What is no HTTP/1.1 sees to that itself.
    if (this.session.protocol !== 'http/1.1') return;
    const busy = this.open.length > 0;
    if (busy !== this.#timed) this.socket.setTimeout(busy ? this.#owner.stillMs : 0);
    this.#timed = busy;
    // Until the first request, and when half a head has come, Node has a limit.
    if (busy || this.leftAt === 0) return;
    const { bytesRead } = this.socket;
    if (bytesRead !== this.#read.bytes) this.#read = { bytes: bytesRead, at: time };
    if (time - Math.max(this.leftAt, this.#read.at) > IDLE_MS) this.close('idle too long');
  }

  /** Where the bytes of a request begin that begins now. */
  inFrom(): number {
    return this.bodyLeft ? Math.max(this.inAt, this.tap.lastIn) : this.inAt;
  }

  /** TLS first where the server speaks it. Null: it did not come about, and the connection is closed. */
  async secure(): Promise<Socket | null> {
    const { tls } = this.#owner;
    const { session } = this;
    if (!tls) return this.#opened(this.#raw);
    session.tls = { state: 'handshake', version: null, verification: null, keys: 0 };
    session.capture.event('tls', 'TLS handshake started as the server.');
    try {
      const secured = await acceptTls(this.#raw, tls, { signal: this.#stop.signal });
      const info = secured.info();
      const { version, cipher, alpn, verification } = info;
      this.secured = secured;
      session.tlsInfo = info;
      session.tls = { state: 'on', version, verification, keys: 0 };
      const words = [cipher, alpn && `ALPN ${alpn}`].filter(Boolean).join(', ');
      session.capture.event('tls', `${version ?? 'TLS'} is on: ${words}. Rows from here are inside it.`);
      this.flow.moveTo(secured.socket);
      return this.#opened(secured.socket);
    } catch (error) {
      const brief: TlsBrief = { state: 'failed', version: null, verification: null, keys: 0 };
      session.tls = brief;
      if (error instanceof TlsError) {
        session.tlsInfo = error.info;
        if (error.said) session.capture.data('in', error.said);
        session.capture.event('tls', `TLS failed: ${error.failure.message}`);
        session.ended('TLS failed', error.failure);
      }
      this.#raw.destroy();
      return null;
    }
  }

  #opened(socket: Socket): Socket {
    this.socket = socket;
    this.session.state('open');
    return socket;
  }

  /** Closes it at once. */
  close(reason: string): void {
    this.#reason ??= reason;
    this.#stop.abort(new Error(reason));
    this.socket.destroy();
    this.#raw.destroy();
  }

  #broken(error: Error): void {
    const failure = explainBroken(error);
    this.session.capture.event(failure.code === 'ECONNRESET' ? 'reset' : 'error', failure.message);
    this.#reason ??= failure.code === 'ECONNRESET' ? 'reset by the peer' : 'broken';
  }

  #closed(): void {
    const { session } = this;
    this.flow.end();
    this.#parts.twins.closed(session);
    if (isLive(session.summary().state)) {
      session.capture.event('close', `Closed: ${this.#reason ?? 'both ends have ended'}.`);
      session.ended(this.#reason ?? 'closed');
    }
    this.#owner.ended(this);
  }
}
