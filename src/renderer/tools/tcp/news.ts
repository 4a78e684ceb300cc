import type { Session } from '../../../contract/bench.ts';
import { type BenchState, useBench } from '../../bridge/bench-store.ts';
import { announce } from '../../ui/announce.ts';
import { select, useTcp } from './store.ts';
import { sessionState } from './words.ts';

/** What the page does when the bench tells of something new. Called once, before the first screen. */
export function followNews(): void {
  useBench.subscribe((now, before) => {
    if (now.shape === before.shape) return;
    showFirstClient(now, before);
    announceChanges(now, before);
  });
}

/** Who looks at a listener that waits for its first client sees that client, and so its first byte, at once. */
function showFirstClient(now: BenchState, before: BenchState): void {
  const { selected, connecting } = useTcp.getState();
  if (selected?.kind !== 'listener' || connecting) return;
  if ((before.listeners.get(selected.id)?.accepted ?? 0) > 0) return;
  for (const session of now.sessions.values()) {
    if (session.listener !== selected.id || before.sessions.has(session.id)) continue;
    return select({ kind: 'session', id: session.id });
  }
}

/** The connection that the user opened, and the one that is looked at, are spoken of; a crowd is not. */
function announceChanges(now: BenchState, before: BenchState): void {
  const { selected, connection } = useTcp.getState();
  for (const id of new Set([selected?.id, connection])) {
    if (!id) continue;
    const session = now.sessions.get(id);
    const earlier = before.sessions.get(id);
    if (!session || session.state === earlier?.state) continue;
    if (earlier || session.role === 'client') announce(sentence(session));
  }
}

function sentence(session: Session): string {
  switch (session.state) {
    case 'open':
      return `Connected to ${session.title}`;
    case 'failed':
      return session.failure?.message ?? `Connection to ${session.title} failed`;
    case 'closed':
      return `Connection to ${session.title} closed`;
    default:
      return `${session.title}: ${sessionState(session).word}`;
  }
}
