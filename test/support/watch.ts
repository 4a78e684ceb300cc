import type { Listener, Session } from '../../src/contract/bench.ts';
import type { BenchClient } from '../../src/renderer/bridge/client.ts';
import { within } from './wait.ts';

/** The state of a bench as a window sees it: fed by `bench.watch`, and waited on. */
export class Watch {
  readonly sessions = new Map<string, Session>();
  readonly listeners = new Map<string, Listener>();
  readonly #abort = new AbortController();
  readonly #news = new Set<() => void>();
  readonly #ended: Promise<void>;

  constructor(client: BenchClient) {
    this.#ended = this.#follow(client);
  }

  async #follow(client: BenchClient): Promise<void> {
    try {
      for await (const update of await client.bench.watch(undefined, { signal: this.#abort.signal })) {
        if (update.reset) {
          this.sessions.clear();
          this.listeners.clear();
        }
        for (const session of update.sessions) this.sessions.set(session.id, session);
        for (const listener of update.listeners) this.listeners.set(listener.id, listener);
        for (const id of update.removed) {
          this.sessions.delete(id);
          this.listeners.delete(id);
        }
        for (const look of this.#news) look();
      }
    } catch (error) {
      // The stream ends with its channel or by `close`; a test that still waits on it runs out of patience and says so.
      if (!(error instanceof Error)) throw error;
    }
  }

  /** Waits until `look` answers something, and answers that. */
  async until<T>(what: string, look: () => T | null | undefined | false): Promise<T> {
    let again: () => void = () => undefined;
    const found = new Promise<T>((done, fail) => {
      again = () => {
        try {
          const answer = look();
          if (answer !== null && answer !== undefined && answer !== false) done(answer);
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.#news.add(again);
      again();
    });
    try {
      return await within(found, () => `${what}; the bench has ${this.#told()}`);
    } finally {
      this.#news.delete(again);
    }
  }

  /** Waits until a session is as wanted, and answers it. */
  session(id: string, what: string, wanted: (session: Session) => boolean): Promise<Session> {
    return this.until(`session ${id} ${what}`, () => {
      const session = this.sessions.get(id);
      return session !== undefined && wanted(session) && session;
    });
  }

  /** Waits until a listener has accepted `count` clients, and answers their sessions in the order they came. */
  accepted(listener: string, count = 1): Promise<Session[]> {
    return this.until(`${count} clients of ${listener}`, () => {
      const found = [...this.sessions.values()].filter((session) => session.listener === listener);
      return found.length >= count && found.sort((a, b) => a.createdAt - b.createdAt);
    });
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  #told(): string {
    const brief = [...this.sessions.values()]
      .slice(0, 20)
      .map(({ id, state, counts, closeReason, failure }) => ({
        id,
        state,
        in: counts.bytesIn,
        out: counts.bytesOut,
        closeReason,
        failure: failure?.code,
      }));
    return JSON.stringify({
      listeners: [...this.listeners.values()].map((l) => [l.id, l.state, l.open]),
      brief,
    });
  }
}
