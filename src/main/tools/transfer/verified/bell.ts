interface Waiting {
  test: () => boolean;
  done: () => void;
  fail: (error: unknown) => void;
}

/** Rung when something has changed; those who wait then look whether it is what they wait for. */
export class Bell {
  readonly #signal: AbortSignal;
  #waiting: Waiting[] = [];

  /** All who wait are rejected with the reason of the signal when it aborts. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      for (const one of this.#waiting.splice(0)) one.fail(signal.reason);
    });
  }

  ring(): void {
    const waiting = this.#waiting;
    let still = 0;
    for (const one of waiting) {
      if (one.test()) one.done();
      else waiting[still++] = one;
    }
    waiting.length = still;
  }

  /** Resolves when `test` is true. */
  async until(test: () => boolean): Promise<void> {
    this.#signal.throwIfAborted();
    if (test()) return;
    await new Promise<void>((done, fail) => this.#waiting.push({ test, done, fail }));
  }
}
