import type { Session } from '../../src/contract/bench.ts';
import type { BindInput, UdpSession } from '../../src/contract/tools/udp.ts';
import { type TestBench, blob } from './bench.ts';

/** Binds a socket to any free port of 127.0.0.1. */
export function bind(
  { client }: Pick<TestBench, 'client'>,
  input: Partial<BindInput> = {},
): Promise<{ session: string; port: number }> {
  return client.udp.open({ address: '127.0.0.1', port: 0, ...input });
}

export const sendTo = (
  bench: TestBench,
  session: string,
  to: string | undefined,
  bytes: string | Uint8Array<ArrayBuffer>,
) => bench.client.udp.send({ session, to, bytes: blob(bytes) });

/** Waits until so many datagrams are in the timeline, and answers the session. */
export async function datagrams(bench: TestBench, session: string, count: number): Promise<UdpSession> {
  return asUdp(
    await bench.watch.session(
      session,
      `has ${count} datagrams`,
      (s) => s.tool === 'udp' && s.details.datagrams.shown >= count,
    ),
  );
}

export function asUdp(session: Session): UdpSession {
  if (session.tool !== 'udp') throw new Error(`${session.id} is of ${session.tool}`);
  return session;
}

/** The datagrams of a session: which way, whose, how long. */
export const wire = async (bench: TestBench, session: string) =>
  (await bench.rows(session))
    .filter(({ kind }) => kind === 'in' || kind === 'out')
    .map(({ kind, peer, length }) => [kind, peer, length]);
