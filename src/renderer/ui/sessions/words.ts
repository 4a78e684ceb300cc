import type { Listener, Session } from '../../../contract/bench.ts';
import type { Endpoint } from '../../../contract/session.ts';
import { isLive } from '../../../contract/states.ts';
import { isLoopback } from '../form/read.ts';
import { formatBytes, formatEndpoint, formatPort } from '../format.ts';

/** How the state of a session or a listener is said and drawn. The shape of the dot says it without colour too. */
export interface StateWord {
  word: string;
  dot: 'wait' | 'full' | 'half' | 'empty' | 'failed';
}

export function sessionState(session: Session): StateWord {
  switch (session.state) {
    case 'resolving':
      return { word: 'resolving', dot: 'wait' };
    case 'connecting':
      return { word: 'connecting', dot: 'wait' };
    case 'open':
      return { word: 'open', dot: 'full' };
    case 'end-sent':
      return { word: 'end sent', dot: 'half' };
    case 'end-received':
      return { word: 'end received', dot: 'half' };
    case 'closed':
      return { word: 'closed', dot: 'empty' };
    case 'failed':
      return { word: failedWord(session), dot: 'failed' };
  }
}

/** A connection that stood and broke was most often reset; one that never stood has a code to go by. */
function failedWord(session: Session): string {
  const code = session.failure?.code;
  if (session.closeReason?.includes('reset') || code === 'ECONNRESET') return 'reset';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'TIMED_OUT' || code === 'ETIMEDOUT') return 'timed out';
  if (code === 'ENOTFOUND') return 'not found';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'unreachable';
  return 'failed';
}

export function listenerState(listener: Listener): StateWord {
  if (listener.state === 'listening') return { word: 'listening', dot: 'full' };
  return listener.state === 'failed' ? { word: 'failed', dot: 'failed' } : { word: 'stopped', dot: 'empty' };
}

/** An end as a list has room for it: of a path the last part, which tells it from others. */
export function shortEndpoint(end: Endpoint): string {
  return end.family === 'unix' ? end.address.replace(/^.*\/(?=[^/])/, '…/') : formatEndpoint(end);
}

/**
 * What a session is called in the list: an accepted one by its peer's port, an opened one by what it was opened to.
 * Where both ends are on this machine the two ports say it all.
 */
export function sessionName({ role, local, remote, title }: Session): string {
  if (role === 'server')
    return remote && remote.family !== 'unix' ? formatPort(remote) : local ? shortEndpoint(local) : title;
  if (remote?.family === 'unix') return `→ ${shortEndpoint(remote)}`;
  if (!local || !remote || local.family === 'unix' || !isLoopback(remote.address)) return `→ ${title}`;
  return `${formatPort(local)} → ${formatPort(remote)}`;
}

/** Bytes that went each way. */
export interface Moved {
  in: number;
  out: number;
}
export const movedBy = ({ counts }: Session): Moved => ({ in: counts.bytesIn, out: counts.bytesOut });

/** The last column of the list: the bytes while it lives, the word for its end afterwards. */
export function sessionFigure(session: Session, bytes: Moved = movedBy(session)): string {
  if (!isLive(session.state)) return sessionState(session).word;
  if (session.state === 'open') return formatBytes(bytes.in + bytes.out);
  return sessionState(session).word;
}

/** One session in a sentence, for whoever hears the list. */
export function sessionLabel(
  session: Session,
  where: string = sessionWhere(session),
  bytes: Moved = movedBy(session),
): string {
  const sums = `${formatBytes(bytes.in)} in, ${formatBytes(bytes.out)} out`;
  return `${where}, ${sessionState(session).word}, ${sums}`;
}

function sessionWhere({ role, listener, local, remote, title }: Session): string {
  if (role === 'client') return `to ${title}${local ? ` from ${formatPort(local)}` : ''}`;
  // A socket that was bound and accepted by none has many peers.
  if (listener === null && remote === null) return `on ${local ? formatEndpoint(local) : title}`;
  return `from ${remote ? formatEndpoint(remote) : title}`;
}
