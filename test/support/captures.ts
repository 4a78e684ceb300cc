import { randomBytes } from 'node:crypto';
import type { Session } from '../../src/contract/bench.ts';
import type { ExportEvent, ExportInput } from '../../src/contract/export.ts';
import type { BenchClient } from '../../src/renderer/bridge/client.ts';
import type { TestBench } from './bench.ts';
import { connect, ended, listen, onlyClient, send } from './tcp.ts';

/** Exports and answers the file and what was told on the way. */
export async function exported(
  { client, host }: Pick<TestBench, 'client' | 'host'>,
  input: Omit<ExportInput, 'name'>,
): Promise<{ file: Buffer; events: ExportEvent[] }> {
  const events: ExportEvent[] = [];
  for await (const event of await client.export.start({ name: 'export', ...input })) events.push(event);
  const file = host.saved.pop()?.bytes;
  if (file === undefined) throw new Error(`nothing was saved: ${JSON.stringify(events)}`);
  return { file, events };
}

/** Opens a file as the window does: piece by piece. */
export async function openFile(
  client: BenchClient,
  bytes: Uint8Array<ArrayBuffer>,
  piece = 1024 * 1024,
): Promise<{ sessions: string[]; notes: string[] }> {
  const stop = new AbortController();
  const stream = await client.captures.open({ name: 'test.pcapng' }, { signal: stop.signal });
  try {
    for await (const { file } of stream) {
      for (let at = 0; at < bytes.length; at += piece) {
        const { more } = await client.captures.feed({
          file,
          bytes: new Blob([bytes.subarray(at, at + piece)]),
        });
        if (!more) break;
      }
      return await client.captures.finish({ file });
    }
    throw new Error('the stream ended before it told a file');
  } finally {
    stop.abort();
  }
}

/** A conversation of both ends of this bench that has ended. */
export async function conversation(
  bench: TestBench,
): Promise<{ client: Session; server: Session; listener: string }> {
  const { listener, port } = await listen(bench, { respond: { mode: 'upper-case' } });
  const client = await connect(bench, { port });
  const server = await onlyClient(bench, listener);
  await send(bench, client.id, 'hello\n');
  await send(bench, client.id, randomBytes(200_000));
  await bench.watch.session(client.id, 'has its answers', (s) => s.counts.bytesIn === 200_006);
  await bench.client.tcp.close({ session: client.id });
  for (const { id } of [client, server]) await bench.watch.session(id, 'ends', ended);
  return { client, server, listener };
}
