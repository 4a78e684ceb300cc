import { randomBytes } from 'node:crypto';
import type { Load, LoadInput, LoadsUpdate } from '../../../../contract/tools/http-load.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { Target } from './job.ts';
import { LoadWatchers } from './latest-loads.ts';
import { RunningLoad } from './load.ts';

const MOST_KEPT = 50;
/** At the same time; more would only measure each other. */
const MOST_RUNNING = 4;

/** All loads of this run: those that go on, and the latest that are over. */
export class Loads {
  readonly #all = new Map<string, RunningLoad>();
  readonly #watchers = new LoadWatchers();
  readonly #run = randomBytes(4).toString('hex');
  #last = 0;

  /** Throws BUSY where too many go on. */
  check(): void {
    const running = [...this.#all.values()].filter((one) => !one.over).length;
    if (running < MOST_RUNNING) return;
    throw new BenchError({
      code: 'BUSY',
      message: `${MOST_RUNNING} loads are running already.`,
      hint: 'Wait until one is over, or stop one: they would only measure each other.',
    });
  }

  start(input: LoadInput, targets: Target[]): string {
    this.check();
    const id = `load-${++this.#last}-${this.#run}`;
    this.#all.set(id, new RunningLoad(id, input, targets, () => this.#watchers.changed(id)));
    this.#watchers.changed(id);
    this.#forget();
    return id;
  }

  /** Throws NOT_FOUND. */
  get(id: string): RunningLoad {
    const load = this.#all.get(id);
    if (load) return load;
    throw new BenchError({
      code: 'NOT_FOUND',
      message: 'That load is not there any more.',
      hint: 'It may have been removed in another window.',
    });
  }

  async remove(id: string): Promise<void> {
    const load = this.#all.get(id);
    if (!load) return;
    this.#all.delete(id);
    this.#watchers.removed(id);
    await load.close();
  }

  watch(signal: AbortSignal): AsyncGenerator<LoadsUpdate, void> {
    return this.#watchers.watch([...this.#all.keys()], (id) => this.#summary(id), signal);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all.values()].map((one) => one.close()));
  }

  #summary(id: string): Load | undefined {
    return this.#all.get(id)?.summary();
  }

  #forget(): void {
    for (const [id, { over }] of this.#all) {
      if (this.#all.size <= MOST_KEPT) return;
      if (over) void this.remove(id);
    }
  }
}
