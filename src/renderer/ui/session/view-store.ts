import { create } from 'zustand';
import type { Charset } from '../../../contract/payload/charset.ts';
import type { Direction } from '../../../contract/rows.ts';
import { useBench } from '../../bridge/bench-store.ts';

/** Bytes of one direction: `offset` counts from the start of the direction's stream. */
export interface ByteSpan {
  offset: number;
  length: number;
}

/** Rows that are selected, and the bytes they hold in each direction once that is known. */
export interface RowSelection {
  /** Where the selection began, and where it was led to. */
  anchor: number;
  active: number;
  spans: { in: ByteSpan | null; out: ByteSpan | null } | null;
  /** The direction that the active row speaks for. */
  direction: Direction | null;
  /** Where these are the rows of messages of a lens: which, and of a single one its payload. */
  messages?: {
    anchor: number;
    active: number;
    payload: ByteSpan | null;
    /** What stands before the payload is the head of a frame, and no length. */
    framed?: boolean;
    /** What a single one says, where that is told apart from its bytes on the wire; the views of bytes call it so. */
    content?: { stream: string; length: number };
  };
}

/** Selected bytes of the shown direction, both ends included; `focus` is where the keyboard is. */
export interface ByteSelection {
  anchor: number;
  focus: number;
}

export const BYTE_VIEWS = ['Hex', 'Text', 'Escaped', 'Code', 'Base64'] as const;
export type ByteView = (typeof BYTE_VIEWS)[number];

/** Which bytes are shown: those of the selected rows, what the selected message says, or a whole direction. */
export interface ByteSource {
  kind: 'rows' | 'content' | 'stream';
  direction: Direction;
}

/** How one session is looked at. It lives as long as the session stands on the bench, not longer than the window. */
export interface SessionView {
  rows: RowSelection | null;
  /** Given: only the rows of this peer are shown. */
  peer: string | null;
  followRows: boolean;
  followBytes: boolean;
  /** Null: chosen by what there is. */
  source: ByteSource | null;
  bytes: ByteSelection | null;
  view: ByteView;
  charset: Charset;
}

const FRESH: SessionView = {
  rows: null,
  peer: null,
  followRows: true,
  followBytes: false,
  source: null,
  bytes: null,
  view: 'Hex',
  charset: 'UTF-8',
};

const useViews = create<{ views: ReadonlyMap<string, SessionView> }>(() => ({ views: new Map() }));

export const useView = (session: string): SessionView => useViews((s) => s.views.get(session) ?? FRESH);
export const viewOf = (session: string): SessionView => useViews.getState().views.get(session) ?? FRESH;

export function changeView(session: string, change: Partial<SessionView>): void {
  useViews.setState(({ views }) => ({
    views: new Map(views).set(session, { ...viewOf(session), ...change }),
  }));
}

// What was taken off the bench needs no view any more.
useBench.subscribe((now, before) => {
  if (now.shape === before.shape) return;
  const { views } = useViews.getState();
  const kept = [...views].filter(([id]) => now.sessions.has(id));
  if (kept.length < views.size) useViews.setState({ views: new Map(kept) });
});
