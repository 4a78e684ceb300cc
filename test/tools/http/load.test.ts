import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { LoadPlan } from '../../../src/contract/tools/http-load.ts';
import { withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { asking, loaded, loadUntil, many, NO_CONTEXT, start } from '../../support/http-load.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { type Nginx, startNginx } from '../../support/nginx.ts';
import { stopPeers } from '../../support/peer.ts';
import { startMicrosocks, startTinyproxy } from '../../support/proxies.ts';
import { ask } from '../../support/wait.ts';

/** The lines of nginx's log that have this, once there are so many: it writes one a moment after its answer. */
async function logged(nginx: Nginx, part: string, count: number): Promise<string[]> {
  const lines = async () => (await nginx.log()).split('\n').filter((line) => line.includes(part));
  return ask(async () => {
    const found = await lines();
    return found.length >= count ? found : null;
  }, `${count} lines with ${part}`);
}
const forMs = (ms: number, atOnce: number): LoadPlan => ({
  amount: { kind: 'time', ms },
  pace: { kind: 'together', atOnce },
});

describeWith(['nginx', 'openssl'], 'many requests to nginx', () => {
  let authority: Authority;
  let nginx: Nginx;
  beforeAll(async () => {
    authority = await makeAuthority();
    nginx = await startNginx({
      tls: authority.server,
      log: true,
      server:
        'location = /slow { limit_rate 200; } location /made/ { return 418; } location /take { return 200 "taken"; }',
    });
    await writeFile(join(nginx.root, 'small'), 'sixteen bytes...');
    await writeFile(join(nginx.root, 'slow'), 'x'.repeat(100_000));
  });
  afterAll(async () => {
    await nginx.stop();
    await authority.remove();
  });
  failOnLeaks();

  /** That nginx has seen what the load says: all that was done, and of what was cut at its end what was still read. */
  const agrees = async (path: string, { counts }: { counts: { begun: number; done: number } }) => {
    expect((await logged(nginx, ` ${path} `, counts.done)).length).toBeLessThanOrEqual(counts.begun);
  };

  test('so many requests: each of them is in the log of nginx', () =>
    withBench(async ({ client }) => {
      const load = await loaded(client, asking(`127.0.0.1:${nginx.port}/small?n`), many(2000, 50));
      expect(load).toMatchObject({
        state: 'done',
        counts: { begun: 2000, done: 2000, failed: 0, cut: 0, open: 0 },
        statuses: [{ status: 200, count: 2000 }],
        errors: [],
        connections: { opened: 50 },
      });
      expect(await logged(nginx, ' /small?n ', 2000)).toHaveLength(2000);
      const { measured, bars } = load;
      expect(bars.measured.reduce((sum, one) => sum + one, 0)).toBe(2000);
      const order = [
        measured?.min,
        measured?.p50,
        measured?.p90,
        measured?.p99,
        measured?.p999,
        measured?.max,
      ];
      expect(order).toEqual(order.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    }));

  test('for a time: what it reports is what nginx has logged', () =>
    withBench(async ({ client }) => {
      const load = await loaded(client, asking(`127.0.0.1:${nginx.port}/small?t`), forMs(1000, 64));
      expect(load.state).toBe('done');
      expect(load.ms).toBeGreaterThanOrEqual(1000);
      expect(load.counts.done).toBeGreaterThan(0);
      await agrees('/small?t', load);
    }));

  test('at a rate: as many as the clock says, and no more connections than are needed', () =>
    withBench(async ({ client }) => {
      const plan: LoadPlan = {
        amount: { kind: 'time', ms: 1000 },
        // As many as there are in all: none has to wait for another, however slow the machine is.
        pace: { kind: 'rate', perSecond: 200, atOnce: 200 },
      };
      const load = await loaded(client, asking(`127.0.0.1:${nginx.port}/small?r`), plan);
      expect(load.counts).toMatchObject({ begun: 200, due: 200, failed: 0 });
      expect(load.counts.done + load.counts.cut).toBe(200);
      await agrees('/small?r', load);
    }));

  test('at a rate that the server can’t keep, waiting counts from when a request was due', () =>
    withBench(async ({ client }) => {
      const plan: LoadPlan = {
        amount: { kind: 'requests', count: 4 },
        pace: { kind: 'rate', perSecond: 1000, atOnce: 1 },
      };
      // One at a time, and each takes a while: the last waits for all before it.
      await writeFile(join(nginx.root, 'slow'), 'x'.repeat(100));
      const { counts, measured, corrected } = await loaded(
        client,
        asking(`127.0.0.1:${nginx.port}/slow`),
        plan,
      );
      expect(counts.done).toBe(4);
      expect(corrected?.max).toBeGreaterThan((measured?.max ?? Infinity) * 2);
    }));

  test.each(['1.1', '2'] as const)('over TLS, HTTP/%s', (version) =>
    withBench(async ({ client }) => {
      const options = { version, tls: { ...asking('').options.tls, ca: authority.ca.cert } };
      const url = `https://localhost:${nginx.tlsPort}/small?tls${version}`;
      const load = await loaded(client, asking(url, {}, options), many(500, 20));
      expect(load.counts).toMatchObject({ done: 500, failed: 0 });
      expect(load.requests[0]?.version).toBe(version);
      expect(load.connections.opened).toBe(version === '2' ? 1 : 20);
      expect(load.bytes.received).toBeGreaterThan(500 * 16);
      expect(await logged(nginx, ` /small?tls${version} `, 500)).toHaveLength(500);
    }),
  );

  test('a certificate that does not verify is refused before the first request', () =>
    withBench(async ({ client }) => {
      const request = asking(`https://localhost:${nginx.tlsPort}/small?refused`);
      await expect(start(client, request, many(10, 2))).rejects.toMatchObject({
        data: { message: expect.stringMatching(/certificate/i) as string },
      });
      expect(await logged(nginx, 'refused', 0)).toEqual([]);
    }));

  test('several requests in turn, each counted on its own, with their bodies', () =>
    withBench(async ({ client }) => {
      const url = (path: string) => `127.0.0.1:${nginx.port}${path}`;
      const load = await loaded(
        client,
        [
          asking(url('/small')),
          asking(url('/made/x')),
          asking(url('/take'), { method: 'POST', body: { kind: 'json', text: '{"a":1}' } }),
        ],
        many(300, 10),
      );
      expect(load.requests.map(({ done }) => done)).toEqual([100, 100, 100]);
      expect(load.statuses).toEqual([
        { status: 200, count: 200 },
        { status: 418, count: 100 },
      ]);
    }));

  test('HEAD, answers in chunks and connections that are closed each time', () =>
    withBench(async ({ client }) => {
      const url = `127.0.0.1:${nginx.port}`;
      const head = await loaded(client, asking(`${url}/small`, { method: 'HEAD' }), many(50, 5));
      expect(head.counts).toMatchObject({ done: 50, failed: 0 });
      const chunked = await loaded(client, asking(`${url}/gz/small`), many(50, 5));
      expect(chunked.counts).toMatchObject({ done: 50, failed: 0 });
      const closed = await loaded(client, asking(`${url}/small`, {}, { keepAlive: false }), many(50, 5));
      expect(closed).toMatchObject({ counts: { done: 50, failed: 0 }, connections: { opened: 50 } });
    }));

  test('stops at once', () =>
    withBench(async ({ client }) => {
      await writeFile(join(nginx.root, 'slow'), 'x'.repeat(100_000));
      const id = await start(client, asking(`127.0.0.1:${nginx.port}/slow`), forMs(60_000, 5));
      await loadUntil(client, id, ({ counts }) => counts.open === 5);
      await client.httpLoad.stop({ load: id });
      const load = await loadUntil(client, id);
      expect(load).toMatchObject({ state: 'stopped', counts: { cut: 5, open: 0 } });
      expect(load.ms).toBeLessThan(30_000);
      await client.httpLoad.remove({ loads: [id] });
      await expect(client.httpLoad.stop({ load: id })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    }));

  test('goes on without its window, and another window is told', () =>
    withBench(async ({ openWindow, client }) => {
      const first = openWindow();
      const id = await start(first.client, asking(`127.0.0.1:${nginx.port}/small`), many(3000, 10));
      await first.close();
      expect(await loadUntil(client, id)).toMatchObject({ state: 'done', counts: { done: 3000 } });
    }));

  describeWith(['tinyproxy', 'microsocks'], 'through proxies', () => {
    afterEach(stopPeers);
    test('of HTTP, plain and by CONNECT, and of SOCKS5', () =>
      withBench(async ({ client }) => {
        const tiny = await startTinyproxy();
        const socks = await startMicrosocks();
        const plain = `http://127.0.0.1:${nginx.port}/small?proxied`;
        const tls = { ...asking('').options.tls, ca: authority.ca.cert };
        const secure = `https://localhost:${nginx.tlsPort}/small?proxied`;
        const through = [
          asking(plain, {}, { proxy: `http://127.0.0.1:${tiny.port}` }),
          asking(secure, {}, { proxy: `http://127.0.0.1:${tiny.port}`, tls }),
          asking(plain, {}, { proxy: `socks5://127.0.0.1:${socks.port}` }),
          asking(secure, {}, { proxy: `socks5://127.0.0.1:${socks.port}`, tls, version: '2' }),
        ];
        for (const request of through) {
          const load = await loaded(client, request, many(40, 4));
          expect(load).toMatchObject({
            counts: { done: 40, failed: 0 },
            statuses: [{ status: 200, count: 40 }],
          });
        }
        expect(await logged(nginx, '?proxied', 160)).toHaveLength(160);
        await tiny.stop();
        await socks.stop();
      }));
  });

  test('what can’t be sent many times is refused by the field', () =>
    withBench(async ({ client }) => {
      const refused = async (change: Parameters<typeof asking>[1], url = ':1/x') =>
        client.httpLoad
          .start({ requests: [asking(url, change)], plan: many(1, 1), name: '', context: NO_CONTEXT })
          .then(
            () => null,
            (error: { data: { field: string } }) => error.data.field,
          );
      expect(await refused({ auth: { kind: 'digest', user: 'a', password: 'b' } })).toBe('auth');
      expect(await refused({ kind: 'websocket' })).toBe('requests');
      expect(await refused({}, 'http://')).toBe('url');
      expect(await refused({}, '{{nobody}}/x')).toBe('url');
      expect(await refused({ headers: [{ name: 'a', value: 'b\r\nc: d', on: true }] })).toBe('header 1');
    }));
});
