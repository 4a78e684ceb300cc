import { randomBytes } from 'node:crypto';

export interface OneTimeOptions {
  /** Milliseconds after which an entry that nobody took is dropped. */
  lifetime: number;
  /** The most entries that wait at once; past it the oldest is dropped. */
  limit: number;
}

interface Entry<T> {
  value: T;
  timer: NodeJS.Timeout;
  dropped: (() => void) | undefined;
}

/** Things behind an unguessable id that can be taken once, and only for a while. */
export class OneTime<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #options: OneTimeOptions;

  constructor(options: OneTimeOptions) {
    this.#options = options;
  }

  /** Keeps `value` and returns its id: 128 random bits in URL characters. `dropped` is told when nobody took it. */
  put(value: T, dropped?: () => void): string {
    const id = randomBytes(16).toString('base64url');
    const timer = setTimeout(() => this.drop(id), this.#options.lifetime);
    timer.unref();
    this.#entries.set(id, { value, timer, dropped });
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size > this.#options.limit && oldest !== undefined) this.drop(oldest);
    return id;
  }

  drop(id: string): void {
    const dropped = this.#entries.get(id)?.dropped;
    if (this.take(id) !== undefined) dropped?.();
  }

  take(id: string): T | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    clearTimeout(entry.timer);
    this.#entries.delete(id);
    return entry.value;
  }

  clear(): void {
    for (const id of [...this.#entries.keys()]) this.drop(id);
  }
}
