import { performance } from 'node:perf_hooks';
import type { SpeedShare } from '../../../../contract/tools/speed.ts';

type What = 'work' | 'wire' | 'disk';

/** What one end does with its time while it is measured: at each moment it waits for the wire, for its disk, or works. */
export class TimeShare {
  readonly #spent = { work: 0, wire: 0, disk: 0 };
  #what: What = 'work';
  #since = performance.now();
  #began = this.#since;
  #loop = performance.eventLoopUtilization();
  #ended: (SpeedShare & { ms: number }) | null = null;

  /** Counts from now on. */
  begin(): void {
    this.#spent.work = this.#spent.wire = this.#spent.disk = 0;
    this.#began = this.#since = performance.now();
    this.#loop = performance.eventLoopUtilization();
  }

  /** What it does from now on. */
  enter(what: What): void {
    const time = performance.now();
    this.#spent[this.#what] += time - this.#since;
    this.#since = time;
    this.#what = what;
  }

  /** The time of this work counts as waiting. */
  async during<T>(what: What, work: Promise<T>): Promise<T> {
    this.enter(what);
    try {
      return await work;
    } finally {
      this.enter('work');
    }
  }

  /** Counts no more. */
  end(): void {
    this.#ended ??= this.report();
  }

  /** Parts of the time since it began, and how long that was, in milliseconds. */
  report(): SpeedShare & { ms: number } {
    if (this.#ended) return this.#ended;
    this.enter(this.#what);
    const ms = this.#since - this.#began;
    const part = (spent: number) => (ms > 0 ? Math.min(1, spent / ms) : 0);
    const { utilization } = performance.eventLoopUtilization(this.#loop);
    return {
      ms,
      wire: part(this.#spent.wire),
      disk: part(this.#spent.disk),
      cpu: Math.min(1, Math.max(0, utilization)),
    };
  }
}
