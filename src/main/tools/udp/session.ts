import type { RemoteInfo, Socket } from 'node:dgram';
import type { Endpoint, SessionState } from '../../../contract/session.ts';
import type { UdpSession as Summary } from '../../../contract/tools/udp.ts';
import { Capture } from '../../bench/capture/capture.ts';
import type { CaptureStore } from '../../bench/capture/store.ts';
import { now } from '../../bench/clock.ts';
import { BenchError } from '../../bench/failure.ts';
import type { Registry, SessionItem } from '../../bench/registry.ts';
import { endpoint, show } from '../../net/endpoints.ts';
import type { Repeater, Turn } from '../../net/repeater.ts';
import { Responder, type RespondSpec } from '../../net/respond/responder.ts';
import type { RuleBook } from '../../net/respond/rules/rules-in-use.ts';
import { Answering } from './answering.ts';
import { explainSend, noTarget, sendsTooFast, socketClosed, tooLong } from './explain-send.ts';
import { KernelDrops } from './kernel-drops.ts';
import { Multicast } from './multicast.ts';
import { PeerNames } from './peers.ts';
import { Room } from './room.ts';
import { boundText, closedText, otherTarget } from './session-texts.ts';
import type { BindSettings, Bound } from './socket.ts';
import { MOST, mostTo, type Target, Targets } from './targets.ts';
import { Troubles } from './troubles.ts';

/** Bytes waiting for a network that is slow, past which no more is taken. */
const MAX_QUEUED = 16 * 1024 * 1024;
/** Bytes of answers that may wait for the network; what is answered past it is dropped, as the network would. */
const MAX_ANSWERS = 4 * 1024 * 1024;

export interface SessionParts {
  registry: Registry;
  captures: CaptureStore;
  rules: RuleBook;
}

/** One bound UDP socket: every datagram that comes or goes is one row of its capture. */
export class UdpSession implements SessionItem {
  readonly id: string;
  readonly capture: Capture;
  readonly multicast: Multicast;
  readonly room: Room;
  readonly responder: Responder;
  repeater: Repeater | null = null;
  readonly #parts: SessionParts;
  readonly #settings: BindSettings;
  readonly #bound: Bound;
  readonly #targets: Targets;
  readonly #peers = new PeerNames();
  readonly #drops = new KernelDrops(() => this.changed());
  readonly #troubles: Troubles;
  readonly #answering: Answering;
  readonly #openedAt = now();
  #socket: Socket | null;
  #local: Endpoint;
  #state: SessionState = 'open';
  #closedAt: number | null = null;
  #broadcast: boolean;
  #destination: string | null;
  #connected: Target | null = null;
  #ttl: number | null = null;
  #received = 0;
  #sent = 0;
  #answersDropped = 0;
  #lastPeer: string | null = null;

