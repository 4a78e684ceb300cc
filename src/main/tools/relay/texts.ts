import type { Failure } from '../../../contract/failure.ts';
import { causeOf, codeOf } from '../../bench/failure.ts';
import { explainTlsBroken } from '../../net/tls/explain.ts';

export type Side = 'client' | 'target';
export const LANE_NAMES = { toTarget: 'Client to target', toClient: 'Target to client' } as const;
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const other = (side: Side): Side => (side === 'client' ? 'target' : 'client');

const bytes = (n: number) => `${n.toLocaleString('en-US')} B`;

interface Sums {
  received: number;
  forwarded: number;
}

/** The last row of a timeline: why it ended, and what went each way. */
export function closedText(reason: string, toTarget: Sums, toClient: Sums): string {
  const way = ({ received, forwarded }: Sums) =>
    received === forwarded ? bytes(received) : `${bytes(forwarded)} of ${bytes(received)}`;
  return `${capital(reason)}: ${way(toTarget)} went to the target, ${way(toClient)} to the client.`;
}

/** Why one side ended without a close. */
export function explainSide(error: unknown, side: Side): Failure {
  const code = codeOf(error);
  const cause = causeOf(error);
  const of = (message: string, hint: string): Failure => ({ code, message, hint, mends: [], cause });
  const name = capital(side);
  const tls = explainTlsBroken(error);
  if (tls) return { ...tls, message: `${name}: ${tls.message}` };
  switch (code) {
    case 'ECONNRESET':
      return of(
        `${name} reset the connection.`,
        `It closed with data unread, crashed, or something between reset it. The ${other(side)} was reset too.`,
      );
    case 'EPIPE':
      return of(
        `${name} had closed already when more was forwarded to it.`,
        `What was forwarded last did not arrive. The ${other(side)} was reset.`,
      );
    case 'ETIMEDOUT':
      return of(
        `${name} stopped answering.`,
        `The system gave up sending to it. The ${other(side)} was reset.`,
      );
    default:
      return of(
        `The connection of the ${side} broke.`,
        `The system says ${code}. The ${other(side)} was reset.`,
      );
  }
}
