import type { LoadPlan } from '../../../../contract/tools/http-load.ts';

/** A timer wakes us up to so much late, in milliseconds; that is no wait of a request. */
const GRAIN_MS = 5;

/**
 * When which request is due. Pure: it is told the time, in milliseconds since the load began.
 *
 * At a rate, request `n` is due at `n / rate`, whatever became of those before it: one that had to wait for a free
 * connection is late because of the server, and its latency counts from when it was due.
 */
export class Pace {
  /** Requests in all; Infinity: until the time is over. */
  readonly most: number;
  /** When nothing new is sent any more. */
  readonly endMs: number;
  readonly atOnce: number;
  /** Requests that were taken. */
  begun = 0;
  /** How late one was at most though nothing but this machine kept it. */
  lateMs = 0;
  readonly #perMs: number | null;
  /** Something had to wait for a connection since the last time nothing was due. */
  #starved = false;

  constructor({ amount, pace }: LoadPlan) {
    this.#perMs = pace.kind === 'rate' ? pace.perSecond / 1000 : null;
    this.atOnce = pace.atOnce;
    this.endMs = amount.kind === 'time' ? amount.ms : Number.POSITIVE_INFINITY;
    const inTime =
      this.#perMs === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(this.endMs * this.#perMs));
    this.most = amount.kind === 'requests' ? amount.count : inTime;
  }

  /** How many should have been sent by now; at no rate as many as there are. */
  due(now: number): number {
    if (this.#perMs === null) return this.begun;
    return Math.min(this.most, Math.floor(Math.max(0, now) * this.#perMs + 1e-9) + 1);
  }

  /** Nothing more is to be sent. */
  over(now: number): boolean {
    if (this.begun >= this.most) return true;
    // What was due in time is sent although the timer was late, but not what had to wait for a connection.
    return now >= this.endMs && (this.#perMs === null || this.#starved);
  }

  /** Takes the next request if one is due: answers from when its latency counts, or null. */
  take(now: number): number | null {
    if (this.over(now)) return null;
    if (this.#perMs === null) {
      this.begun++;
      return now;
    }
    const dueMs = this.begun / this.#perMs;
    if (dueMs > now + 1e-6) {
      this.#starved = false;
      return null;
    }
    this.begun++;
    const late = now - dueMs;
    if (this.#starved) return dueMs;
    this.lateMs = Math.max(this.lateMs, late);
    return late <= GRAIN_MS ? now : dueMs;
  }

  /** Something is due and nothing is free to carry it. */
  starve(): void {
    this.#starved = true;
  }

  /** How long until something is due, or the load ends; at least a millisecond. */
  wait(now: number): number {
    const due = this.#perMs === null ? Number.POSITIVE_INFINITY : this.begun / this.#perMs;
    return Math.min(1000, Math.max(1, Math.ceil(Math.min(due, this.endMs) - now)));
  }
}
