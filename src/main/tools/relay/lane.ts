import type { Socket } from 'node:net';
import type { Faults } from '../../../contract/payload/faults.ts';
import type { Direction } from '../../../contract/rows.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import type { LaneCounts } from './base.ts';
import { FaultLog } from './faults/fault-log.ts';
import type { WaitingRoom } from './faults/room.ts';
import { StreamPipeline } from './faults/stream.ts';

/** What a lane asks of the session it belongs to. */
export interface LaneOwner {
  /** The lane may take more, or may not, than before. */
  flowChanged(): void;
  /** The end has been passed on, or kept back for good: nothing more goes this way. */
  laneOver(): void;
  /** A fault wants both sides reset. */
  resetWanted(): void;
}

export interface LaneParts {
  capture: Capture;
  direction: Direction;
  name: string;
  room: WaitingRoom;
}

const clock = () => performance.now();

/** One direction of a TCP relay: from the reads of one socket, through the faults, to the writes of the other. */
export class Lane {
  readonly #owner: LaneOwner;
  readonly #capture: Capture;
  readonly #direction: Direction;
  readonly #pipeline: StreamPipeline;
  readonly #log: FaultLog;
  #to: Socket | null = null;
  #congested = false;
  /** What the owner was told last. */
  #full = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  /** Nothing more comes from the source, and all that came has been dealt with. */
  over = false;
  /** Counted when the lane ends, when its socket can't be asked any more. */
  #left = 0;

  constructor(owner: LaneOwner, { capture, direction, name, room }: LaneParts, faults: Faults) {
    this.#owner = owner;
    this.#capture = capture;
    this.#direction = direction;
    this.#log = new FaultLog(name, (text) => capture.event('fault', text));
    this.#pipeline = new StreamPipeline(faults, clock(), this.#log.with(clock), room);
  }

  /** Whether the source had better pause. */
  get full(): boolean {
    return (this.#full = this.#congested || this.#pipeline.full);
  }

  counts(): LaneCounts {
    const { received, forwarded, lost } = this.#pipeline;
    const untaken = this.#to?.writableLength ?? this.#left;
    // TLS counts its own records; more than was written never waits.
    const taken = Math.max(0, forwarded - untaken);
    return { received, forwarded: taken, lost, waiting: Math.max(0, received - lost - taken) };
  }

  /** Where the bytes go, as soon as that is there. */
  open(to: Socket): void {
    this.#to = to;
    to.on('drain', () => this.#drained());
    this.#pump();
  }

  set(faults: Faults): void {
    this.#pipeline.set(faults, clock());
    this.#pump();
    this.#owner.flowChanged();
  }

  /** One read of the source. */
  received(bytes: Buffer): void {
    this.#capture.data(this.#direction, bytes);
    const to = this.#to;
    if (to && this.#pipeline.clear) {
      this.#pipeline.passed(bytes.length);
      if (!to.write(bytes)) this.#congested = true;
      return;
    }
    this.#pipeline.push(bytes, clock());
    this.#pump();
  }

  /** The source has sent its end. */
  ended(): void {
    this.#pipeline.end(clock());
    this.#pump();
    if (this.#pipeline.endKept) this.#isOver();
  }

  /** Nothing more is forwarded. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#left = this.#to?.writableLength ?? 0;
    this.#to = null;
    // The session may stand on the bench for long; what it did not forward is in its capture.
    this.#pipeline.stop();
    this.#log.flush(clock());
  }

  #isOver(): void {
    if (this.over) return;
    this.over = true;
    this.#owner.laneOver();
  }

  #drained(): void {
    if (!this.#congested) return;
    this.#congested = false;
    this.#pump();
    this.#owner.flowChanged();
  }

  /** Writes all that is due, as far as it is taken, and sees to it that the rest is looked at in time. */
  #pump(): void {
    const to = this.#to;
    if (!to) return;
    while (!this.#congested) {
      const op = this.#pipeline.take(clock());
      if (!op) break;
      if (op.kind === 'write') {
        // Where the peer has gone its error or close tells.
        if (to.writable && !to.write(op.bytes)) this.#congested = true;
      } else if (op.kind === 'reset') {
        return this.#owner.resetWanted();
      } else {
        to.end();
        this.#isOver();
      }
      // The owner may have closed this lane.
      if (this.#closed) return;
    }
    this.#setTimer();
    // It may have been full only because others held so much.
    if (this.#full && !this.full) this.#owner.flowChanged();
  }

  #setTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const at = clock();
    const next = this.#congested ? null : this.#pipeline.next(at);
    const due = Math.min(next ?? Number.POSITIVE_INFINITY, this.#log.due ?? Number.POSITIVE_INFINITY);
    if (due === Number.POSITIVE_INFINITY) return;
    // A timer may fire a little early; then it is set anew.
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        if ((this.#log.due ?? Number.POSITIVE_INFINITY) <= clock()) this.#log.flush(clock());
        this.#pump();
      },
      Math.max(1, Math.ceil(due - at)),
    );
  }
}
