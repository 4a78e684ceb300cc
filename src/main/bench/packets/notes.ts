import { ROW_KINDS, type RowKind } from '../../../contract/rows.ts';

/** A row that has no packet of its own, as a comment of our files tells it: `connect 2026-03-09T12:01:07.114250000Z: …`. */
export interface RowNote {
  time: number;
  kind: RowKind;
  text: string;
}

const SHAPE = /^([a-z-]+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{9})Z: ([^]*)$/;
const KINDS = new Set<string>(ROW_KINDS);

export function noteText({ time, kind, text }: RowNote): string {
  const whole = Math.floor(time);
  const nanos = String(Math.min(Math.round((time - whole) * 1e6), 999_999)).padStart(6, '0');
  return `${kind} ${new Date(whole).toISOString().slice(0, -1)}${nanos}Z: ${text}`;
}

export function readNote(comment: string): RowNote | null {
  const [, kind = '', seconds = '', nanos = '', text = ''] = SHAPE.exec(comment) ?? [];
  const whole = Date.parse(`${seconds}.${nanos.slice(0, 3)}Z`);
  if (!KINDS.has(kind) || Number.isNaN(whole)) return null;
  return { time: whole + Number(nanos.slice(3)) / 1e6, kind: kind as RowKind, text };
}

/** Names the other end of a row where the packet's address does not, or not in the same words. */
const PEER = 'peer: ';
export const peerText = (peer: string | undefined): string => PEER + (peer ?? '');
/** Undefined for a comment that tells of no peer. */
export function readPeer(comment: string): { peer: string | undefined } | undefined {
  return comment.startsWith(PEER) ? { peer: comment.slice(PEER.length) || undefined } : undefined;
}

/** The facts of a session, as the comment of its interface tells them. */
const SESSION = 'session: ';
export const sessionText = (facts: object): string => SESSION + JSON.stringify(facts);
export const readSession = (comment: string): string | null =>
  comment.startsWith(SESSION) ? comment.slice(SESSION.length) : null;

/** What our files say in their head that made them; a file with it is read back row for row. */
export const APPLICATION = 'Wirebench';
