import type { Exchange } from './exchange.ts';

/** Ends what waits for a server that says nothing any more, or when its exchange is stopped. */
export class Watchdog {
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout | null;
  readonly #exchange: Exchange;
  readonly #aborted: () => void;
  #late: NodeJS.Immediate | undefined;
  #resting = false;

  /** `why` makes the reason, from the bytes that have come of the answer; `ms` 0: it waits without an end. */
  constructor(ms: number, exchange: Exchange, why: (received: number) => Error) {
    const { session } = exchange.hops.at(-1) ?? {};
    const before = session?.capture.length('in') ?? 0;
    this.#exchange = exchange;
    this.#aborted = () => this.#stop.abort(exchange.signal.reason);
    exchange.signal.addEventListener('abort', this.#aborted);
    if (exchange.signal.aborted) this.#aborted();
    this.#timer =
      ms === 0
        ? null
        : setTimeout(() => {
            if (this.#resting) return void this.#timer?.refresh();
            // Where this machine was busy or asleep, what the server said in time is read only now.
            this.#late = setImmediate(() =>
              this.#stop.abort(why((session?.capture.length('in') ?? 0) - before)),
            );
          }, ms);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  fed(): void {
    this.#resting = false;
    clearImmediate(this.#late);
    this.#timer?.refresh();
  }

  /** It is not the server that is waited for. */
  rests(): void {
    this.#resting = true;
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    clearImmediate(this.#late);
    this.#exchange.signal.removeEventListener('abort', this.#aborted);
  }
}
