import { randomBytes } from 'node:crypto';

export interface OneTimeOptions {
  /** Milliseconds after which an entry that nobody took is dropped. */
  lifetime: number;
  /** The most entries that wait at once; past it the oldest is dropped. */
  limit: number;
}

/** Things behind an unguessable id that can be taken once, and only for a while. */
export class OneTime<T> {
  readonly #entries = new Map<string, { value: T; timer: NodeJS.Timeout }>();
  readonly #options: OneTimeOptions;

  constructor(options: OneTimeOptions) {
    this.#options = options;
  }

  /** Keeps `value` and returns its id: 128 random bits in URL characters. */
  put(value: T): string {
    const id = randomBytes(16).toString('base64url');
    const timer = setTimeout(() => this.#entries.delete(id), this.#options.lifetime);
    timer.unref();
    this.#entries.set(id, { value, timer });
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size > this.#options.limit && oldest !== undefined) this.take(oldest);
    return id;
  }

  take(id: string): T | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    clearTimeout(entry.timer);
    this.#entries.delete(id);
    return entry.value;
  }

  clear(): void {
    for (const id of [...this.#entries.keys()]) this.take(id);
  }
}
