import { isData } from '../../../contract/rows.ts';
import { type CapturedRow, readRows } from '../../bridge/captures.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { readSpans, spansOfRow } from '../session/row-spans.ts';
import { changeView, viewOf } from '../session/view-store.ts';

let looking: AbortController | undefined;

/**
 * Selects a row, or with `extend` all from the earlier one to it, and shows their bytes. The selection is there at
 * once; which bytes it holds may first have to be asked.
 */
export async function selectRows(
  session: string,
  index: number,
  extend: boolean,
  row: CapturedRow | undefined,
  total: number,
): Promise<void> {
  const before = viewOf(session);
  const anchor = extend && before.rows ? before.rows.anchor : index;
  looking?.abort();
  const mine = new AbortController();
  looking = mine;
  const direction = row && isData(row.kind) ? row.kind : null;
  const known = row && anchor === index ? spansOfRow(row) : null;
  changeView(session, {
    rows: { anchor, active: index, spans: known, direction },
    source: { kind: 'rows', direction: direction ?? before.source?.direction ?? 'in' },
    bytes: null,
    // What is being read stays where it is; the last row is where following goes on.
    followRows: before.followRows && index >= total - 1,
    followBytes: false,
  });
  if (known) return;
  try {
    const [first, last] = [Math.min(anchor, index), Math.max(anchor, index)];
    const here = row ?? (await readRows(session, index, 1, mine.signal))[0];
    const spans = await readSpans(session, first, last, mine.signal);
    if (mine.signal.aborted) return;
    const of = here && isData(here.kind) ? here.kind : spans.in ? 'in' : spans.out ? 'out' : null;
    changeView(session, {
      rows: { anchor, active: index, spans, direction: of },
      source: { kind: 'rows', direction: of ?? 'in' },
    });
  } catch (error) {
    if (!mine.signal.aborted && !isAbort(error)) announce(toFailure(error).message);
  }
}
