import type { Socket } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import type { Endpoint, SessionState } from '../../../contract/session.ts';
import type { TcpSession as Summary } from '../../../contract/tools/tcp.ts';
import { Capture } from '../../bench/capture/capture.ts';
import { now } from '../../bench/clock.ts';
import type { SessionItem } from '../../bench/registry.ts';
import { localOf, remoteOf } from '../../net/endpoints.ts';
import { Flow } from '../../net/flow.ts';
import type { Repeater } from '../../net/repeater.ts';
import { Closing } from './closing.ts';
import type { SessionOwner, SessionParts, SocketOptions } from './session-owner.ts';
import { newLife, summaryOf } from './session-summary.ts';
import { listenTo, setOptions } from './socket-listeners.ts';
import type { FileSend } from './file-send.ts';
import { SessionTls, type StartOptions, type Wrap } from './session-tls.ts';
import { brokenBy, closedText, connectedText, notOpen, tlsIsOn } from './session-texts.ts';
import { sendThrough } from './session-send.ts';
import { endText } from '../../net/tls/texts.ts';
import { tellResets } from '../../net/hang-up.ts';
import { resetNow } from '../../net/reset.ts';
import { isClientHello } from '../../net/tls/tap.ts';
import { TlsError } from '../../net/tls/wrap.ts';
import type { ResponderConnection } from '../../net/respond/connection.ts';
import { answerPort } from './answer-port.ts';

/** One TCP (or Unix domain stream) connection: a thin shell around its socket that writes the capture. */
export class TcpSession implements SessionItem {
  readonly id: string;
  readonly capture: Capture;
  readonly owner: SessionOwner;
  readonly title: string;
  readonly options: SocketOptions;
  state: SessionState;
  local: Endpoint | null = null;
  remote: Endpoint | null = null;
  twin: string | null = null;
  repeater: Repeater | null = null;
  file: FileSend | null = null;
  canReconnect = false;
  readonly #parts: SessionParts;
  readonly life = newLife();
  #socket: Socket | null = null;
  #flow: Flow | null = null;
  readonly #closing = new Closing();
  #answering: ResponderConnection | null = null;
  readonly tls: SessionTls;
  /** Takes our listeners off the socket. */
  #deafen: (() => void) | null = null;
  /** Cancels a connect that is under way. */
  cancel: (() => void) | null = null;

  constructor(parts: SessionParts, init: { owner: SessionOwner; title: string; options: SocketOptions }) {
    this.#parts = parts;
    this.id = parts.registry.newId('tcp');
    this.owner = init.owner;
    this.title = init.title;
    this.options = init.options;
    this.state = 'connecting';
    this.capture = new Capture(parts.captures, this.id);
    this.tls = new SessionTls(this.capture);
  }

