/** Parts that transfers of this process write, by their path: each is written by one at a time. */
class Claims {
  /** Who waits for each of them. */
  readonly #held = new Map<string, Set<() => void> | null>();

  get count(): number {
    return this.#held.size;
  }

  has(path: string): boolean {
    return this.#held.has(path);
  }

  /** False when another has it. */
  take(path: string): boolean {
    if (this.#held.has(path)) return false;
    this.#held.set(path, null);
    return true;
  }

  release(path: string): void {
    const waiting = this.#held.get(path);
    this.#held.delete(path);
    for (const go of waiting ?? []) go();
  }

  /** Resolves when nobody has it any more, when the signal aborts, or after `ms`. */
  async freed(path: string, ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#held.has(path) || signal.aborted) return;
    const waiting = this.#held.get(path) ?? new Set();
    this.#held.set(path, waiting);
    await new Promise<void>((resolve) => {
      const go = () => {
        clearTimeout(timer);
        waiting.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      waiting.add(go);
      signal.addEventListener('abort', go);
    });
  }
}

export const claims = new Claims();
