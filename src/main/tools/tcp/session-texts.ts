import type { Failure } from '../../../contract/failure.ts';
import type { Endpoint, SessionState } from '../../../contract/session.ts';
import { BenchError } from '../../bench/failure.ts';
import { explainBroken } from '../../net/explain-open.ts';
import { explainTlsBroken } from '../../net/tls/explain.ts';
import { show } from '../../net/endpoints.ts';

const bytes = (n: number) => `${n.toLocaleString('en-US')} B`;

/** The last row of a timeline: why it ended and what went over it. */
export function closedText(reason: string, received: number, sent: number): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}: received ${bytes(received)}, sent ${bytes(sent)}.`;
}

export function connectedText(remote: Endpoint | null, local: Endpoint | null): string {
  const from = local && local.family !== 'unix' ? ` from ${show(local)}` : '';
  return `Connected to ${remote ? show(remote) : 'the peer'}${from}.`;
}

export function notOpen(state: SessionState): BenchError {
  const ended =
    state === 'end-sent' ? 'You have ended sending on this connection.' : 'This connection is not open.';
  return new BenchError({ code: 'NOT_OPEN', message: ended, hint: 'Reconnect, or choose another session.' });
}

export function peerNotReading(waiting: number): BenchError {
  return new BenchError({
    code: 'PEER_NOT_READING',
    message: `The peer is not reading: ${bytes(waiting)} wait to be sent.`,
    hint: 'Nothing was lost. Wait until it reads, or close the connection.',
  });
}

export function closedEarly(): BenchError {
  return new BenchError({
    code: 'CLOSED',
    message: 'The connection ended before all was sent.',
    hint: 'The timeline shows what was sent and how it ended.',
  });
}

export const fileGoes = (name: string): BenchError =>
  new BenchError({
    code: 'FILE_GOES',
    message: `${name} is being sent: anything else would stand in the middle of it.`,
    hint: 'Wait until it has gone, or cancel it.',
  });

export function tlsIsOn(): BenchError {
  return new BenchError({
    code: 'TLS_ON',
    message: 'TLS was started on this connection already.',
    hint: 'It can’t be started twice. Open another connection.',
  });
}

export function handshakeGoesOn(): BenchError {
  return new BenchError({
    code: 'TLS_HANDSHAKE',
    message: 'The TLS handshake is not done yet.',
    hint: 'Nothing can be sent until both ends have agreed. The timeline shows when they have.',
  });
}

/** How a connection ended that broke: the row that tells it, the short of it, and why. */
export function brokenBy(error: Error): {
  kind: 'tls' | 'reset' | 'error';
  reason: string;
  failure: Failure;
} {
  const tls = explainTlsBroken(error);
  if (tls) return { kind: 'tls', reason: 'broken', failure: tls };
  const failure = explainBroken(error);
  const reset = failure.code === 'ECONNRESET';
  return { kind: reset ? 'reset' : 'error', reason: reset ? 'reset by the peer' : 'broken', failure };
}