  summary(): Summary {
    return summaryOf(this, this.#socket?.writableLength ?? 0, this.#flow?.stalledBy ?? null);
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  setState(state: SessionState): void {
    this.state = state;
    this.changed();
  }

  /**
   * Takes a socket that is connected; `remote` says where to, for a Unix domain socket that has no address. With `wrap`
   * it opens when TLS is on.
   */
  open(socket: Socket, ends: { local: Endpoint | null; remote: Endpoint | null }, wrap?: Wrap): void {
    this.cancel = null;
    this.#socket = socket;
    this.local = localOf(socket) ?? ends.local;
    this.remote = remoteOf(socket) ?? ends.remote;
    if (this.local?.family !== 'unix') setOptions(socket, this.options);
    this.#flow = new Flow(socket, this.capture, this.#parts.captures, () => this.changed());
    if (!this.owner.listener) this.capture.event('connect', connectedText(this.remote, this.local));
    const twin = this.#parts.twins.opened(this);
    twin?.changed();
    const role = this.owner.listener ? 'server' : 'client';
    if (wrap) void this.#secure(socket, wrap, { role }).catch(shown);
    else this.#opened(socket);
  }

  #opened(socket: Socket): void {
    this.#listen(socket);
    this.life.openedAt = now();
    this.#answering = this.owner.responder?.connection(answerPort(this)) ?? null;
    this.setState('open');
    this.#answering?.opened();
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    if (!this.tls.secured) tellResets(socket);
    // Every send that waits listens for the progress of the socket; there may be many.
    socket.setMaxListeners(0);
    this.#deafen = listenTo(socket, {
      data: (bytes) => this.#received(bytes),
      drain: () => this.#answering?.full || this.#flow?.drained(),
      end: () => this.#peerEnded(),
      finish: () => this.#endSent(),
      error: (error) => this.#broken(error),
      close: () => this.#closed(),
    });
  }

  /**
   * Starts TLS on a plain connection, as either end. Resolves when it is on. Rejects with NOT_OPEN, with TLS_ON, and
   * with why the handshake failed; the session has ended then.
   */
  async startTls(role: 'client' | 'server', wrap: Wrap, early?: Buffer[]): Promise<void> {
    const socket = this.#socket;
    if (this.tls.state !== null) throw tlsIsOn();
    if (!socket?.writable || this.state !== 'open') throw notOpen(this.state);
    this.#deafen?.();
    await this.#secure(socket, wrap, { role, inPlace: true, ...(early && { early }) });
  }

  async #secure(raw: Socket, wrap: Wrap, options: StartOptions): Promise<void> {
    this.#socket = null;
    const done = this.tls.start(raw, wrap, options);
    this.changed();
    try {
      const { socket } = await done;
      this.#flow?.moveTo(socket);
      if (!options.inPlace) return this.#opened(socket);
      this.#listen(socket);
      this.changed();
    } catch (error) {
      if (this.life.closeReason === null && error instanceof TlsError) {
        this.life.failure = error.failure;
        this.life.closeReason = 'TLS failed';
      }
      const cancelled = options.inPlace ? 'closed here' : 'cancelled';
      this.life.closeReason ??= this.tls.cancelled ? cancelled : 'TLS failed';
      this.#closed();
      throw error;
    }
  }

  /** The connection was never made. */
  fail(failure: Failure): void {
    this.life.failure = failure;
    this.life.closedAt = now();
    this.capture.event('error', failure.message);
    this.setState('failed');
    this.owner.ended(this);
  }

  /** The connect was cancelled. */
  cancelled(): void {
    this.life.closedAt = now();
    this.life.closeReason = 'cancelled';
    this.capture.event('close', 'Cancelled before it was connected.');
    this.setState('closed');
    this.owner.ended(this);
  }

  /** Whether something can be written now. */
  get writable(): boolean {
    return this.#socket?.writable ?? false;
  }

  /** Whether what was written is still waiting for the peer. */
  get congested(): boolean {
    return this.#socket?.writableNeedDrain ?? false;
  }

  /** One write, captured as one row. Answers false when the socket would rather have a pause. */
  write(bytes: Uint8Array): boolean {
    const socket = this.#socket;
    if (!socket?.writable) return false;
    this.capture.data('out', bytes);
    return socket.write(bytes);
  }

  /** One write for the user; see {@link sendThrough}. */
  send(bytes: Uint8Array, signal?: AbortSignal, of: FileSend | null = null): Promise<void> {
    return sendThrough(this, this.#socket, bytes, of, signal);
  }

  /** What reading and senders wait for; null while nothing is open. */
  get flow(): Flow | null {
    return this.#flow;
  }

  endSending(): void {
    if (!this.#socket?.writable) throw notOpen(this.state);
    this.#socket.end();
  }

  /** Ends our half once all is sent, and closes wholly when the peer follows, or a while later. */
  endAndClose(): void {
    const socket = this.#socket;
    if (!socket?.writable) return;
    socket.end();
    this.#closing.afterEnd(socket);
    this.life.closeReason ??= 'closed here';
  }

  reset(): void {
    const socket = this.#socket ?? this.tls.securing;
    if (!socket || socket.destroyed) throw notOpen(this.state);
    this.life.closeReason = 'reset here';
    this.capture.event('reset', 'Reset here.');
    if (this.tls.secured) this.tls.secured.reset();
    else if (this.local?.family === 'unix') socket.destroy();
    else resetNow(socket);
  }

  close(): void {
    if (this.cancel) return this.cancel();
    if (this.tls.securing) return this.tls.cancel();
    const socket = this.#socket;
    if (!socket || socket.destroyed || this.#closing.begun) return;
    this.life.closeReason ??= 'closed here';
    this.#closing.soon(socket);
  }

  destroy(): void {
    this.repeater?.stop();
    this.cancel?.();
    this.tls.cancel();
    this.life.closeReason ??= 'closed here';
    this.#socket?.destroy();
    this.#flow?.end();
  }

  #received(bytes: Buffer): void {
    if (this.tls.state === null) {
      const wrap = this.owner.tlsWhenAsked;
      if (wrap && this.state === 'open' && isClientHello(bytes))
        return void this.startTls('server', wrap, [bytes]).catch(shown);
      this.tls.sawPlain(bytes, this.owner.listener !== null);
    }
    this.capture.data('in', bytes);
    this.#flow?.read(this.#answering?.received(bytes) ?? false);
  }

  #peerEnded(): void {
    const { secured } = this.tls;
    this.capture.event('end-received', secured ? endText(secured.cutShort) : 'The peer has sent its end.');
    if (this.state === 'open') this.setState('end-received');
    const follow = () => {
      if (this.owner.whenPeerEnds === 'close' && this.#socket?.writable) this.#socket.end();
    };
    if (this.#answering) this.#answering.finish(follow);
    else follow();
  }

  #endSent(): void {
    this.capture.event('end-sent', 'Sent our end.');
    if (this.state === 'open') this.setState('end-sent');
    this.#flow?.drained();
  }

  #broken(error: Error): void {
    const { kind, reason, failure } = brokenBy(error);
    this.life.failure = failure;
    this.life.closeReason ??= reason;
    this.capture.event(kind, failure.message);
  }

  #closed(): void {
    this.#closing.over();
    this.file?.ended();
    this.repeater?.stop();
    this.repeater = null;
    this.#flow?.end();
    this.#answering?.ended();
    this.#parts.twins.closed(this);
    this.life.closedAt = now();
    const followed = this.state === 'end-received' && this.owner.whenPeerEnds === 'close';
    this.life.closeReason ??= followed ? 'closed by the peer' : 'closed by both ends';
    const { capture } = this;
    this.capture.event(
      'close',
      closedText(this.life.closeReason, capture.length('in'), capture.length('out')),
    );
    this.#socket = null;
    this.#flow = null;
    this.setState(this.life.failure ? 'failed' : 'closed');
    this.owner.ended(this);
  }
}

/** Takes why TLS failed where nobody waits for it: the session tells it, see {@link TcpSession.startTls}. */
function shown(): void {}
