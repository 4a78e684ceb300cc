import type { Faults } from '../../../contract/payload/faults.ts';
import type { Direction } from '../../../contract/rows.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import type { LaneCounts } from './base.ts';
import { DatagramPipeline } from './faults/datagrams.ts';
import { FaultLog } from './faults/fault-log.ts';
import type { LaneParts } from './lane.ts';

const clock = () => performance.now();

/** One direction of a UDP relay. */
export class UdpLane {
  readonly #capture: Capture;
  readonly #direction: Direction;
  readonly #pipeline: DatagramPipeline;
  readonly #log: FaultLog;
  #send: ((bytes: Uint8Array) => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor({ capture, direction, name, room }: LaneParts, faults: Faults) {
    this.#capture = capture;
    this.#direction = direction;
    this.#log = new FaultLog(name, (text) => capture.event('fault', text));
    this.#pipeline = new DatagramPipeline(faults, clock(), this.#log.with(clock), room);
  }

  counts(): LaneCounts {
    const { received, forwarded, lost, waiting } = this.#pipeline;
    return { received, forwarded, lost, waiting };
  }

  open(send: (bytes: Uint8Array) => void): void {
    this.#send = send;
    this.#pump();
  }

  set(faults: Faults): void {
    this.#pipeline.set(faults, clock());
    this.#pump();
  }

  received(bytes: Buffer): void {
    this.#capture.data(this.#direction, bytes);
    if (this.#send && this.#pipeline.clear) {
      this.#pipeline.passed(bytes.length);
      this.#send(bytes);
      return;
    }
    this.#pipeline.push(bytes, clock());
    this.#pump();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#send = null;
    this.#pipeline.stop();
    this.#log.flush(clock());
  }

  #pump(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (;;) {
      const bytes = this.#send ? this.#pipeline.take(clock()) : null;
      if (!bytes) break;
      this.#send?.(bytes);
    }
    if (!this.#send) return;
    const at = clock();
    const due = Math.min(
      this.#pipeline.next(at) ?? Number.POSITIVE_INFINITY,
      this.#log.due ?? Number.POSITIVE_INFINITY,
    );
    if (due === Number.POSITIVE_INFINITY) return;
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
