import { randomBytes } from 'node:crypto';
import type { BenchUpdate, Listener, Session } from '../../contract/bench.ts';
import type { Capture } from './capture/capture.ts';
import { now } from './clock.ts';
import { BenchError } from './failure.ts';
import { pause } from './pause.ts';

/** What a tool puts on the bench. The summary is made when it is told, not when something changes. */
export interface SessionItem {
  readonly id: string;
  readonly capture: Capture;
  summary(): Session;
  /**
   * One write to whom the session speaks to; answers when it has been taken. Missing where nothing can ever be sent.
   * Rejects with a BenchError when it can't be sent now.
   */
  send?(bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Closes what is open, at once. */
  destroy(): void;
}
export interface ListenerItem {
  readonly id: string;
  summary(): Listener;
  destroy(): void;
}

/** Least time between two updates to a window, in milliseconds. */
const UPDATE_MS = 60;
/** Items in one update; the state of 10,000 sessions comes in several. */
const BATCH = 500;
/** How often the rates of sessions with traffic are told again, until those over the last five seconds are 0. */
const RATE_MS = 250;
const STILL_MS = 6000;

interface Traffic {
  last: number;
  /** It is among the busy ones. */
  told: boolean;
}

interface Watcher {
  dirty: Set<string>;
  removed: string[];
  wake: () => void;
}

/** Everything that stands on the bench, and who watches it. */
export class Registry {
  readonly #sessions = new Map<string, SessionItem>();
  readonly #listeners = new Map<string, ListenerItem>();
  readonly #watchers = new Set<Watcher>();
  /** Who is told of one session's traffic and changes at once. */
  readonly #followers = new Map<string, Set<() => void>>();
  /** Sessions with traffic, and when they last had some. */
  readonly #busy = new Map<string, Traffic>();
  #timer: NodeJS.Timeout | null = null;
  #lastId = 0;
  readonly #run = randomBytes(4).toString('hex');

  /** A new id: `tcp-1-9f3c`. The end is of this run, so that a window that outlives it takes nothing for what it knew. */
  newId(prefix: string): string {
    return `${prefix}-${++this.#lastId}-${this.#run}`;
  }

  addSession(item: SessionItem): void {
    this.#sessions.set(item.id, item);
    const traffic = { last: 0, told: false };
    item.capture.onData = (time) => this.#traffic(item.id, traffic, time);
    this.touch(item.id);
  }

  addListener(item: ListenerItem): void {
    this.#listeners.set(item.id, item);
    this.touch(item.id);
  }

  /** All sessions, in the order in which they came. */
  sessions(): IterableIterator<SessionItem> {
    return this.#sessions.values();
  }

  hasSession(id: string): boolean {
    return this.#sessions.has(id);
  }

  /** Throws NOT_FOUND. */
  session(id: string): SessionItem {
    return this.#sessions.get(id) ?? notFound('session', id);
  }

  /** Throws NOT_FOUND. */
  listener(id: string): ListenerItem {
    return this.#listeners.get(id) ?? notFound('listener', id);
  }

  /** Calls `tell` whenever bytes of a session came or went, it changed, or it was removed. Answers the end of it. */
  follow(id: string, tell: () => void): () => void {
    const all = this.#followers.get(id) ?? new Set();
    this.#followers.set(id, all.add(tell));
    return () => {
      all.delete(tell);
      if (all.size === 0) this.#followers.delete(id);
    };
  }

  /** Marks an item as changed; watchers are told soon. */
  touch(id: string): void {
    this.#tellFollowers(id);
    for (const watcher of this.#watchers) {
      // It was woken when this was marked first.
      if (watcher.dirty.has(id)) continue;
      watcher.dirty.add(id);
      watcher.wake();
    }
  }

  /** Takes an item off the bench, closing it first and dropping its capture. Unknown ids are passed over. */
  async remove(id: string): Promise<void> {
    const session = this.#sessions.get(id);
    const item = session ?? this.#listeners.get(id);
    if (!item) return;
    this.#sessions.delete(id);
    this.#listeners.delete(id);
    this.#busy.delete(id);
    item.destroy();
    for (const watcher of this.#watchers) {
      watcher.dirty.delete(id);
      watcher.removed.push(id);
      watcher.wake();
    }
    this.#tellFollowers(id);
    await session?.capture.remove();
  }

  /** Closes everything; for the end of the run. */
  async close(): Promise<void> {
    await Promise.all([...this.#listeners.keys(), ...this.#sessions.keys()].map((id) => this.remove(id)));
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** All there is, then what changes, at most every {@link UPDATE_MS}; ends when the signal aborts. */
  async *watch(signal: AbortSignal): AsyncGenerator<BenchUpdate, void> {
    const watcher: Watcher = { dirty: new Set(), removed: [], wake: () => undefined };
    const aborted = () => watcher.wake();
    signal.addEventListener('abort', aborted);
    this.#watchers.add(watcher);
    try {
      for (const id of [...this.#listeners.keys(), ...this.#sessions.keys()]) watcher.dirty.add(id);
      let first = true;
      while (!signal.aborted) {
        if (first || watcher.dirty.size > 0 || watcher.removed.length > 0) {
          yield this.#update(watcher, first);
          first = false;
          await pause(UPDATE_MS, signal);
        } else {
          await new Promise<void>((resolve) => (watcher.wake = resolve));
        }
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      this.#watchers.delete(watcher);
    }
  }

  #update(watcher: Watcher, reset: boolean): BenchUpdate {
    const update: BenchUpdate = { reset, listeners: [], sessions: [], removed: watcher.removed.splice(0) };
    let left = BATCH;
    for (const id of watcher.dirty) {
      if (left-- === 0) break;
      watcher.dirty.delete(id);
      const listener = this.#listeners.get(id);
      if (listener) update.listeners.push(listener.summary());
      const session = this.#sessions.get(id);
      if (session) update.sessions.push(session.summary());
    }
    return update;
  }

  #tellFollowers(id: string): void {
    if (this.#followers.size === 0) return;
    for (const tell of this.#followers.get(id) ?? []) tell();
  }

  #traffic(id: string, traffic: Traffic, time: number): void {
    this.#tellFollowers(id);
    traffic.last = time;
    if (traffic.told) return;
    traffic.told = true;
    this.touch(id);
    this.#busy.set(id, traffic);
    this.#timer ??= setInterval(() => this.#tellRates(), RATE_MS).unref();
  }

  #tellRates(): void {
    const still = now() - STILL_MS;
    for (const [id, traffic] of this.#busy) {
      this.touch(id);
      if (traffic.last >= still) continue;
      traffic.told = false;
      this.#busy.delete(id);
    }
    if (this.#busy.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

function notFound(what: string, id: string): never {
  throw new BenchError({
    code: 'NOT_FOUND',
    message: `The ${what} ${id} is not on the bench any more.`,
    hint: 'It may have been removed in another window.',
  });
}
