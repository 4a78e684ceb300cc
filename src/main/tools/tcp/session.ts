import type { Socket } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import { type Endpoint, isLive, type SessionState } from '../../../contract/session.ts';
import type { TcpSession as Summary } from '../../../contract/tools/tcp.ts';
import { Capture } from '../../bench/capture/capture.ts';
import type { CaptureStore } from '../../bench/capture/store.ts';
import { now } from '../../bench/clock.ts';
import type { Registry, SessionItem } from '../../bench/registry.ts';
import { localOf, remoteOf } from '../../net/endpoints.ts';
import { explainBroken } from '../../net/explain-open.ts';
import { Flow } from '../../net/flow.ts';
import type { Repeater } from '../../net/repeater.ts';
import type { SessionOwner, SocketOptions } from './session-owner.ts';
import { closedEarly, closedText, connectedText, notOpen, peerNotReading } from './session-texts.ts';
import type { ResponderConnection } from '../../net/respond/connection.ts';
import { answerPort } from './answer-port.ts';
import type { RuleBook } from '../../net/respond/rules/rules-in-use.ts';
import type { Twins } from '../../net/twins.ts';

/** Bytes waiting for a peer that does not read, past which no more is taken. */
const MAX_QUEUED = 16 * 1024 * 1024;
/** How long a close waits for what is still to be sent. */
const LINGER_MS = 2000;

