import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from '../../src/contract/bench.ts';
import type { ListenTlsInput, TlsInfo } from '../../src/contract/tls.ts';
import type { TestBench } from './bench.ts';
import { listen } from './tcp.ts';

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

/** Starts a TLS listener; its certificate, if made here, stands in a file for the peers. */
export async function tlsListener(bench: TestBench, tls: ListenTlsInput = {}, more: object = {}) {
  const started = await listen(bench, { tls, ...more });
  const listener = await bench.watch.until('the listener', () => bench.watch.listeners.get(started.listener));
  const certificate = listener.tool === 'tcp' ? listener.details.tls?.certificate : null;
  if (!certificate) throw new Error('the listener shows no certificate');
  const caFile = join(bench.folder, 'listener.pem');
  await writeFile(caFile, certificate.pem);
  return { ...started, certificate, caFile };
}
