import type { Session } from '../../src/contract/bench.ts';
import type { TlsInfo } from '../../src/contract/tls.ts';
import type { TestBench } from './bench.ts';

/** What is known of a session’s TLS, which it must have. */
export async function security(bench: TestBench, { id }: Pick<Session, 'id'>): Promise<TlsInfo> {
  const { tls } = await bench.client.tcp.security({ session: id });
  if (!tls) throw new Error(`session ${id} has no TLS`);
  return tls;
}

/** Waits until the TLS of a session is on. */
export const secure = (bench: TestBench, id: string): Promise<Session> =>
  bench.watch.session(id, 'has TLS', (s) => s.tool === 'tcp' && s.details.tls?.state === 'on');

/** Waits until a session has failed, and answers it. */
export const failed = (bench: TestBench, id: string): Promise<Session> =>
  bench.watch.session(id, 'fails', (s) => s.state === 'failed');

/** The sentences of a session’s rows of a kind. */
export const said = async (bench: TestBench, id: string, kind: string): Promise<string[]> =>
  (await bench.rows(id)).filter((row) => row.kind === kind).map((row) => row.text ?? '');
