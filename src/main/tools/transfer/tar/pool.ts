/** Works on several files at once, but never on two of the same key: that stands for names a disk may take for one. */
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
  async add(key: string, bytes: number, work: () => Promise<void>): Promise<void> {
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
  alone(key: string): void | Promise<void> {
    const working = this.#working.get(key);
    if (working) return working.then(() => this.throwIfFailed());
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