export interface SessionParts {
  registry: Registry;
  captures: CaptureStore;
  rules: RuleBook;
  twins: Twins<TcpSession>;
}

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
  canReconnect = false;
  readonly #parts: SessionParts;
  readonly #createdAt = now();
  #openedAt: number | null = null;
  #closedAt: number | null = null;
  #closeReason: string | null = null;
  #failure: Failure | null = null;
  #socket: Socket | null = null;
  #flow: Flow | null = null;
  #linger: NodeJS.Timeout | null = null;
  #answering: ResponderConnection | null = null;
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
  }

  summary(): Summary {
    return {
      tool: 'tcp',
      id: this.id,
      role: this.owner.listener ? 'server' : 'client',
      listener: this.owner.listener,
      twin: this.twin,
      state: this.state,
      title: this.title,
      local: this.local,
      remote: this.remote,
      createdAt: this.#createdAt,
      openedAt: this.#openedAt,
      closedAt: this.#closedAt,
      closeReason: this.#closeReason,
      failure: this.#failure,
      stalled: this.#flow?.stalledBy ?? null,
      counts: this.capture.counts(),
      queued: this.#socket?.writableLength ?? 0,
      details: {
        ...this.options,
        canReconnect: this.canReconnect && !isLive(this.state),
        repeat: this.repeater?.info() ?? null,
      },
    };
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  setState(state: SessionState): void {
    this.state = state;
    this.changed();
  }

  /** Takes a socket that is connected; `remote` says where to, for a Unix domain socket that has no address. */
  open(socket: Socket, ends: { local: Endpoint | null; remote: Endpoint | null }): void {
    this.cancel = null;
    this.#socket = socket;
    this.#flow = new Flow(socket, this.capture, this.#parts.captures, () => this.changed());
    // Every send that waits listens for the progress of the socket; there may be many.
    socket.setMaxListeners(0);
    this.#openedAt = now();
    this.local = localOf(socket) ?? ends.local;
    this.remote = remoteOf(socket) ?? ends.remote;
    if (this.local?.family !== 'unix') {
      socket.setNoDelay(this.options.noDelay);
      if (this.options.keepAlive) socket.setKeepAlive(true, this.options.keepAliveDelayMs);
    }
    socket.on('data', (bytes: Buffer) => this.#received(bytes));
    socket.on('drain', () => this.#flow?.drained());
    socket.on('end', () => this.#peerEnded());
    socket.on('finish', () => this.#endSent());
    socket.on('error', (error) => this.#broken(error));
    socket.on('close', () => this.#closed());
    if (!this.owner.listener) this.capture.event('connect', connectedText(this.remote, this.local));
    this.#answering = this.owner.responder?.connection(answerPort(this)) ?? null;
    this.setState('open');
    const twin = this.#parts.twins.opened(this);
    twin?.changed();
    this.#answering?.opened();
  }

  /** The connection was never made. */
  fail(failure: Failure): void {
    this.#failure = failure;
    this.#closedAt = now();
    this.capture.event('error', failure.message);
    this.setState('failed');
    this.owner.ended(this);
  }

  /** The connect was cancelled. */
  cancelled(): void {
    this.#closedAt = now();
    this.#closeReason = 'cancelled';
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

  /**
   * One write for the user; answers when the socket has taken it and the capture has room for more.
   * Fails with NOT_OPEN, with PEER_NOT_READING, and with CLOSED when the connection ends first.
   */
  async send(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const socket = this.#socket;
    if (!socket?.writable) throw notOpen(this.state);
    if (socket.writableLength > MAX_QUEUED) throw peerNotReading(socket.writableLength);
    // One call after the other is within the memory of the captures; many at once wait here for each other.
    await this.room(0, signal);
    if (!socket.writable) throw notOpen(this.state);
    this.write(bytes);
    await this.#flow?.taken(signal);
    if (socket.destroyed) throw closedEarly();
  }

  /** Waits until the capture has room for `size` bytes more, or the connection ends. */
  async room(size: number, signal?: AbortSignal): Promise<void> {
    await this.#flow?.room(size, signal);
  }

  endSending(): void {
    if (!this.#socket?.writable) throw notOpen(this.state);
    this.#socket.end();
  }

  /** Waits until the socket has taken what was written and the capture has room for more. */
  async taken(signal: AbortSignal): Promise<void> {
    await this.#flow?.taken(signal);
  }

  /** Reads on, after the answering asked for a pause. */
  resume(): void {
    this.#flow?.drained();
  }

  /** Ends our half once all is sent, and closes wholly when the peer follows, or {@link LINGER_MS} later. */
  endAndClose(): void {
    const socket = this.#socket;
    if (!socket?.writable) return;
    socket.end();
    socket.once('finish', () => {
      if (!socket.destroyed) this.#linger ??= setTimeout(() => socket.destroy(), LINGER_MS);
    });
    this.#closeReason ??= 'closed here';
  }

  reset(): void {
    const socket = this.#socket;
    if (!socket || socket.destroyed) throw notOpen(this.state);
    this.#closeReason = 'reset here';
    this.capture.event('reset', 'Reset here.');
    if (this.local?.family === 'unix') socket.destroy();
    // The system resets nothing while our end is on its way, which takes no longer than what is before it.
    else if (socket.writableEnded && !socket.writableFinished && socket.writableLength === 0)
      socket.once('finish', () => socket.resetAndDestroy());
    else socket.resetAndDestroy();
  }

  close(): void {
    if (this.cancel) return this.cancel();
    const socket = this.#socket;
    if (!socket || socket.destroyed || this.#linger) return;
    this.#closeReason ??= 'closed here';
    this.#linger = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.destroySoon();
  }

  destroy(): void {
    this.repeater?.stop();
    this.cancel?.();
    this.#closeReason ??= 'closed here';
    this.#socket?.destroy();
    this.#flow?.end();
  }

  #received(bytes: Buffer): void {
    this.capture.data('in', bytes);
    this.#flow?.read(this.#answering?.received(bytes) ?? false);
  }

  #peerEnded(): void {
    this.capture.event('end-received', 'The peer has sent its end.');
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
    this.#failure = explainBroken(error);
    const reset = this.#failure.code === 'ECONNRESET';
    this.#closeReason ??= reset ? 'reset by the peer' : 'broken';
    this.capture.event(reset ? 'reset' : 'error', this.#failure.message);
  }

  #closed(): void {
    if (this.#linger) clearTimeout(this.#linger);
    this.#linger = null;
    this.repeater?.stop();
    this.repeater = null;
    this.#flow?.end();
    this.#answering?.ended();
    this.#parts.twins.closed(this);
    this.#closedAt = now();
    const followed = this.state === 'end-received' && this.owner.whenPeerEnds === 'close';
    this.#closeReason ??= followed ? 'closed by the peer' : 'closed by both ends';
    const { capture } = this;
    this.capture.event('close', closedText(this.#closeReason, capture.length('in'), capture.length('out')));
    this.#socket = null;
    this.#flow = null;
    this.setState(this.#failure ? 'failed' : 'closed');
    this.owner.ended(this);
  }
}
