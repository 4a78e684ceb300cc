import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import { isLive } from '../../../contract/session.ts';
import { now } from '../../bench/clock.ts';
import { causeOf, codeOf } from '../../bench/failure.ts';
import { endpoint, show } from '../../net/endpoints.ts';
import { type BothFaults, type RelayOwner, RelayedSession, type RelayParts } from './base.ts';
import { explainTarget } from './explain.ts';
import { addressesOf } from './target.ts';
import { LANE_NAMES } from './texts.ts';
import { UdpLane } from './udp-lane.ts';

/** The socket that all clients of a relay share. */
export interface ToClient {
  send(bytes: Uint8Array, to: { address: string; port: number }, done: (error: Error | null) => void): void;
}

const RECEIVE_BUFFER = 1024 * 1024;

/** One client address of a UDP relay, with a socket of its own to the target; ends when nothing came for a while. */
export class UdpRelayedSession extends RelayedSession {
  readonly #toClientSocket: ToClient;
  /** As the system wants it back: with its zone, and mapped where it came mapped. */
  readonly #address: string;
  readonly #toTarget: UdpLane;
  readonly #toClient: UdpLane;
  #faults: BothFaults;
  #target: Socket | null = null;
  #idle: NodeJS.Timeout | null = null;
  #dropped = 0;
  #unanswered = false;
  /** When something came last, from either side. */
  #lastAt = performance.now();

