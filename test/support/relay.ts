import type { RelayInput, RelayListener, RelaySession } from '../../src/contract/tools/relay.ts';
import type { TestBench } from './bench.ts';

/** Starts a relay on any free port of 127.0.0.1 to a port of 127.0.0.1. */
export function startRelay(
  { client }: Pick<TestBench, 'client'>,
  targetPort: number,
  input: Partial<RelayInput> = {},
): Promise<{ listener: string; port: number }> {
  return client.relay.start({
    listenAddress: '127.0.0.1',
    listenPort: 0,
    targetHost: '127.0.0.1',
    targetPort,
    ...input,
  });
}

/** The clients of a relay in the order in which they came, once there are `count`. */
export async function relayed(bench: TestBench, listener: string, count = 1): Promise<RelaySession[]> {
  const sessions = await bench.watch.accepted(listener, count);
  return sessions.filter((session): session is RelaySession => session.tool === 'relay');
}

export async function onlyRelayed(bench: TestBench, listener: string): Promise<RelaySession> {
  const [session] = await relayed(bench, listener);
  if (!session) throw new Error('the relay has no client');
  return session;
}

/** Waits until a relayed session is as wanted. */
export async function relayedUntil(
  bench: TestBench,
  id: string,
  what: string,
  wanted: (session: RelaySession) => boolean,
): Promise<RelaySession> {
  const session = await bench.watch.session(id, what, (s) => s.tool === 'relay' && wanted(s));
  if (session.tool !== 'relay') throw new Error(`${id} is not of a relay`);
  return session;
}

/** Waits until a relay is as wanted. */
export function relayUntil(
  bench: TestBench,
  listener: string,
  what: string,
  wanted: (relay: RelayListener) => boolean,
): Promise<RelayListener> {
  return bench.watch.until(`the relay ${what}`, () => {
    const item = bench.watch.listeners.get(listener);
    return item?.tool === 'relay' && wanted(item) && item;
  });
}

export const relayEnded = (s: { state: string }): boolean => s.state === 'closed' || s.state === 'failed';

/** The sentences of a session's rows of one kind. */
export const texts = async (bench: TestBench, session: string, kind: string): Promise<string[]> =>
  (await bench.rows(session)).filter((row) => row.kind === kind).map((row) => row.text ?? '');
