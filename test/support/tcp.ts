import type { Session } from '../../src/contract/bench.ts';
import type { ConnectInput, ListenInput } from '../../src/contract/tools/tcp.ts';
import { type TestBench, blob } from './bench.ts';

/** Starts a listener on any free port of 127.0.0.1. */
export function listen(
  { client }: Pick<TestBench, 'client'>,
  input: Partial<ListenInput> = {},
): Promise<{ listener: string; port: number }> {
  return client.tcp.listen({ address: '127.0.0.1', port: 0, respond: { mode: 'nothing' }, ...input });
}

/** Connects and waits until the connection is open. */
export async function connect(bench: TestBench, input: Partial<ConnectInput>): Promise<Session> {
  const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port: 0, ...input });
  return bench.watch.session(session, 'opens', (s) => s.openedAt !== null || s.state === 'failed');
}

/** Connects to where nothing answers, and waits until the session has failed. */
export async function connectInVain(bench: TestBench, input: Partial<ConnectInput>): Promise<Session> {
  const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port: 0, ...input });
  return bench.watch.session(session, 'fails', (s) => s.state === 'failed');
}

export const send = (bench: TestBench, session: string, bytes: string | Uint8Array<ArrayBuffer>) =>
  bench.client.tcp.send({ session, bytes: blob(bytes) });

export const ended = (s: Session): boolean => s.state === 'closed' || s.state === 'failed';

/** Waits until a session has received `count` bytes, and answers all it received. */
export async function received(bench: TestBench, session: string, count: number): Promise<Buffer> {
  await bench.watch.session(session, `has received ${count} bytes`, (s) => s.counts.bytesIn >= count);
  return bench.bytes(session, 'in');
}

/** The one client that a listener has accepted. */
export async function onlyClient(bench: TestBench, listener: string): Promise<Session> {
  const [session] = await bench.watch.accepted(listener);
  if (session === undefined) throw new Error('accepted nobody');
  return session;
}

/** The kinds of a session's rows, in order. */
export const kinds = async (bench: TestBench, session: string): Promise<string[]> =>
  (await bench.rows(session)).map((row) => row.kind);
