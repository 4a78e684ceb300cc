import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HistoryRow } from '../../../src/contract/http/library.ts';
import { blob, type TestBench, withBench } from '../../support/bench.ts';
import { serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { connectWs, openWs, webSocket, wsOver, wsUntil } from '../../support/websocket.ts';

failOnLeaks();

/** The history once it has so many entries, latest first. */
async function historyOf({ client }: TestBench, entries: number, search = ''): Promise<HistoryRow[]> {
  const stop = new AbortController();
  for await (const state of await client.httpLibrary.watch(undefined, { signal: stop.signal }))
    if (state.history.entries >= entries) break;
  stop.abort();
  return (await client.httpLibrary.history({ search, from: 0, count: 10 })).rows;
}

it('a WebSocket stands in the history with its messages and its end, and is opened again from there', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'wirebench-ws-'));
  try {
    let url = '';
    await withBench(
      async (bench) => {
        const { client } = bench;
        const served = await serve(bench, { what: { serves: 'websocket-echo' } });
        url = `${served.url.replace('http', 'ws')}chat?room=1`;
        const request = webSocket(url, {
          name: 'Talk',
          webSocket: { protocols: ['chat'], deflate: true },
          auth: { kind: 'bearer', token: 'sesame-open' },
        });
        const session = await openWs(bench, request);
        for (const text of ['one', 'two'])
          await client.webSocket.send({ session, as: 'text', bytes: blob(text) });
        await wsUntil(bench, session, 'echoed', ({ messages }) => messages.in === 2);
        // While it is open it is no history yet.
        expect((await client.httpLibrary.history({ search: '', from: 0, count: 10 })).total).toBe(0);
        await client.webSocket.close({ session, code: 4001, reason: 'enough' });
        await wsOver(bench, session);
        const [row] = await historyOf(bench, 1);
        expect(row).toMatchObject({
          method: 'WS',
          url,
          status: 101,
          failure: null,
          webSocket: {
            messages: { in: 2, out: 2 },
            close: { by: 'here', code: 4001, reason: 'enough' },
          },
        });
        const again = await client.httpLibrary.recall({ id: row?.id ?? '' });
        expect([again.request.url, again.request.auth]).toEqual([request.url, request.auth]);
        // One that is refused, and one that nobody answers, stand there as well: once each.
        const inspector = await serve(bench, { what: { serves: 'inspector' } });
        await wsOver(bench, await connectWs(bench, webSocket(inspector.url)));
        await client.httpServer.stop({ listener: inspector.listener, closeClients: true });
        await wsOver(bench, await connectWs(bench, webSocket(inspector.url)));
        const rows = await historyOf(bench, 3);
        expect(rows.map(({ status, webSocket: told }) => [status, told?.close])).toEqual([
          [null, null],
          [200, null],
          [101, { by: 'here', code: 4001, reason: 'enough' }],
        ]);
        expect(rows.map(({ failure }) => failure !== null)).toEqual([true, true, false]);
        expect(await historyOf(bench, 3, 'websocket enough')).toHaveLength(1);
      },
      { dataDir },
    );
    const text = await readFile(join(dataDir, 'http-history.jsonl'), 'utf8');
    expect(text).not.toContain('sesame');
    await withBench(
      async (bench) => {
        const [found] = await historyOf(bench, 3, 'talk 4001');
        const { request } = await bench.client.httpLibrary.recall({ id: found?.id ?? '' });
        expect(request).toMatchObject({
          kind: 'websocket',
          name: 'Talk',
          url,
          webSocket: { protocols: ['chat'], deflate: true },
        });
      },
      { dataDir },
    );
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
