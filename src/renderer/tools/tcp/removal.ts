import { isLive } from '../../../contract/states.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { focusSessions } from './focus.ts';
import { type Selection, select, useTcp } from './store.ts';

/**
 * Removing takes a capture away for good, so it can be undone for a while: the sessions leave the list at once and
 * the bench when that time is over.
 */

export const UNDO_MS = 6000;

/** What was looked at when it was removed; an undo shows it again. */
let selectedBefore: Selection | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Ended sessions and stopped listeners; what lives is left. */
export function removable(): string[] {
  const { sessions, listeners } = useBench.getState();
  const { removing } = useTcp.getState();
  return [
    ...[...sessions.values()].filter((s) => !isLive(s.state)),
    ...[...listeners.values()].filter((l) => l.state !== 'listening'),
  ]
    .map(({ id }) => id)
    .filter((id) => !removing.has(id));
}

export function remove(ids: readonly string[]): void {
  if (ids.length === 0) return;
  const { removing, selected } = useTcp.getState();
  useTcp.setState({ removing: new Set([...removing, ...ids]) });
  if (selected && ids.includes(selected.id)) {
    selectedBefore = selected;
    select(null);
    focusSessions();
  }
  announce(`Removed ${ids.length}. It can be undone for a few seconds.`);
  clearTimeout(timer);
  timer = setTimeout(() => void finishRemoval(), UNDO_MS);
}

export function undoRemoval(): void {
  clearTimeout(timer);
  const { removing, selected } = useTcp.getState();
  useTcp.setState({ removing: new Set() });
  if (!selected && selectedBefore && removing.has(selectedBefore.id)) select(selectedBefore);
  selectedBefore = null;
  focusSessions();
}

async function finishRemoval(): Promise<void> {
  const ids = [...useTcp.getState().removing];
  try {
    if (ids.length > 0) await getClient().bench.remove({ ids });
  } catch (error) {
    announce(toFailure(error).message);
  } finally {
    const { removing } = useTcp.getState();
    useTcp.setState({ removing: new Set([...removing].filter((id) => !ids.includes(id))) });
  }
}
