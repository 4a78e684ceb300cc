import type { Listener, Session } from '../../../contract/bench.ts';

/** One line of the list of sessions. */
export type TreeRow =
  | { kind: 'listener'; id: string; clients: number; folded: boolean }
  | { kind: 'session'; id: string; depth: 0 | 1 };

/**
 * The list as it stands on the screen: each listener with the sessions it accepted under it, then the sessions that
 * stand alone. Within a group the order is that in which they came.
 */
export function treeRows(
  listeners: ReadonlyMap<string, Listener>,
  sessions: ReadonlyMap<string, Session>,
  folded: ReadonlySet<string>,
  removing: ReadonlySet<string>,
): TreeRow[] {
  const accepted = new Map<string, string[]>();
  const alone: string[] = [];
  for (const session of sessions.values()) {
    if (removing.has(session.id)) continue;
    if (session.listener === null || !listeners.has(session.listener)) {
      alone.push(session.id);
      continue;
    }
    const group = accepted.get(session.listener);
    if (group) group.push(session.id);
    else accepted.set(session.listener, [session.id]);
  }
  const rows: TreeRow[] = [];
  for (const { id } of listeners.values()) {
    const clients = accepted.get(id) ?? [];
    if (removing.has(id)) {
      alone.push(...clients);
      continue;
    }
    rows.push({ kind: 'listener', id, clients: clients.length, folded: folded.has(id) });
    if (!folded.has(id)) for (const client of clients) rows.push({ kind: 'session', id: client, depth: 1 });
  }
  for (const id of alone) rows.push({ kind: 'session', id, depth: 0 });
  return rows;
}
