import type { Load, LoadsUpdate } from '../../../../contract/tools/http-load.ts';
import { pause } from '../../../bench/pause.ts';

/** Least time between two updates to a window, in milliseconds. */
const UPDATE_MS = 200;

/** Tells each window what has changed since it was last told. */
export class LoadWatchers {
  readonly #watchers = new Set<{ dirty: Set<string>; removed: string[]; wake(): void }>();

  changed(id: string): void {
    for (const watcher of this.#watchers) {
      watcher.dirty.add(id);
      watcher.wake();
    }
  }

  removed(id: string): void {
    for (const watcher of this.#watchers) {
      watcher.dirty.delete(id);
      watcher.removed.push(id);
      watcher.wake();
    }
  }

  /** All there are, then what changes; ends when the signal aborts. */
  async *watch(
    ids: Iterable<string>,
    find: (id: string) => Load | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<LoadsUpdate, void> {
    const watcher = { dirty: new Set(ids), removed: [] as string[], wake: () => {} };
    const aborted = () => watcher.wake();
    signal.addEventListener('abort', aborted);
    this.#watchers.add(watcher);
    try {
      for (let reset = true; !signal.aborted;) {
        if (reset || watcher.dirty.size > 0 || watcher.removed.length > 0) {
          const loads = [...watcher.dirty].flatMap((id) => find(id) ?? []);
          watcher.dirty.clear();
          yield { reset, loads, removed: watcher.removed.splice(0) };
          reset = false;
          await pause(UPDATE_MS, signal);
        } else {
          await new Promise<void>((resolve) => (watcher.wake = resolve));
        }
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      this.#watchers.delete(watcher);
    }
  }
}
