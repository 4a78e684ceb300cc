import type { Endpoint } from '../../../contract/session.ts';
import { BenchError } from '../../bench/failure.ts';
import { isLoopback, show } from '../../net/endpoints.ts';

const number = (n: number) => n.toLocaleString('en-US');

/** The first row of a timeline: where the socket is, who reaches it, and what it was given for receiving. */
export function boundText(local: Endpoint, asked: number, got: number): string {
  const less = got < asked ? `, less than the ${number(asked)} asked for: the system allows no more` : '';
  const who = isLoopback(local) ? 'reached from this machine only' : 'reached from other machines too';
  return `Bound to ${show(local)}, ${who}. Receive buffer: ${number(got)} bytes${less}.`;
}

/** The last row: what went over it. */
export function closedText(received: number, sent: number): string {
  const of = (n: number) => `${number(n)} ${n === 1 ? 'datagram' : 'datagrams'}`;
  return `Closed here: received ${of(received)}, sent ${of(sent)}.`;
}

/** A socket that was bound to one destination is asked for another. */
export function otherTarget(field: string, only: string): BenchError {
  return new BenchError({
    code: 'OTHER_TARGET',
    field,
    message: `This socket receives from ${only} only, and sends there only.`,
    hint: 'Bind another socket for another target.',
  });
}