  constructor(
    parts: RelayParts,
    owner: RelayOwner,
    socket: ToClient,
    ends: ConstructorParameters<typeof RelayedSession>[2],
    address: string,
  ) {
    super(parts, owner, ends);
    this.#toClientSocket = socket;
    this.#address = address;
    this.#faults = owner.faults;
    const { capture } = this;
    const { room } = parts;
    this.#toTarget = new UdpLane(
      { capture, direction: 'in', name: LANE_NAMES.toTarget, room },
      owner.faults.toTarget,
    );
    this.#toClient = new UdpLane(
      { capture, direction: 'out', name: LANE_NAMES.toClient, room },
      owner.faults.toClient,
    );
  }

  /** Finds the target and opens the socket to it. Never rejects. */
  async start(): Promise<void> {
    const { capture, owner } = this;
    const { host, port } = owner.target;
    capture.event('accept', `Client: first datagram from ${show(this.remote)}.`);
    this.sayFaults(null);
    this.#idle = setTimeout(() => this.#end('nothing came for a while'), owner.idleMs);
    this.#toClient.open((bytes) => this.#sendToClient(bytes));
    this.setState(isIP(host) === 0 ? 'resolving' : 'connecting');
    try {
      const addresses = await addressesOf(host, owner.connectTimeoutMs);
      if (isIP(host) === 0) capture.event('resolve', `${host} is ${addresses.join(', ')}.`);
      if (isLive(this.state)) await this.#open(addresses[0] ?? host, port);
    } catch (error) {
      const failure = await explainTarget(error, { host, port, timeoutMs: owner.connectTimeoutMs });
      if (isLive(this.state)) this.#fail(failure, 'no target');
    }
  }

  async #open(address: string, port: number): Promise<void> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    this.#target = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', resolve);
      socket.connect(port, address, () => {
        socket.removeListener('error', reject);
        socket.removeListener('close', resolve);
        resolve();
      });
    });
    // Ended meanwhile.
    if (!isLive(this.state)) return;
    socket.on('error', (error) => this.#undelivered(error));
    socket.on('message', (bytes) => this.#fromTarget(bytes));
    socket.setRecvBufferSize(RECEIVE_BUFFER);
    const [local, remote] = [socket.address(), socket.remoteAddress()];
    this.targetLocal = endpoint(local.address, local.port);
    this.targetRemote = endpoint(remote.address, remote.port);
    this.openedAt = now();
    this.capture.event(
      'connect',
      `Target ${show(this.targetRemote)}, reached from ${show(this.targetLocal)}.`,
    );
    this.setState('open');
    this.#toTarget.open((bytes) => this.#sendToTarget(bytes));
    this.parts.loops.connected(this, 'udp', { local: this.targetLocal, remote: this.targetRemote });
  }

  protected lanes() {
    return { toTarget: this.#toTarget.counts(), toClient: this.#toClient.counts() };
  }

  protected override get dropped(): number {
    return this.#dropped;
  }

  fromClient(bytes: Buffer): void {
    if (!isLive(this.state) || this.#noRoom()) return;
    this.#idle?.refresh();
    this.#lastAt = performance.now();
    this.#toTarget.received(bytes);
  }

  setFaults(faults: BothFaults): void {
    this.sayFaults(this.#faults);
    this.#faults = faults;
    this.#toTarget.set(faults.toTarget);
    this.#toClient.set(faults.toClient);
    this.changed();
  }

  /** For how long nothing has come, in milliseconds. */
  get quietMs(): number {
    return performance.now() - this.#lastAt;
  }

  /** Ends it because another client wants its place. */
  giveWay(): void {
    this.#end('made room for another client');
  }

  close(): void {
    this.#end('closed here');
  }

  /** A datagram has no reset; it ends. */
  reset(): void {
    this.#end('closed here');
  }

  destroy(): void {
    this.#end('closed here');
  }

  looped(failure: Failure): void {
    this.#fail(failure, 'a loop');
  }

  #fromTarget(bytes: Buffer): void {
    if (!isLive(this.state) || this.#noRoom()) return;
    this.#idle?.refresh();
    this.#lastAt = performance.now();
    // It is there after all.
    if (this.#unanswered) {
      this.#unanswered = false;
      this.failure = null;
      this.changed();
    }
    this.#toClient.received(bytes);
  }

  /** Datagrams can't be made to wait: without room they are dropped, and counted. */
  #noRoom(): boolean {
    if (this.capture.hasRoom) return false;
    if (this.#dropped++ === 0)
      this.capture.event('error', 'There is no room for more in the captures, so datagrams are dropped.');
    this.changed();
    return true;
  }

  #sendToTarget(bytes: Uint8Array): void {
    this.#target?.send(bytes, (error) => {
      if (error) this.#undelivered(error);
    });
  }

  #sendToClient(bytes: Uint8Array): void {
    const { port } = this.remote;
    this.#toClientSocket.send(bytes, { address: this.#address, port }, (error) => {
      if (error && isLive(this.state))
        this.capture.event('error', `Client: a datagram could not be sent: ${reason(error)}`);
    });
  }

  /** The target, or the way there, takes no datagram. It may yet, so the session stays. */
  #undelivered(error: Error): void {
    if (!isLive(this.state)) return;
    if (codeOf(error) !== 'ECONNREFUSED')
      return this.capture.event('error', `Target: a datagram could not be sent: ${reason(error)}`);
    if (this.#unanswered) return;
    this.#unanswered = true;
    const { host, port } = this.owner.target;
    this.failure = {
      code: 'ECONNREFUSED',
      message: `Target: ${host} takes no datagrams on port ${port}.`,
      hint: 'The machine answers that nothing is bound to that UDP port. Datagrams are forwarded all the same, for it may be yet.',
      field: 'target port',
      mends: [],
      cause: causeOf(error),
    };
    this.capture.event('error', this.failure.message);
    this.changed();
  }

  #fail(failure: Failure, why: string): void {
    if (!isLive(this.state)) return;
    this.failure = failure;
    this.capture.event('error', failure.message);
    this.#end(why);
  }

  #end(why: string): void {
    if (!isLive(this.state)) return;
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    this.#toTarget.close();
    this.#toClient.close();
    this.#target?.on('error', () => undefined).close();
    this.#target = null;
    this.finished(why);
  }
}

function reason(error: Error): string {
  const code = codeOf(error);
  return code === 'EMSGSIZE' ? 'it is too long for the network.' : `the system says ${code}.`;
}
