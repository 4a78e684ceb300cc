import { folded } from '../../../bench/files/names.ts';

/** Works on several files at once, but never on two whose names some disk takes for the same. */
export class Pool {
  readonly #most: number;
  readonly #working = new Map<string, Promise<void>>();
  #failed: { error: unknown } | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  /** Begins `work` when there is room for it. Rejects with what an earlier one failed with; no more is begun then. */
  async add(name: string, work: () => Promise<void>): Promise<void> {
    await this.alone(name);
    while (this.#working.size >= this.#most) await Promise.race(this.#working.values());
    this.throwIfFailed();
    const key = folded(name);
    const working = work()
      .catch((error: unknown) => void (this.#failed ??= { error }))
      .then(() => void this.#working.delete(key));
    this.#working.set(key, working);
  }

  /** Waits until nobody works on it. */
  async alone(name: string): Promise<void> {
    await this.#working.get(folded(name));
    this.throwIfFailed();
  }

  /** Waits for all; does not reject. */
  async settle(): Promise<void> {
    await Promise.all(this.#working.values());
  }

  throwIfFailed(): void {
    if (this.#failed) throw this.#failed.error;
  }
}
