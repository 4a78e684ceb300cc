import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import { isLive } from '../../../contract/session.ts';
import type { TlsInfo } from '../../../contract/tls.ts';
import type { RoomWaiter } from '../../bench/capture/store.ts';
import { now } from '../../bench/clock.ts';
import { show } from '../../net/endpoints.ts';
import { acceptTls, TlsError } from '../../net/tls/wrap.ts';
import { type BothFaults, type RelayOwner, RelayedSession, type RelayParts } from './base.ts';
import { connectTarget } from './connect-target.ts';
import { explainTarget } from './explain.ts';
import { Lane, type LaneOwner } from './lane.ts';
import { explainTls, SideSocket } from './side.ts';
import { capital, explainSide, LANE_NAMES, other, type Side } from './texts.ts';

/** How long a close waits for what is still to be sent. */
const LINGER_MS = 2000;

/**
 * One client of a TCP relay and its connection to the target. The two sockets are wholly ours: what becomes of one is
 * carried over to the other as it is, an end as an end and a reset as a reset.
 */
export class TcpRelayedSession extends RelayedSession implements LaneOwner, RoomWaiter {
  #client: SideSocket;
  #target: SideSocket | null = null;
  readonly #toTarget: Lane;
  readonly #toClient: Lane;
  #faults: BothFaults;
  #cancel: AbortController | null = new AbortController();
  #waitsForRoom = false;
  #linger: NodeJS.Timeout | null = null;
  #resetting = false;
  readonly #refused: Record<Side, TlsInfo | null> = { client: null, target: null };

  constructor(
    parts: RelayParts,
    owner: RelayOwner,
    client: Socket,
    ends: ConstructorParameters<typeof RelayedSession>[2],
  ) {
    super(parts, owner, ends);
    this.#client = new SideSocket(client);
    this.#faults = owner.faults;
    const { toTarget, toClient } = owner.faults;
    const { capture } = this;
    const { room } = parts;
    this.#toTarget = new Lane(this, { capture, direction: 'in', name: LANE_NAMES.toTarget, room }, toTarget);
    this.#toClient = new Lane(this, { capture, direction: 'out', name: LANE_NAMES.toClient, room }, toClient);
  }

  /** Begins to read the client and to connect the target. Never rejects. */
  async start(): Promise<void> {
    this.capture.event('accept', `Client accepted from ${show(this.remote)}.`);
    this.sayFaults(null);
    const cancel = this.#cancel?.signal ?? AbortSignal.abort();
    try {
      await this.#secureClient(cancel);
    } catch (error) {
      const failure = this.#tlsFailure(error, 'client');
      if (cancel.aborted) return;
      this.#fail(failure ?? explainSide(error, 'client'), 'no TLS');
      return;
    }
    this.#toClient.open(this.#client.socket);
    this.#wire('client', this.#client, this.#toTarget);
    try {
      const target = await this.#connect(cancel);
      // It may have been given up in the very turn in which it was connected.
      if (cancel.aborted) target.socket.destroy();
      else this.#connected(target);
    } catch (error) {
      const { target, connectTimeoutMs: timeoutMs } = this.owner;
      const failure =
        this.#tlsFailure(error, 'target') ?? (await explainTarget(error, { ...target, timeoutMs }));
      if (cancel.aborted) return;
      this.#cancel = null;
      this.#fail(failure, 'no target');
    }
  }

  /** TLS with the client, where it ends here. */
  async #secureClient(signal: AbortSignal): Promise<void> {
    const context = this.owner.clientTls;
    if (!context) return;
    const raw = this.#client.socket;
    raw.once('close', () => this.#maybeOver());
    this.#client = new SideSocket(raw, await acceptTls(raw, context, { signal }));
    this.#tell('client', this.#client);
  }

