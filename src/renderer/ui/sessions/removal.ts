import { isLive } from '../../../contract/states.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { focusSessions } from '../form/focus.ts';
import { backTo, placeOf } from '../place.ts';
import type { AnyToolState, Selection } from './tool-state.ts';

/**
 * Removing takes a capture away for good, so it can be undone for a while: the sessions leave the list at once and
 * the bench when that time is over.
 */

export const UNDO_MS = 6000;

interface Pending {
  timer: ReturnType<typeof setTimeout>;
  /** What was looked at when it was removed; an undo shows it again. */
  selected: Selection | null;
}
const pending = new Map<string, Pending>();

/** Ended sessions and stopped listeners of the tool; what lives is left. */
export function removable(of: AnyToolState): string[] {
  const { removing } = of.use.getState();
  return [
    ...of.sessions().filter((s) => !isLive(s.state)),
    ...of.listeners().filter((l) => l.state !== 'listening'),
  ]
    .map(({ id }) => id)
    .filter((id) => !removing.has(id));
}

export function remove(of: AnyToolState, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const { removing, selected } = of.use.getState();
  of.use.setState({ removing: new Set([...removing, ...ids]) });
  const before = pending.get(of.tool);
  clearTimeout(before?.timer);
  const gone = selected !== null && ids.includes(selected.id);
  if (gone) {
    of.select(null);
    focusSessions();
  }
  // The button that asked for it may go with the last row.
  backTo(placeOf());
  announce(`Removed ${ids.length}. It can be undone for a few seconds.`);
  pending.set(of.tool, {
    timer: setTimeout(() => void finishRemoval(of), UNDO_MS),
    selected: gone ? selected : (before?.selected ?? null),
  });
}

export function undoRemoval(of: AnyToolState): void {
  const before = pending.get(of.tool);
  pending.delete(of.tool);
  clearTimeout(before?.timer);
  const { removing, selected } = of.use.getState();
  of.use.setState({ removing: new Set() });
  if (!selected && before?.selected && removing.has(before.selected.id)) of.select(before.selected);
  focusSessions();
}

async function finishRemoval(of: AnyToolState): Promise<void> {
  pending.delete(of.tool);
  const ids = [...of.use.getState().removing];
  try {
    if (ids.length > 0) await getClient().bench.remove({ ids });
  } catch (error) {
    announce(toFailure(error).message);
  } finally {
    const { removing } = of.use.getState();
    of.use.setState({ removing: new Set([...removing].filter((id) => !ids.includes(id))) });
  }
}
