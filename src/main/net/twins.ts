import type { Endpoint } from '../../contract/session.ts';
import { show } from './endpoints.ts';

interface Twin {
  readonly local: Endpoint | null;
  readonly remote: Endpoint | null;
  twin: string | null;
  readonly id: string;
}

/**
 * Finds both ends of a connection when both are on this bench: the one's local address is the other's remote one.
 * Unix domain sockets have no address of their own on the connecting side, so their ends are not found.
 */
export class Twins<T extends Twin> {
  readonly #open = new Map<string, T>();

  /** Call when a session opens; answers its twin if that is open already, with both now joined. */
  opened(session: T): T | null {
    const { local, remote } = session;
    if (!local || !remote || local.family === 'unix') return null;
    this.#open.set(key(local, remote), session);
    const twin = this.#open.get(key(remote, local));
    if (!twin || twin === session) return null;
    session.twin = twin.id;
    twin.twin = session.id;
    return twin;
  }

  /** Call when it closes; the two stay joined, but the addresses may be used anew. */
  closed(session: T): void {
    const { local, remote } = session;
    if (local && remote && this.#open.get(key(local, remote)) === session)
      this.#open.delete(key(local, remote));
  }
}

const key = (a: Endpoint, b: Endpoint) => `${show(a)} ${show(b)}`;
