import type { Run, Sequence } from '../../../contract/messages.ts';
import { BenchError } from '../failure.ts';
import { pause } from '../pause.ts';
import type { Registry } from '../registry.ts';
import { type RunParts, SequenceRun } from './run.ts';

/** Runs that are remembered, those under way not counted. */
const KEPT = 20;
/** Least time between two updates to a window, in milliseconds. */
const UPDATE_MS = 60;

interface Watcher {
  dirty: Set<string>;
  removed: string[];
  wake(): void;
}

/** The sequences that run now, and the last ones that ran. They go on whatever becomes of a window. */
export class SequenceRuns {
  readonly #registry: Registry;
  readonly #saved: RunParts['saved'];
  readonly #runs = new Map<string, SequenceRun>();
  readonly #watchers = new Set<Watcher>();

  constructor(registry: Registry, saved: RunParts['saved']) {
    this.#registry = registry;
    this.#saved = saved;
  }

  /** Throws NOT_FOUND, BUSY, and BAD_INPUT where there is nothing to run. */
  start(session: string, sequence: Pick<Sequence, 'name' | 'steps'> & { id: string | null }): string {
    const item = this.#registry.session(session);
    if (sequence.steps.length === 0)
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'steps',
        message: `“${sequence.name}” has no steps yet.`,
      });
    const busy = [...this.#runs.values()].find((run) => run.session === session && run.running);
    if (busy)
      throw new BenchError({
        code: 'BUSY',
        message: `“${busy.summary().name}” still runs in this session.`,
        hint: 'Two at once would take each other’s answers. Stop it, or wait for its end.',
      });
    const id = this.#registry.newId('run');
    const run = new SequenceRun(id, item, sequence, {
      registry: this.#registry,
      saved: this.#saved,
      changed: () => this.#changed(id),
    });
    this.#runs.set(id, run);
    this.#changed(id);
    this.#forget();
    return id;
  }

  /** One that has ended stays as it is. Throws NOT_FOUND. */
  stop(id: string): void {
    const run = this.#runs.get(id);
    if (!run) throw new BenchError({ code: 'NOT_FOUND', message: 'This run is no longer there.' });
    run.stop();
  }

  /** All there are, oldest first, then those that change; one in each update. Ends when the signal aborts. */
  async *watch(signal: AbortSignal): AsyncGenerator<{ run: Run | null; removed: string[] }, void> {
    const watcher: Watcher = { dirty: new Set(this.#runs.keys()), removed: [], wake: () => undefined };
    const aborted = () => watcher.wake();
    signal.addEventListener('abort', aborted);
    this.#watchers.add(watcher);
    try {
      while (!signal.aborted) {
        const [next] = watcher.dirty;
        if (next !== undefined || watcher.removed.length > 0) {
          if (next !== undefined) watcher.dirty.delete(next);
          const run = next === undefined ? undefined : this.#runs.get(next);
          yield { run: run?.summary() ?? null, removed: watcher.removed.splice(0) };
          if (run?.running) await pause(UPDATE_MS, signal);
        } else {
          await new Promise<void>((resolve) => (watcher.wake = resolve));
        }
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      this.#watchers.delete(watcher);
    }
  }

  /** Stops everything; for the end of the run of the bench. */
  async close(): Promise<void> {
    for (const run of this.#runs.values()) run.stop();
    await Promise.all([...this.#runs.values()].map((run) => run.done));
  }

  #changed(id: string): void {
    for (const watcher of this.#watchers) {
      watcher.dirty.add(id);
      watcher.wake();
    }
  }

  #forget(): void {
    const ended = [...this.#runs.values()].filter((run) => !run.running);
    for (const run of ended.slice(0, Math.max(0, ended.length - KEPT))) {
      this.#runs.delete(run.id);
      for (const watcher of this.#watchers) {
        watcher.removed.push(run.id);
        watcher.wake();
      }
    }
  }
}
