import type { Session } from '../../../contract/bench.ts';
import type { Endpoint } from '../../../contract/session.ts';

/** The session of a relay that has this connection as one of its two sides; null where none has. */
export function relayedBy(
  sessions: Iterable<Session>,
  local: Endpoint | null,
  remote: Endpoint | null,
): string | null {
  if (local === null || remote === null || local.family === 'unix') return null;
  for (const session of sessions) {
    if (session.tool !== 'relay' || session.details.transport !== 'tcp') continue;
    const { target } = session.details;
    const client = same(session.remote, local) && same(session.local, remote);
    if (client || (same(target.local, remote) && same(target.remote, local))) return session.id;
  }
  return null;
}

const same = (one: Endpoint | null, other: Endpoint): boolean =>
  one !== null && one.port === other.port && one.address === other.address;
