/** One page as it was pulled. */
export interface Pulled<T> {
  value: T;
  /** Units (rows, bytes) that the page holds by now. */
  count: number;
  /** False while what it holds may still change without its count changing. */
  settled: boolean;
}

export interface PageCacheOptions<T> {
  /** Units a full page holds. */
  pageSize: number;
  /** Full pages kept; those in view are kept in any case. */
  keep: number;
  pull(stream: string, from: number, count: number, signal: AbortSignal): Promise<Pulled<T>>;
}

interface Entry<T> {
  pulled?: Pulled<T>;
  /** What the stream held when the page was asked for. */
  total: number;
  inFlight?: AbortController;
  startedAt: number;
  failures: number;
  failure?: unknown;
}

interface Need {
  stream: string;
  first: number;
  last: number;
  total: number;
}

/** A page at the growing end is pulled again at most this often. */
const TAIL_MS = 100;
const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 5000;
const MAX_IN_FLIGHT = 8;

/**
 * Pages of streams that live elsewhere and grow. Each view says what it shows (`want`); the cache pulls what is
 * missing once, gives up what nobody shows any more, pulls a partial page again when its stream has grown, and tries
 * again after a failure. What a page held is shown until the newer one is there.
 */
export class PageCache<T> {
  readonly #options: PageCacheOptions<T>;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #needs = new Map<object, Need>();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #inFlight = 0;

  constructor(options: PageCacheOptions<T>) {
    this.#options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes whenever any page has changed. */
  readonly version = (): number => this.#version;

  get(stream: string, page: number): Pulled<T> | undefined {
    return this.#entries.get(`${stream}#${page}`)?.pulled;
  }

  /** Why a page isn't there, while it isn't. */
  failure(stream: string, page: number): unknown {
    const entry = this.#entries.get(`${stream}#${page}`);
    return entry?.pulled ? undefined : entry?.failure;
  }

  /** `viewer` shows the units `first … last` of a stream that now holds `total`. */
  want(viewer: object, stream: string, first: number, last: number, total: number): void {
    this.#needs.set(viewer, { stream, first: Math.max(0, first), last: Math.min(last, total - 1), total });
    this.#pump();
  }

  release(viewer: object): void {
    this.#needs.delete(viewer);
    this.#pump();
  }

  clear(): void {
    for (const entry of this.#entries.values()) entry.inFlight?.abort();
    this.#entries.clear();
    this.#announce();
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const needed = new Map<string, { need: Need; page: number }>();
    for (const need of this.#needs.values()) {
      const { pageSize } = this.#options;
      for (let page = Math.floor(need.first / pageSize); page * pageSize <= need.last; page++) {
        needed.set(`${need.stream}#${page}`, { need, page });
      }
    }
    for (const [key, entry] of this.#entries) if (entry.inFlight && !needed.has(key)) entry.inFlight.abort();
    let wake = Infinity;
    for (const [key, { need, page }] of needed) {
      const entry = this.#touch(key);
      if (entry.inFlight || !this.#isStale(entry, need, page)) continue;
      const due = entry.startedAt + this.#pause(entry);
      if (due > now) wake = Math.min(wake, due);
      else if (this.#inFlight < MAX_IN_FLIGHT) this.#start(key, entry, need, page);
    }
    if (wake < Infinity) this.#timer = setTimeout(() => this.#pump(), Math.max(1, wake - now));
    this.#evict(needed);
  }

  #pause(entry: Entry<T>): number {
    if (entry.failures > 0) return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (entry.failures - 1));
    return entry.pulled ? TAIL_MS : 0;
  }

  #isStale(entry: Entry<T>, need: Need, page: number): boolean {
    if (!entry.pulled) return true;
    const { pageSize } = this.#options;
    if (entry.pulled.count < Math.min(pageSize, need.total - page * pageSize)) return true;
    return !entry.pulled.settled && entry.total < need.total;
  }

  #touch(key: string): Entry<T> {
    const entry = this.#entries.get(key) ?? { total: 0, startedAt: 0, failures: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #start(key: string, entry: Entry<T>, need: Need, page: number): void {
    const { pageSize, pull } = this.#options;
    const abort = new AbortController();
    entry.inFlight = abort;
    entry.startedAt = Date.now();
    entry.total = need.total;
    this.#inFlight++;
    const count = Math.min(pageSize, need.total - page * pageSize);
    pull(need.stream, page * pageSize, count, abort.signal)
      .then(
        (pulled) => {
          if (abort.signal.aborted) return;
          entry.pulled = pulled;
          entry.failures = 0;
          delete entry.failure;
          this.#announce();
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          entry.failures++;
          entry.failure = error;
          this.#announce();
        },
      )
      .finally(() => {
        this.#inFlight--;
        if (entry.inFlight === abort) delete entry.inFlight;
        // A page given up on is no page: the next wish for it starts at once.
        if (abort.signal.aborted && !entry.pulled && this.#entries.get(key) === entry)
          this.#entries.delete(key);
        this.#pump();
      });
  }

  #evict(needed: ReadonlyMap<string, unknown>): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#options.keep) return;
      if (!needed.has(key) && !entry.inFlight) this.#entries.delete(key);
    }
  }

  #announce(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
