import type { Session } from '../../../contract/bench.ts';
import { type BenchState, useBench } from '../../bridge/bench-store.ts';
import { announce } from '../announce.ts';
import type { AnyToolBench } from './tool-bench.ts';
import { sessionState } from './words.ts';

export interface NewsOptions {
  /** The session that the tool's form opened last: it is spoken of even while another is looked at. */
  opened?(): string | null;
  /** True while the user is about to open something: the list then chooses nothing by itself. */
  busy?(): boolean;
  /** What came of one that has closed, in the words of the tool; null: in those of all. */
  ended?(session: Session): string | null;
}

/** What a tool's page does when the bench tells of something new. Called once, before the first screen. */
export function followNews(of: AnyToolBench, options: NewsOptions = {}): void {
  useBench.subscribe((now, before) => {
    if (now.shape === before.shape) return;
    if (!options.busy?.()) showFirstClient(of, now, before);
    announceChanges(of, options, now, before);
  });
}

/** Who looks at a listener that waits for its first client sees that client, and so its first byte, at once. */
function showFirstClient(of: AnyToolBench, now: BenchState, before: BenchState): void {
  const { selected } = of.use.getState();
  if (selected?.kind !== 'listener') return;
  if ((before.listeners.get(selected.id)?.accepted ?? 0) > 0) return;
  for (const session of now.sessions.values()) {
    if (session.listener !== selected.id || before.sessions.has(session.id)) continue;
    return of.select({ kind: 'session', id: session.id });
  }
}

/** The session that the user opened, and the one that is looked at, are spoken of; a crowd is not. */
function announceChanges(
  of: AnyToolBench,
  { opened, ended }: NewsOptions,
  now: BenchState,
  before: BenchState,
): void {
  for (const id of new Set([of.use.getState().selected?.id, opened?.()])) {
    if (!id) continue;
    const session = now.sessions.get(id);
    const earlier = before.sessions.get(id);
    if (!session || !of.isOwn(session) || session.state === earlier?.state) continue;
    const words = session.state === 'closed' ? ended?.(session) : null;
    if (earlier || session.role === 'client') announce(words ?? sentence(session));
  }
}

function sentence(session: Session): string {
  const { title, role, listener, failure, state } = session;
  // What was bound here has no other end that it is connected to.
  const bound = role === 'server' && listener === null;
  switch (state) {
    case 'open':
      return bound ? `${title} is open` : `Connected to ${title}`;
    case 'failed':
      return failure?.message ?? (bound ? `${title} failed` : `Connection to ${title} failed`);
    case 'closed':
      return bound ? `${title} closed` : `Connection to ${title} closed`;
    default:
      return `${title}: ${sessionState(session).word}`;
  }
}
