import type { Session } from '../../../contract/bench.ts';
import type { Direction } from '../../../contract/rows.ts';
import { changeView } from '../session/view-store.ts';
import { chooseLens, lensChoiceOf } from './lens-store.ts';

/** As many as the contract takes; the oldest gives way. */
const MOST = 64;

/** Lets framing begin anew at a place of a direction, whatever came before; null: only at the beginning again. */
export function restart(session: Session, at: { direction: Direction; offset: number } | null): void {
  const { starts } = lensChoiceOf(session);
  const others = starts.filter((one) => one.direction !== at?.direction || one.offset !== at.offset);
  chooseLens(session, { starts: at ? [...others, at].slice(-MOST) : [] });
  changeView(session.id, { rows: null, bytes: null, followRows: true });
}

export const restartWords = (count: number): string =>
  count === 1 ? 'Undo framing anew' : `Undo framing anew at ${count} places`;
