import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { curl, logOf, raw, serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith, program } from '../../support/needs.ts';
import { peerFile } from '../../support/peer.ts';
import { framesUntil } from '../../support/websocket.ts';
import { PATIENCE } from '../../support/wait.ts';

failOnLeaks();

const run = promisify(execFile);
/** Debian’s own Python has the modules of its packages. */
const python = async (name: string, ...args: string[]): Promise<string[]> => {
  const { stdout } = await run('/usr/bin/python3', [peerFile(name), ...args], { timeout: PATIENCE });
  return stdout.trim().split('\n');
};

describeWith('python3-requests', 'clients of Python', () => {
  it('http.client, urllib and requests are answered', async () => {
    await withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const told = (await python('http_clients.py', url)).map((line) => JSON.parse(line));
      expect(told.map(({ by, method, url: target }) => `${by} ${method} ${target}`)).toEqual([
        'http.client GET /http.client?turn=0',
        'http.client GET /http.client?turn=1',
        'http.client GET /http.client?turn=2',
        'chunks POST /chunks',
        'urllib POST /urllib',
        'requests PUT /requests',
        'requests file POST /f',
      ]);
      expect(told[3].body.text).toBe('one, two');
      expect(told[5].body.json).toEqual({ grüße: 1 });
      expect(told[6].body.base64).toBeTypeOf('string');
      const rows = await logOf(bench, listener);
      expect(rows.map((row) => row.status)).toEqual(Array.from({ length: 8 }, () => 200));
      // Those of one connection, each with its own bytes.
      expect(new Set(rows.slice(0, 4).map((row) => row.session)).size).toBe(1);
      const again = await bench.client.httpServer.request({ listener, seq: 3 });
      expect(again.request.body).toEqual({ kind: 'text', text: 'one, two', type: '' });
    });
  });
});

describeWith('python3-websockets', 'the WebSocket echo', () => {
  it('sends back what websockets of Python sends, and closes as it does', async () => {
    await withBench(async (bench) => {
      const { listener, url, port } = await serve(bench, { what: { serves: 'websocket-echo' } });
      const said = await python('websocket_client.py', url.replace('http', 'ws'));
      expect(said).toEqual(['same', 'same', 'same', 'same', 'same', 'pong', '4001 enough']);
      await bench.watch.until('the end of it', () => bench.watch.listeners.get(listener)?.open === 0);
      const [row] = await logOf(bench, listener);
      expect([row?.status, row?.method, row?.note]).toEqual([101, 'GET', null]);
      const session = await bench.watch.session(row?.session ?? '', 'ended', (one) => one.state === 'closed');
      expect(session.tool === 'http' && session.details.protocol).toBe('websocket');
      // Its client offers compression, and the echo agrees: what is in the messages is told in both directions.
      const texts = await framesUntil(bench, session.id, (all) =>
        all.some((one) => one.startsWith('out Close')),
      );
      for (const way of ['in Text', 'out Text'])
        expect(texts).toContainEqual(expect.stringMatching(`^${way}, compressed \\d+ → 7 B: Grüße$`));
      expect(texts).toContainEqual(
        expect.stringMatching(/^out Binary, compressed [\d,]+ → 1,000,000 B: 78 78 78/),
      );
      // A request that asks for no WebSocket is told what this is.
      expect(await curl('-o', '/dev/null', '-w', '%{http_code}', url)).toBe('426');
      // A frame that is none ends the connection, and nothing else.
      const upgrade =
        'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
      expect(await raw(port, upgrade, Buffer.from([0xff, 0xff, 1, 2, 3, 4]))).toMatch(/^HTTP\/1\.1 101 /);
    });
  });
});

describeWith('python3', 'the XML-RPC echo', () => {
  it('answers xmlrpc of Python with what it was given, or with a fault', async () => {
    await withBench(async (bench) => {
      const { listener, url } = await serve(bench, { what: { serves: 'xml-rpc-echo' } });
      const said = await python('xml_rpc_client.py', url);
      expect(said).toEqual([
        ...Array.from({ length: 10 }, () => 'same'),
        '[1, 2]',
        "['echo', 'fault', 'system.listMethods']",
        '42 as you wish',
      ]);
      expect(await curl('-d', '<methodCall><broken>', url)).toMatch(/<int>-32700<\/int>/);
      expect((await logOf(bench, listener)).at(-1)?.note).toBeTypeOf('string');
    });
  });
});

describeWith('wrk', 'wrk against the server', () => {
  it('gets an answer to every request, and the log counts them', async () => {
    await withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const { stdout } = await run(program('wrk'), ['-t1', '-c16', '-d1s', url]);
      expect(stdout).not.toMatch(/Non-2xx|Socket errors/);
      const counted = Number(/(\d+) requests in/.exec(stdout)?.[1]);
      expect(counted).toBeGreaterThan(0);
      await bench.watch.until('nobody', () => bench.watch.listeners.get(listener)?.open === 0);
      const { first, total } = await bench.client.httpServer.log({ listener, from: 0, count: 1 });
      // Those under way at the end are not counted by wrk.
      expect(total - counted).toBeGreaterThanOrEqual(0);
      expect(total - counted).toBeLessThanOrEqual(16);
      expect(total - first).toBeLessThanOrEqual(10_000);
      const { rows } = await bench.client.httpServer.log({ listener, from: total - 5, count: 10 });
      expect(rows.map((row) => row.seq)).toEqual([5, 4, 3, 2, 1].map((back) => total - back));
    });
  });
});
