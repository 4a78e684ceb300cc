import type { ExchangesUpdate } from '../../../../contract/tools/http.ts';
import { BenchError } from '../../../bench/failure.ts';
import { logged } from '../../../bench/logged.ts';
import { pause } from '../../../bench/pause.ts';
import type { Exchange } from './exchange.ts';

/** So many that are over are kept. */
const KEPT = 500;
/** Least time between two updates to a window, in milliseconds. */
const UPDATE_MS = 100;

interface Watcher {
  dirty: Set<string>;
  removed: string[];
  wake: () => void;
}

/** All exchanges there are, and who watches them. */
export class Exchanges {
  readonly #all = new Map<string, Exchange>();
  readonly #watchers = new Set<Watcher>();
  readonly #gone: (exchange: Exchange, others: Iterable<Exchange>) => void;

  /** `gone` is told of each that is not kept any more. */
  constructor(gone: (exchange: Exchange, others: Iterable<Exchange>) => void) {
    this.#gone = gone;
  }

  add(exchange: Exchange): void {
    this.#all.set(exchange.id, exchange);
    this.touch(exchange.id);
    const over = [...this.#all.values()].filter((one) => one.over);
    for (const old of over.slice(0, Math.max(0, over.length - KEPT))) this.remove(old.id);
  }

  /** Throws NOT_FOUND. */
  get(id: string): Exchange {
    const exchange = this.#all.get(id);
    if (exchange) return exchange;
    throw new BenchError({
      code: 'NOT_FOUND',
      message: 'This exchange is not kept any more.',
      hint: 'It was removed, or 500 others came after it.',
    });
  }

  touch(id: string): void {
    for (const watcher of this.#watchers) {
      watcher.dirty.add(id);
      watcher.wake();
    }
  }

  remove(id: string): void {
    const exchange = this.#all.get(id);
    if (!exchange) return;
    this.#all.delete(id);
    for (const watcher of this.#watchers) {
      watcher.dirty.delete(id);
      watcher.removed.push(id);
      watcher.wake();
    }
    exchange.remove().catch(logged('an exchange'));
    this.#gone(exchange, this.#all.values());
  }

  async close(): Promise<void> {
    const all = [...this.#all.values()];
    this.#all.clear();
    await Promise.all(all.map((exchange) => exchange.remove()));
  }

  /** All there are, then what changes; ends when the signal aborts. */
  async *watch(signal: AbortSignal): AsyncGenerator<ExchangesUpdate, void> {
    const watcher: Watcher = { dirty: new Set(this.#all.keys()), removed: [], wake: () => undefined };
    const aborted = () => watcher.wake();
    signal.addEventListener('abort', aborted);
    this.#watchers.add(watcher);
    try {
      for (let reset = true; !signal.aborted; reset = false) {
        const exchanges = [...watcher.dirty].flatMap((id) => this.#all.get(id)?.summary() ?? []);
        watcher.dirty.clear();
        yield { reset, exchanges, removed: watcher.removed.splice(0) };
        await pause(UPDATE_MS, signal);
        if (!signal.aborted && watcher.dirty.size === 0 && watcher.removed.length === 0)
          await new Promise<void>((resolve) => (watcher.wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      this.#watchers.delete(watcher);
    }
  }
}
