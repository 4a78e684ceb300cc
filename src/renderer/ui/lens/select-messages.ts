import type { LensSpec } from '../../../contract/lens.ts';
import { isData, MAX_ROWS } from '../../../contract/rows.ts';
import { type CapturedMessage, readMessages } from '../../bridge/lenses.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { messageStream } from '../bytes/message-source.ts';
import { type Spans, spansOfRows } from '../session/row-spans.ts';
import { changeView, viewOf } from '../session/view-store.ts';

let looking: AbortController | undefined;

/** Messages on the wire as rows with bytes, for the spans they hold. */
const asRows = (rows: readonly CapturedMessage[]) =>
  rows
    .filter((row) => row.status !== null)
    .map((row) => ({ kind: row.kind, offset: row.start, length: row.size }));

/** Messages of one direction follow each other without a gap, so those near both ends give the span of all. */
async function readEnds(
  session: string,
  lens: LensSpec,
  first: number,
  last: number,
  signal: AbortSignal,
): Promise<{ rows: CapturedMessage[]; spans: Spans }> {
  const count = last - first + 1;
  const pull = (from: number, size: number) => readMessages(session, lens, from, size, signal);
  const rows =
    count <= MAX_ROWS
      ? await pull(first, count)
      : (await Promise.all([pull(first, MAX_ROWS), pull(last - MAX_ROWS + 1, MAX_ROWS)])).flat();
  return { rows, spans: spansOfRows(asRows(rows)) };
}

/** Selects a message, or with `extend` all from the earlier one to it, and shows their bytes on the wire. */
export async function selectMessages(
  session: string,
  lens: LensSpec,
  index: number,
  extend: boolean,
  row: CapturedMessage | undefined,
  total: number,
): Promise<void> {
  const before = viewOf(session);
  const anchor = (extend ? before.rows?.messages?.anchor : undefined) ?? index;
  looking?.abort();
  const mine = new AbortController();
  looking = mine;
  const select = (
    rows: readonly CapturedMessage[],
    spans: Spans | null,
    active: CapturedMessage | undefined,
  ) => {
    const kept = viewOf(session);
    const of = active && isData(active.kind) ? active.kind : spans?.in ? 'in' : spans?.out ? 'out' : null;
    const one = anchor === index && active?.status ? active : undefined;
    const content = one?.content
      ? { stream: messageStream(session, lens, one.index), length: one.content }
      : undefined;
    // Who looked at the wire of the message before goes on with that.
    const onWire = kept.source?.kind === 'rows' && kept.rows?.messages?.content !== undefined;
    changeView(session, {
      rows: {
        anchor: Math.min(...rows.map((each) => each.first), active?.first ?? Infinity),
        active: active?.seq ?? kept.rows?.active ?? 0,
        spans,
        direction: of,
        messages: {
          anchor,
          active: index,
          payload: one ? { offset: one.offset, length: one.length } : null,
          framed: one?.named ?? false,
          ...(content && { content }),
        },
      },
      source: {
        kind: content && !onWire ? 'content' : 'rows',
        direction: of ?? kept.source?.direction ?? 'in',
      },
      bytes: null,
      followRows: kept.followRows && index >= total - 1,
      followBytes: false,
    });
  };
  if (row && anchor === index) return select([row], spansOfRows(asRows([row])), row);
  select(row ? [row] : [], null, row);
  try {
    const [first, last] = [Math.min(anchor, index), Math.max(anchor, index)];
    const { rows, spans } = await readEnds(session, lens, first, last, mine.signal);
    if (!mine.signal.aborted) select(rows, spans, rows.find((each) => each.index === index) ?? row);
  } catch (error) {
    if (!mine.signal.aborted && !isAbort(error)) announce(toFailure(error).message);
  }
}