  constructor(parts: SessionParts, settings: BindSettings, respond: RespondSpec, bound: Bound) {
    this.#parts = parts;
    this.#settings = settings;
    this.#bound = bound;
    this.id = parts.registry.newId('udp');
    this.capture = new Capture(parts.captures, this.id);
    this.#broadcast = settings.broadcast;
    this.#destination = settings.destination?.trim() || null;
    const socket = (this.#socket = bound.socket);
    const { address, port } = socket.address();
    this.#local = endpoint(address, port);
    this.room = new Room(this.capture, parts.captures, () => this.changed());
    this.#troubles = new Troubles(this.capture);
    this.multicast = new Multicast(socket, bound.family);
    this.responder = new Responder(respond, {
      rules: parts.rules,
      changed: () => this.changed(),
      where: () => show(this.#local),
    });
    this.#answering = new Answering(this.responder, {
      isOpen: () => this.#socket !== null,
      answer: (to, bytes) => this.#answer(to, bytes),
      note: (kind, text) => this.capture.event(kind, text),
    });
    this.#targets = new Targets(bound.family, (text) => this.capture.event('resolve', text));
    socket.on('message', (bytes, from) => this.#message(bytes, from));
    socket.on('error', (error) => this.#trouble(error));
    socket.on('close', () => this.#closed());
    this.capture.event('note', boundText(this.#local, settings.receiveBuffer, bound.receiveBuffer));
    void this.#drops.find(port);
  }

  get port(): number {
    return this.#local.port;
  }

  summary(): Summary {
    const { family, ipv6Only } = this.#bound.family;
    const { shareAddress, onlyDestination, receiveBuffer } = this.#settings;
    const { dropped } = this.room;
    return {
      tool: 'udp',
      id: this.id,
      role: 'server',
      listener: null,
      twin: null,
      state: this.#state,
      title: show(this.#local),
      local: this.#local,
      remote: this.#connected && endpoint(this.#connected.address, this.#connected.port),
      createdAt: this.#openedAt,
      openedAt: this.#openedAt,
      closedAt: this.#closedAt,
      closeReason: this.#state === 'closed' ? 'closed here' : null,
      failure: null,
      stalled: this.room.stalledBy,
      counts: { ...this.capture.counts(), dropped },
      queued: this.#socket?.getSendQueueSize() ?? 0,
      details: {
        family,
        ipv6Only,
        shareAddress,
        broadcast: this.#broadcast,
        receiveBuffer: { asked: receiveBuffer, got: this.#bound.receiveBuffer },
        most: MOST[family],
        destination: this.#destination,
        onlyDestination,
        ttl: this.#ttl,
        multicast: this.multicast.info(),
        datagrams: {
          received: this.#received,
          shown: this.#received - dropped,
          sent: this.#sent,
          answersDropped: this.#answersDropped,
          droppedHere: dropped,
          droppedByKernel: this.#drops.count,
        },
        respond: this.responder.info(),
        repeat: this.repeater?.info() ?? null,
      },
    };
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  /** The open socket; throws NOT_OPEN. */
  get socket(): Socket {
    if (!this.#socket) throw socketClosed();
    return this.#socket;
  }

  /** Connects the socket to its destination, so that it receives from nobody else. Throws a BenchError. */
  async connect(): Promise<void> {
    const target = await this.target(undefined);
    await new Promise<void>((resolve, reject) => {
      this.socket.connect(target.port, target.address, ((error?: Error) =>
        error ? reject(new BenchError(explainSend(error, target, 0))) : resolve()) as () => void);
    });
    this.#connected = target;
    const { address, port } = this.socket.address();
    this.#local = endpoint(address, port);
    this.capture.event('connect', `Receives from ${target.shown} only, and sends there only.`);
  }

  /** Where a message goes: to `to`, or else to the default destination. Throws a BenchError. */
  target(to: string | undefined, signal?: AbortSignal): Target | Promise<Target> {
    const text = to?.trim() || this.#destination;
    if (!text) throw noTarget();
    return this.#targets.of(text, signal);
  }

  /** One datagram to the default destination, or to whom the last one came from. */
  async send(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    await this.sendTo(this.#destination ?? this.#lastPeer ?? undefined, bytes, signal);
  }

  /** One datagram for the user; answers where it went, when the system has taken it. Throws a BenchError. */
  async sendTo(to: string | undefined, bytes: Uint8Array, signal?: AbortSignal): Promise<Target> {
    const waiting = this.socket.getSendQueueSize();
    if (waiting > MAX_QUEUED) throw sendsTooFast(waiting);
    const target = await this.target(to, signal);
    this.checkSend(target, bytes.length);
    await this.room.for(0, signal);
    await new Promise<void>((resolve, reject) => {
      this.#transmit(target, bytes, (error) =>
        error ? reject(new BenchError(explainSend(error, target, bytes.length))) : resolve(),
      );
    });
    return target;
  }

  /** Throws for what can never be sent. */
  checkSend(target: Target, length: number): void {
    const most = mostTo(target);
    if (length > most) throw tooLong(length, most, target.v4 ? 'IPv4' : 'IPv6');
    const only = this.#connected;
    if (only && only.shown !== target.shown) throw otherTarget('send to', only.shown);
  }

  /** One turn of a repeat. */
  turn(target: Target, bytes: Uint8Array): Turn {
    const socket = this.#socket;
    if (!socket) return 'gone';
    if (socket.getSendQueueSize() > 0 || !this.capture.hasRoomFor(bytes.length)) return 'skipped';
    this.#transmit(target, bytes, (error) => error && this.#trouble(error, target, bytes.length));
    return 'sent';
  }

  setBroadcast(on: boolean): void {
    this.socket.setBroadcast(on);
    this.#broadcast = on;
  }

  setDestination(text: string): void {
    if (this.#connected) throw otherTarget('destination', this.#connected.shown);
    this.#destination = text.trim() || null;
  }

  setTtl(ttl: number): void {
    this.socket.setTTL(ttl);
    this.#ttl = ttl;
  }

  /** What the system has dropped is asked once more before the socket goes. */
  async close(): Promise<void> {
    if (!this.#socket) return;
    await this.#drops.look();
    this.destroy();
  }

  destroy(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  #message(bytes: Buffer, from: RemoteInfo): void {
    this.#received++;
    this.#drops.lookSoon();
    if (!this.capture.hasRoom) return this.room.drop();
    const peer = this.#peers.of(from);
    this.#lastPeer = peer;
    this.capture.data('in', bytes, peer);
    if (this.responder.spec.mode !== 'nothing') this.#answering.received(bytes, peer, from);
  }

  #answer(to: Target, bytes: Uint8Array): void {
    const socket = this.#socket;
    if (!socket) return;
    if (bytes.length > mostTo(to)) {
      this.#answersDropped++;
      this.#troubles.tell(tooLong(bytes.length, mostTo(to), to.v4 ? 'IPv4' : 'IPv6').failure.message);
    } else if (socket.getSendQueueSize() > MAX_ANSWERS || !this.capture.hasRoomFor(bytes.length)) {
      this.#answersDropped++;
    } else this.#transmit(to, bytes, (error) => error && this.#trouble(error, to, bytes.length));
  }

  #transmit(target: Target, bytes: Uint8Array, done: (error: Error | null) => void): void {
    const taken = (error: Error | null) => {
      // Only what the system has taken was sent. It says so in the same turn of the loop, before any answer can come.
      if (!error) {
        this.#sent++;
        this.capture.data('out', bytes, target.shown);
      }
      done(error);
    };
    if (this.#connected) this.socket.send(bytes, taken);
    else this.socket.send(bytes, target.port, target.address, taken);
  }

  /** Something the network said; the socket goes on. */
  #trouble(error: Error, target = this.#connected, length = 0): void {
    this.#troubles.tell(explainSend(error, target, length).message);
  }

  #closed(): void {
    this.#socket = null;
    this.repeater?.stop();
    this.repeater = null;
    this.#drops.end();
    this.#answering.end();
    this.#troubles.end();
    this.room.end();
    this.#closedAt = now();
    this.#state = 'closed';
    this.capture.event('close', closedText(this.#received, this.#sent));
    this.changed();
  }
}
