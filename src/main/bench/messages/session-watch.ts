import { setImmediate as otherWork } from 'node:timers/promises';
import { isLive } from '../../../contract/states.ts';
import type { Registry, SessionItem } from '../registry.ts';

/** Waits for things to happen in a session. Call {@link end} when nothing is waited for any more. */
export class SessionWatch {
  readonly #registry: Registry;
  readonly #item: SessionItem;
  readonly #signal: AbortSignal;
  readonly end: () => void;
  /** Counts what happened in the session, so that nothing between two looks is missed. */
  #news = 0;
  #wake: () => void = () => undefined;

  constructor(registry: Registry, item: SessionItem, signal: AbortSignal) {
    this.#registry = registry;
    this.#item = item;
    this.#signal = signal;
    this.end = registry.follow(item.id, () => {
      this.#news++;
      this.#wake();
    });
  }

  /**
   * Asks again after everything that happens in the session, until it answers something or the time is over (null).
   * The question is told, the last time it is asked, why nothing more will happen. Rejects when the signal aborts.
   */
  async until<T>(
    ms: number,
    question: (last: string | null) => T | null | Promise<T | null>,
  ): Promise<T | null> {
    const end = performance.now() + ms;
    for (;;) {
      this.#signal.throwIfAborted();
      const seen = this.#news;
      const answer = await question(this.#last());
      if (answer !== null) return answer;
      const left = end - performance.now();
      if (left <= 0) return null;
      if (seen === this.#news) await this.#somethingHappens(left);
      else await otherWork();
    }
  }

  /** Why nothing more will happen; null while something may. */
  #last(): string | null {
    if (!this.#registry.hasSession(this.#item.id)) return 'The session was removed.';
    return isLive(this.#item.summary().state) ? null : 'The connection has ended.';
  }

  #somethingHappens(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', done);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }
}
