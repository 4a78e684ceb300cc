import { folded } from '../../../bench/files/names.ts';

/** Works on several files at once, but never on two whose names some disk takes for the same. */
export class Pool {
  readonly #most: { files: number; bytes: number };
  readonly #working = new Map<string, Promise<void>>();
  #bytes = 0;
  #failed: { error: unknown } | null = null;
  #news: () => void = () => undefined;

  constructor(most: { files: number; bytes: number }) {
    this.#most = most;
  }

  /** Begins `work` when there is room for it. Rejects with what an earlier one failed with; no more is begun then. */
  async add(name: string, bytes: number, work: () => Promise<void>): Promise<void> {
    const key = folded(name);
    await this.#working.get(key);
    while (this.#working.size >= this.#most.files || this.#bytes >= this.#most.bytes)
      await new Promise<void>((told) => (this.#news = told));
    this.throwIfFailed();
    this.#bytes += bytes;
    const working = work()
      .catch((error: unknown) => void (this.#failed ??= { error }))
      .then(() => {
        this.#bytes -= bytes;
        this.#working.delete(key);
        this.#news();
      });
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
