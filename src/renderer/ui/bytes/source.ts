import type { Session } from '../../../contract/bench.ts';
import type { Direction } from '../../../contract/rows.ts';
import type { ByteSource, SessionView } from '../session/view-store.ts';

/** The bytes that are shown: a stretch of one direction of the session's streams. */
export interface Shown {
  session: string;
  direction: Direction;
  offset: number;
  length: number;
  /** Bytes the whole direction has by now. */
  total: number;
  kind: ByteSource['kind'];
  /** True while it isn't known yet which bytes the selected rows hold. */
  looking: boolean;
  /** Where these are the bytes of one message: its payload, between a length and an ending. */
  payload?: { from: number; to: number };
  /** What stands before it is the head of a frame. */
  framed?: boolean;
}

export const totalOf = (session: Session, direction: Direction): number =>
  direction === 'in' ? session.counts.bytesIn : session.counts.bytesOut;

/** What a view shows: the selected rows where there are some, else all received, else all sent. */
export function shownBytes(session: Session, view: Pick<SessionView, 'rows' | 'source'>): Shown {
  const { rows } = view;
  const fallback: Direction = session.counts.bytesIn === 0 && session.counts.bytesOut > 0 ? 'out' : 'in';
  const source = view.source ?? { kind: 'stream', direction: fallback };
  const { direction } = source;
  const total = totalOf(session, direction);
  const base = { session: session.id, direction, total, kind: source.kind };
  if (source.kind === 'stream' || !rows) {
    return { ...base, kind: 'stream', offset: 0, length: total, looking: false };
  }
  const content = rows.messages?.content;
  if (source.kind === 'content' && content && direction === rows.direction) {
    const { stream, length } = content;
    return { ...base, session: stream, offset: 0, length, total: length, looking: false };
  }
  const span = rows.spans?.[direction] ?? { offset: 0, length: 0 };
  const payload = direction === rows.direction ? rows.messages?.payload : null;
  return {
    ...base,
    kind: 'rows',
    ...span,
    looking: rows.spans === null,
    ...(rows.messages?.framed && { framed: true }),
    ...(payload && { payload: { from: payload.offset, to: payload.offset + payload.length } }),
  };
}
