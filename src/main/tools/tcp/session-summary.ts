import type { Failure } from '../../../contract/failure.ts';
import { isLive } from '../../../contract/states.ts';
import type { TcpSession as Summary } from '../../../contract/tools/tcp.ts';
import { now } from '../../bench/clock.ts';
import type { TcpSession } from './session.ts';

/** When a session began, opened and ended, and how. */
export interface SessionLife {
  readonly createdAt: number;
  openedAt: number | null;
  closedAt: number | null;
  closeReason: string | null;
  failure: Failure | null;
}

export const newLife = (): SessionLife => ({
  createdAt: now(),
  openedAt: null,
  closedAt: null,
  closeReason: null,
  failure: null,
});

/** What the bench tells of a session. `queued`: bytes that the peer’s side has not taken. */
export function summaryOf(session: TcpSession, queued: number, stalled: Failure | null): Summary {
  const { id, owner, twin, state, title, local, remote, life, capture, options, repeater, file, tls } =
    session;
  return {
    tool: 'tcp',
    id,
    role: owner.listener ? 'server' : 'client',
    listener: owner.listener,
    twin,
    state,
    title,
    local,
    remote,
    ...life,
    stalled,
    counts: capture.counts(),
    queued,
    details: {
      ...options,
      canReconnect: session.canReconnect && !isLive(state),
      repeat: repeater?.info() ?? null,
      file: file?.info() ?? null,
      tls: tls.brief(),
      tlsHint: tls.hint,
    },
  };
}