  #connect(signal: AbortSignal): Promise<SideSocket> {
    this.setState(isIP(this.owner.target.host) === 0 ? 'resolving' : 'connecting');
    return connectTarget(this.owner, signal, {
      said: (kind, text) => this.capture.event(kind, text),
      resolved: () => this.setState('connecting'),
      connected: (ends) => {
        this.targetLocal = ends.local;
        this.targetRemote = ends.remote;
      },
    });
  }

  #connected(target: SideSocket): void {
    this.#cancel = null;
    this.#target = target;
    this.#tell('target', target);
    this.openedAt = now();
    // The client may have sent all it had before there was a target.
    this.setState(this.#client.socket.readableEnded ? 'end-received' : 'open');
    this.#wire('target', target, this.#toClient);
    this.#toTarget.open(target.socket);
    this.flowChanged();
    const { targetLocal: local, targetRemote: remote } = this;
    if (local && remote) this.parts.loops.connected(this, 'tcp', { local, remote });
  }

  #tell(side: Side, of: SideSocket): void {
    const text = of.tlsText(side);
    if (text) this.capture.event('tls', text);
  }

  /** Keeps what was seen of a peer whose handshake failed. */
  #tlsFailure(error: unknown, side: Side): Failure | null {
    if (error instanceof TlsError) this.#refused[side] = error.info;
    return explainTls(error, side);
  }

  override tlsInfo() {
    return {
      client: this.#client.info ?? this.#refused.client,
      target: this.#target?.info ?? this.#refused.target,
    };
  }

  override keyLog(side: Side): Buffer | null {
    return (side === 'client' ? this.#client : this.#target)?.keyLog ?? null;
  }

  protected lanes() {
    return { toTarget: this.#toTarget.counts(), toClient: this.#toClient.counts() };
  }

  setFaults(faults: BothFaults): void {
    this.sayFaults(this.#faults);
    this.#faults = faults;
    this.#toTarget.set(faults.toTarget);
    this.#toClient.set(faults.toClient);
    this.changed();
  }

  close(): void {
    if (!isLive(this.state) || this.#linger) return;
    this.#giveUpTarget();
    this.closeReason ??= 'closed here';
    this.#stopLanes();
    this.#linger = setTimeout(() => this.destroy(), LINGER_MS);
    for (const socket of this.#sockets) socket.destroySoon();
    this.#maybeOver();
  }

  reset(): void {
    this.#resetBoth('reset here', 'Both sides were reset here.');
  }

  destroy(): void {
    this.#giveUpTarget();
    this.closeReason ??= 'closed here';
    this.#stopLanes();
    for (const socket of this.#sockets) socket.destroy();
    this.parts.captures.forget(this);
  }

  looped(failure: Failure): void {
    this.#fail(failure, 'a loop');
  }

  resetWanted(): void {
    this.#resetBoth('reset by a fault', 'Both sides were reset, as was asked for.');
  }

  laneOver(): void {
    // Where a black hole keeps an end, nobody else would close the side that it came from.
    if (!this.#toTarget.over || !this.#toClient.over) return;
    for (const socket of this.#sockets) if (socket.writable) socket.end();
  }

  roomAgain(): void {
    this.#waitsForRoom = false;
    if (this.stalledBy) {
      this.stalledBy = null;
      this.capture.event('note', 'The capture goes on.');
      this.changed();
    }
    this.flowChanged();
  }

  stalled(failure: Failure): void {
    if (this.stalledBy?.code === failure.code) return;
    this.stalledBy = failure;
    this.capture.event('error', failure.message);
    this.changed();
  }

  /** A slow side pauses the other one, and a capture without room pauses both. */
  flowChanged(): void {
    this.#client.hold(this.#waitsForRoom || this.#toTarget.full);
    this.#target?.hold(this.#waitsForRoom || this.#toClient.full);
  }

  get #sockets(): Socket[] {
    return this.#target ? [this.#client.socket, this.#target.socket] : [this.#client.socket];
  }

  #wire(side: Side, of: SideSocket, lane: Lane): void {
    const { socket } = of;
    socket.on('data', (bytes: Buffer) => {
      lane.received(bytes);
      if (!this.capture.hasRoom && !this.#waitsForRoom) {
        this.#waitsForRoom = true;
        this.parts.captures.wait(this);
        this.flowChanged();
      } else if (lane.full) socket.pause();
    });
    socket.on('end', () => {
      const cut = of.cutShort ? ', without TLS’s own: something may have cut it off' : '';
      // The kind tells which direction of the timeline ends: what the target sends goes out to the client.
      const kind = side === 'client' ? 'end-received' : 'end-sent';
      this.capture.event(kind, `${capital(side)} has sent its end${cut}.`);
      if (this.state === 'open') this.setState(side === 'client' ? 'end-received' : 'end-sent');
      lane.ended();
    });
    socket.on('finish', () => {
      if (!this.closeReason)
        this.capture.event('note', `${capital(side)} was sent the end of the ${other(side)}.`);
    });
    socket.on('error', (error) => this.#broken(error, side));
    socket.on('close', () => this.#maybeOver());
  }

  #broken(error: Error, side: Side): void {
    // What the other side says to a reset of ours is no news.
    if (this.#resetting) return;
    this.failure ??= explainSide(error, side);
    const reset = this.failure.code === 'ECONNRESET';
    this.capture.event(reset ? 'reset' : 'error', this.failure.message);
    this.#resetBoth(reset ? `reset by the ${side}` : `the ${side} broke`, null, side);
  }

  /** Nobody to forward to, or a loop: the client finds that out by a reset, which is no empty answer. */
  #fail(failure: Failure, reason: string): void {
    if (this.failure || !isLive(this.state)) return;
    this.failure = failure;
    this.capture.event('error', failure.message);
    this.#resetBoth(reason, 'The client was reset.');
  }

  #resetBoth(reason: string, text: string | null, except?: Side): void {
    if (this.#resetting || !isLive(this.state)) return;
    this.#resetting = true;
    this.#giveUpTarget();
    this.closeReason ??= reason;
    if (text) this.capture.event('reset', text);
    this.#stopLanes();
    if (except !== 'client') this.#client.reset();
    if (except !== 'target') this.#target?.reset();
    this.#linger ??= setTimeout(() => this.destroy(), LINGER_MS);
  }

  #giveUpTarget(): void {
    this.#cancel?.abort();
    this.#cancel = null;
  }

  #stopLanes(): void {
    this.#toTarget.close();
    this.#toClient.close();
  }

  #maybeOver(): void {
    if (this.#sockets.some((socket) => !socket.closed)) return;
    // The client has gone before there was a target.
    this.#giveUpTarget();
    if (this.#linger) clearTimeout(this.#linger);
    this.#linger = null;
    this.#stopLanes();
    this.parts.captures.forget(this);
    this.finished('closed by both ends');
  }
}
