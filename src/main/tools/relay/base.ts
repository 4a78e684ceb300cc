import type { Failure } from '../../../contract/failure.ts';
import { type Faults, faultWords, type Transport } from '../../../contract/payload/faults.ts';
import { type Endpoint, isLive, type SessionState } from '../../../contract/session.ts';
import type { TlsInfo } from '../../../contract/tls.ts';
import type { Lane as LaneInfo, RelaySession as Summary } from '../../../contract/tools/relay.ts';
import { Capture } from '../../bench/capture/capture.ts';
import type { CaptureStore } from '../../bench/capture/store.ts';
import { now } from '../../bench/clock.ts';
import type { Registry, SessionItem } from '../../bench/registry.ts';
import { show } from '../../net/endpoints.ts';
import type { ClientContext, ServerContext } from '../../net/tls/context.ts';
import type { WaitingRoom } from './faults/room.ts';
import type { Hop, Loops } from './loops.ts';
import { briefOf } from './side.ts';
import { closedText, LANE_NAMES } from './texts.ts';

export interface RelayParts {
  registry: Registry;
  captures: CaptureStore;
  loops: Loops;
  room: WaitingRoom;
}

/** What is done to the bytes of each direction. */
export interface BothFaults {
  toTarget: Faults;
  toClient: Faults;
}

/** What a session asks of its relay; the faults may change while the session lives. */
export interface RelayOwner {
  readonly id: string;
  readonly transport: Transport;
  readonly target: { host: string; port: number };
  readonly connectTimeoutMs: number;
  readonly idleMs: number;
  readonly faults: BothFaults;
  /** Null where that side is plain. */
  readonly clientTls: ServerContext | null;
  readonly targetTls: ClientContext | null;
  ended(session: RelayedSession): void;
}

export type LaneCounts = Omit<LaneInfo, 'faults'>;

/** One client of a relay, whatever carries its bytes: the record, and what is told of it. */
export abstract class RelayedSession implements SessionItem, Hop {
  readonly id: string;
  readonly capture: Capture;
  readonly owner: RelayOwner;
  state: SessionState = 'connecting';
  /** The side of the client. */
  readonly local: Endpoint;
  readonly remote: Endpoint;
  targetLocal: Endpoint | null = null;
  targetRemote: Endpoint | null = null;
  from: Hop | null = null;
  protected readonly parts: RelayParts;
  protected failure: Failure | null = null;
  protected stalledBy: Failure | null = null;
  protected closeReason: string | null = null;
  readonly #createdAt = now();
  protected openedAt: number | null = null;
  #closedAt: number | null = null;

  constructor(parts: RelayParts, owner: RelayOwner, ends: { local: Endpoint; remote: Endpoint }) {
    this.parts = parts;
    this.owner = owner;
    this.local = ends.local;
    this.remote = ends.remote;
    this.id = parts.registry.newId('relay');
    this.capture = new Capture(parts.captures, this.id);
  }

  get relay(): string {
    return this.owner.id;
  }

  /** Counts of the two directions. */
  protected abstract lanes(): { toTarget: LaneCounts; toClient: LaneCounts };
  abstract setFaults(faults: BothFaults): void;
  abstract close(): void;
  abstract reset(): void;
  abstract destroy(): void;
  abstract looped(failure: Failure): void;
  /** What TLS has to tell on each side. */
  tlsInfo(): { client: TlsInfo | null; target: TlsInfo | null } {
    return { client: null, target: null };
  }
  /** The keys kept of one side, as a file; null where none were. */
  keyLog(_side: 'client' | 'target'): Buffer | null {
    return null;
  }

  /** Rows that could not be kept. */
  protected get dropped(): number {
    return 0;
  }

  summary(): Summary {
    const { owner, capture } = this;
    const { toTarget, toClient } = this.lanes();
    const tls = this.tlsInfo();
    return {
      tool: 'relay',
      id: this.id,
      role: 'server',
      listener: owner.id,
      twin: null,
      state: this.state,
      title: show(this.remote),
      local: this.local,
      remote: this.remote,
      createdAt: this.#createdAt,
      openedAt: this.openedAt,
      closedAt: this.#closedAt,
      closeReason: this.closeReason,
      failure: this.failure,
      stalled: this.stalledBy,
      counts: { ...capture.counts(), dropped: this.dropped },
      queued: toTarget.waiting + toClient.waiting,
      details: {
        transport: owner.transport,
        target: { ...owner.target, local: this.targetLocal, remote: this.targetRemote },
        toTarget: { ...toTarget, faults: faultWords(owner.faults.toTarget) },
        toClient: { ...toClient, faults: faultWords(owner.faults.toClient) },
        tls: { client: briefOf(tls.client), target: briefOf(tls.target) },
      },
    };
  }

  protected changed(): void {
    this.parts.registry.touch(this.id);
  }

  protected setState(state: SessionState): void {
    this.state = state;
    this.changed();
  }

  /** Says what is done to the bytes from here on; where nothing is and nothing was, nothing is said. */
  protected sayFaults(before: BothFaults | null): void {
    for (const lane of ['toTarget', 'toClient'] as const) {
      const words = faultWords(this.owner.faults[lane]).join(', ');
      const earlier = before ? faultWords(before[lane]).join(', ') : '';
      if (words !== earlier)
        this.capture.event('fault', `${LANE_NAMES[lane]}: from here on ${words || 'no faults'}.`);
    }
  }

  /** The last of everything; call once. */
  protected finished(reason: string): void {
    if (!isLive(this.state)) return;
    this.closeReason ??= reason;
    this.#closedAt = now();
    const { toTarget, toClient } = this.lanes();
    this.capture.event('close', closedText(this.closeReason, toTarget, toClient));
    this.stalledBy = null;
    this.setState(this.failure ? 'failed' : 'closed');
    this.owner.ended(this);
  }
}
