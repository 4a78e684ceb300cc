import { BenchError } from '../../bench/failure.ts';
import type { Control } from './mode.ts';

export const cancelledHere = (): BenchError =>
  new BenchError({ code: 'CANCELLED', message: 'The transfer was cancelled here.' });

/** The user’s hand on one transfer: pause, go on, cancel. */
export class UserControl implements Control {
  readonly #abort = new AbortController();
  readonly #watchers = new Set<(paused: boolean) => void>();
  #paused = false;
  readonly #held = new Set<() => void>();

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get cancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  /** What waits at the gate goes on by throwing. */
  cancel(): void {
    this.#abort.abort(cancelledHere());
    this.#letGo();
  }

  pause(on: boolean): void {
    if (on === this.#paused || this.cancelled) return;
    this.#paused = on;
    if (!on) this.#letGo();
    for (const changed of this.#watchers) changed(on);
  }

  /** Rejects with CANCELLED. */
  async gate(): Promise<void> {
    while (this.#paused && !this.cancelled) await new Promise<void>((go) => this.#held.add(go));
    this.signal.throwIfAborted();
  }

  watchPause(changed: (paused: boolean) => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  #letGo(): void {
    const held = [...this.#held];
    this.#held.clear();
    for (const go of held) go();
  }
}
