import { createServer } from 'node:http';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { watch } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toFailure } from '../../../src/renderer/bridge/failure.ts';
import { withBench } from '../../support/bench.ts';
import { collectionOf, PLAN, route, routes, rowsOf, runOver, runUntil, start, told } from '../../support/http-run.ts'; // prettier-ignore
import { logOf } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();
// The system’s watching has one file for the whole process, from the first time on.
watch(tmpdir(), { persistent: false }).close();

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => toFailure(error),
  );

const status = (value: string) => `expectations:\n  - kind: status\n    value: '${value}'\n`;

describe('a run of a collection', () => {
  it('sends each request once in the order of the tree, and holds it against what it expects', () =>
    withBench(async (bench) => {
      const { url, listener } = await routes(
        bench,
        route('/login', '{"ok": true}', { headers: [{ name: 'Set-Cookie', value: 'who=ann' }] }),
        route('/users', '[1,2,3]'),
        route('/gone', 'no', { status: 404 }),
      );
      const { collection } = await collectionOf(bench, {
        'a first/Login': `url: '{{base}}/login'\nmethod: POST\n${status('200')}  - kind: json\n    path: $.ok\n    how: equals\n    value: 'true'\n`,
        'a first/Nothing expected': `url: '{{base}}/gone'\n`,
        'b then/Socket': `kind: websocket\nurl: '{{base}}/chat'\n`,
        'b then/Users': `url: '{{base}}/users'\n${status('2xx')}  - kind: body\n    how: contains\n    value: '4'\n`,
        Last: `url: http://127.0.0.1:1/nobody\n${status('200')}`,
        'environments/here.yaml': `variables:\n  base: ${url}\n`,
      });
      const id = await start(bench, collection, { environment: 'here' });
      const { run, rows } = await runOver(bench, id);

      expect(told(rows)).toEqual([
        'Login passed',
        'Nothing expected passed',
        'Socket skipped',
        'Users unmet',
        'Last failed',
      ]);
      expect(run).toMatchObject({
        name: 'kept',
        state: 'done',
        rows: 5,
        over: 5,
        counts: { passed: 2, unmet: 1, failed: 1, skipped: 1 },
        unchecked: 1,
      });
      const [login, free, socket, users, last] = rows;
      expect(login).toMatchObject({
        method: 'POST',
        status: 200,
        bytes: 12,
        expectations: { met: 2, unmet: 0 },
      });
      expect(free).toMatchObject({ status: 404, expectations: { met: 0, unmet: 0 } });
      expect(socket).toMatchObject({ note: 'A WebSocket is not run.', exchange: null });
      expect(users?.unmet).toEqual([{ text: 'Body contains 4', found: 'It begins with [1,2,3].' }]); // prettier-ignore
      expect(last?.failure).toMatchObject({ code: 'ECONNREFUSED' });
      expect(await rowsOf(bench, id, 'failed')).toEqual([users, last]);

      // They are exchanges as any other, and those that follow have the cookies of those before.
      const detail = await bench.client.http.detail({ exchange: users?.exchange ?? '' });
      expect(detail.hops[0]?.request.headers).toContainEqual({ name: 'Cookie', value: 'who=ann' });
      expect(detail.expectations.map(({ ok }) => ok)).toEqual([true, false]);
      expect((await logOf(bench, listener)).map((one) => one.url)).toEqual(['/login', '/gone', '/users']);
      const { rows: history } = await bench.client.httpLibrary.history({ search: '', from: 0, count: 10 });
      expect(history).toHaveLength(4);
    }));

  it('runs a folder, a request, several rounds, and only what failed', () =>
    withBench(async (bench) => {
      const { url, listener } = await routes(bench, route('/a', 'a'), route('/b', 'b'));
      const { collection, write } = await collectionOf(bench, {
        'in/A': `url: ${url}/a\n${status('200')}`,
        'in/B': `url: ${url}/b\n${status('201')}`,
        'inside/C': `url: ${url}/c\n`,
      });
      const folder = await runOver(
        bench,
        await start(bench, collection, { path: 'in', plan: { ...PLAN, rounds: 2 } }),
      );
      expect(folder.run).toMatchObject({
        name: 'in',
        counts: { passed: 2, unmet: 2, failed: 0, skipped: 0 },
      });
      expect(folder.rows.map(({ round, name }) => `${round} ${name}`)).toEqual(['1 A', '1 B', '2 A', '2 B']);
      const one = await runOver(bench, await start(bench, collection, { path: 'in/B.request.yaml' }));
      expect(told(one.rows)).toEqual(['B unmet']);

      await write('in/B', `url: ${url}/b\n${status('200')}`);
      const { run } = await bench.client.httpRun.again({ run: folder.run.id, only: 'failed' });
      const again = await runOver(bench, run);
      expect(again.run.partial).toBe(true);
      expect(told(again.rows)).toEqual(['B passed', 'B passed']);
      const none = await failureOf(bench.client.httpRun.again({ run, only: 'failed' }));
      expect(none.message).toBe('None of these requests is there any more.');
      expect((await logOf(bench, listener)).map((each) => each.url)).toEqual(
        ['/a', '/b', '/a', '/b', '/b', '/b', '/b'], // prettier-ignore
      );
    }));

  it('stops at the first that fails, if it is to', () =>
    withBench(async (bench) => {
      const { url, listener } = await routes(bench, route('/a', 'a'));
      const { collection } = await collectionOf(bench, {
        A: `url: ${url}/a\n`,
        B: `url: ${url}/a\n${status('500')}`,
        C: `url: ${url}/a\n`,
      });
      const { run, rows } = await runOver(
        bench,
        await start(bench, collection, { plan: { ...PLAN, stopAtFirst: true } }),
      );
      expect(told(rows)).toEqual(['A passed', 'B unmet', 'C skipped']);
      expect(run).toMatchObject({ state: 'stopped', note: 'The run stopped at the first that failed.' });
      expect(run.counts).toEqual({ passed: 1, unmet: 1, failed: 0, skipped: 1 });
      expect(rows[2]?.note).toBe('The run stopped at the first that failed.');
      expect(await logOf(bench, listener)).toHaveLength(2);
    }));

  it('takes files as they are when their turn comes, and goes on behind one that can’t be read', () =>
    withBench(async (bench) => {
      let asked: () => void = () => undefined;
      const first = new Promise<void>((resolve) => (asked = resolve));
      let answer: () => void = () => undefined;
      const edited = new Promise<void>((resolve) => (answer = resolve));
      const server = createServer((request, response) => {
        if (request.url !== '/slow') return void response.end('x');
        asked();
        void edited.then(() => response.end('x'));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const { collection, write } = await collectionOf(bench, {
          A: `url: ${url}/slow\n`,
          B: `url: ${url}/before\n`,
          C: `url: ${url}/c\n`,
          D: `url: [\n  unclosed\nmethod: {{`,
          E: `url: '{{nowhere}}/e'\n`,
          F: `url: ${url}/f\n`,
        });
        const id = await start(bench, collection);
        await first;
        const running = await rowsOf(bench, id);
        expect(told(running)).toEqual(['A running', 'B waiting', 'C waiting', 'D waiting', 'E waiting', 'F waiting']); // prettier-ignore
        await write('B', `url: ${url}/after\n${status('418')}`);
        await rm(join(collection, 'C.request.yaml'));
        answer();
        const { run, rows } = await runOver(bench, id);
        expect(told(rows)).toEqual(['A passed', 'B unmet', 'C failed', 'D failed', 'E failed', 'F passed']);
        expect(rows[1]?.url).toBe(`${url}/after`);
        expect(rows[2]?.failure?.message).toContain('C.request.yaml');
        expect(rows[3]?.failure?.message).toMatch(/line \d/i);
        expect(rows[4]?.failure?.message).toContain('nowhere');
        expect(run.counts).toEqual({ passed: 2, unmet: 1, failed: 3, skipped: 0 });
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }));

  it('is stopped at once, whatever the peer does', () =>
    withBench(async (bench) => {
      const { url } = await routes(bench, route('/a', 'a'), route('/hangs', '', { fault: 'hang' }));
      const { collection } = await collectionOf(bench, {
        A: `url: ${url}/a\n`,
        B: `url: ${url}/hangs\noptions:\n  timeoutMs: 0\n`,
        C: `url: ${url}/a\n`,
      });
      const id = await start(bench, collection, { plan: { ...PLAN, limitMs: 0 } });
      const under = await underWay(bench);
      await bench.client.httpRun.stop({ run: id });
      const { run, rows } = await runOver(bench, id);
      expect(told(rows)).toEqual(['A passed', 'B skipped', 'C skipped']);
      expect(run).toMatchObject({ state: 'stopped', note: 'The run was stopped before it.' });
      expect((await bench.client.http.detail({ exchange: under })).summary.state).toBe('cancelled');

      // In a pause too.
      const pausing = await start(bench, collection, { plan: { ...PLAN, pauseMs: 600_000 } });
      await runUntil(bench, pausing, ({ over }) => over === 1);
      await bench.client.httpRun.stop({ run: pausing });
      expect(told((await runOver(bench, pausing)).rows)).toEqual(['A passed', 'B skipped', 'C skipped']);
    }));

  it('ends a request that takes longer than it may, and one that somebody cancels, and goes on', () =>
    withBench(async (bench) => {
      const { url } = await routes(bench, route('/a', 'a'), route('/hangs', '', { fault: 'hang' }));
      const { collection } = await collectionOf(bench, {
        A: `url: ${url}/hangs\noptions:\n  timeoutMs: 0\n`,
        B: `url: ${url}/a\n`,
      });
      const short = { path: 'A.request.yaml', plan: { ...PLAN, rounds: 2, limitMs: 50 } };
      const limited = await runOver(bench, await start(bench, collection, short));
      expect(limited.rows.map(({ failure }) => failure?.code)).toEqual(['TOO_LONG', 'TOO_LONG']);

      const id = await start(bench, collection, { plan: { ...PLAN, limitMs: 0 } });
      await bench.client.http.cancel({ exchange: await underWay(bench) });
      const cancelled = await runOver(bench, id);
      expect(told(cancelled.rows)).toEqual(['A failed', 'B passed']);
      expect(cancelled.rows[0]?.failure).toMatchObject({ code: 'CANCELLED' });
    }));

  it('outlives its window, and is told to the next', () =>
    withBench(async (bench) => {
      const { url } = await routes(bench, route('/a', 'a'));
      const { collection } = await collectionOf(bench, { A: `url: ${url}/a\n` });
      const window = bench.openWindow();
      const plan = { ...PLAN, rounds: 20, pauseMs: 1 };
      const { run } = await window.client.httpRun.start({ collection, path: '', environment: null, plan });
      await window.close();
      const other = bench.openWindow();
      const over = await runUntil(other, run, ({ state }) => state !== 'running');
      expect(over.counts.passed).toBe(20);
      await other.client.httpRun.remove({ runs: [run] });
      expect((await failureOf(bench.client.httpRun.stop({ run }))).code).toBe('NOT_FOUND');
    }));

  it('says what there is not to be run', () =>
    withBench(async (bench) => {
      const { collection } = await collectionOf(bench, { 'in/A': 'url: :1\n' });
      const refused = async (more: Parameters<typeof start>[2]) =>
        (await failureOf(start(bench, collection, more))).message;
      expect(await refused({ path: 'nowhere' })).toBe('There is no request in kept to be run.');
      expect(await refused({ environment: 'none' })).toMatch(/no environment “none”/);
      expect(await refused({ plan: { ...PLAN, rounds: 0 } })).toBe(
        'Rounds must be a whole number from 1 to 1,000.',
      );
      expect((await failureOf(start(bench, '/nowhere'))).code).toBe('NOT_FOUND');
    }));
});

/** The exchange that waits for its answer, once there is one. */
async function underWay({ client }: { client: Parameters<typeof runUntil>[0]['client'] }): Promise<string> {
  const stop = new AbortController();
  try {
    for await (const { exchanges } of await client.http.watch(undefined, { signal: stop.signal })) {
      const one = exchanges.find(({ state, url }) => state === 'waiting' && url.endsWith('/hangs'));
      if (one) return one.id;
    }
  } finally {
    stop.abort();
  }
  throw new Error('the watch ended');
}
