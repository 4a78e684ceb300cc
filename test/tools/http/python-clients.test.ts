import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Route } from '../../../src/contract/tools/http-server.ts';
import { withBench } from '../../support/bench.ts';
import { logOf, serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { debianPython } from '../../support/peer.ts';

failOnLeaks();

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What a program said, one JSON value a line. */
async function said(name: string, url: string): Promise<unknown[]> {
  const client = debianPython(name, url);
  const code = await client.exited();
  expect([code, client.errors]).toEqual([0, '']);
  return client.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describeWith(['python3-requests', 'python3-aiohttp'], 'clients of Python', () => {
  it('read from a folder and put files there', () =>
    withBench(async (bench) => {
      const folder = join(bench.folder, 'served');
      await mkdir(join(folder, 'sub'), { recursive: true });
      const big = randomBytes(2 * 1024 * 1024);
      await writeFile(join(folder, 'big.bin'), big);
      await writeFile(join(folder, '.env'), 'hidden');
      await writeFile(join(bench.folder, 'secret.txt'), 'secret');
      const { listener, url } = await serve(bench, { what: { serves: 'folder', folder, upload: true } });
      const pieces = Buffer.concat(Array.from({ length: 20 }, (_, i) => Buffer.alloc(10_000, i)));
      const of = (range: string) => `bytes ${range}/${big.length}`;
      expect(await said('folder_clients.py', url)).toEqual([
        ['http.client whole', 200, sha256(big)],
        ['http.client range', 206, of('10-19'), 10],
        ['http.client last', 206, of(`${big.length - 5}-${big.length - 1}`), 5],
        ['http.client beyond', 416, of('*'), expect.any(Number)],
        ['http.client same', 304, null, 0],
        ['http.client since', 304, null, 0],
        ['http.client range of this', 206, of('0-1'), 2],
        ['http.client range of another', 200, null, big.length],
        ['http.client no match', 412, null, expect.any(Number)],
        ['http.client head', 200, String(big.length), 0],
        ['http.client put', 201, null],
        ['http.client kept', true, null],
        ['urllib redirected', 200, 'sub/'],
        ['urllib put', 201, null],
        ['urllib none', 404, null],
        ['urllib ..%2fsecret.txt', 400, null],
        ['urllib .env', 404, null],
        ['requests form', 201, 'Written: one.txt, zwei ü.bin, one (1).txt'],
        ['requests pieces', 201, null],
        ['requests back', 200, sha256(pieces)],
        ['requests stream', 200, sha256(big)],
        ['aiohttp form', 201, 'Written: aio.bin'],
        ['aiohttp pieces', 201, null],
        ['aiohttp together', [206], sha256(big.subarray(0, 200))],
      ]);
      const content = async (name: string) => (await readFile(join(folder, name))).toString('latin1');
      expect(await content('http client.bin')).toBe('put by http.client');
      expect(await content('urllib.txt')).toBe('by urllib');
      expect(await content('one.txt')).toBe('first');
      expect(await content('one (1).txt')).toBe('second');
      expect(sha256(await readFile(join(folder, 'zwei ü.bin')))).toBe(
        sha256(Buffer.alloc(200_000, Buffer.from([0, 255]))),
      );
      expect(await content('aio.bin')).toBe('x'.repeat(300_000));
      expect(await content('streamed.txt')).toBe(Array.from({ length: 100 }, (_, i) => `${i}\n`).join(''));
      // Nothing is left of what is not whole.
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual(['.env']);
      await bench.watch.until('nobody', () => bench.watch.listeners.get(listener)?.open === 0);
      const rows = await logOf(bench, listener);
      // One connection carried all that http.client asked.
      expect(new Set(rows.slice(0, 11).map(({ session }) => session)).size).toBe(1);
    }));

  it('of aiohttp ask the inspector, with whatever they send', () =>
    withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const told = (await said('aiohttp_client.py', url)) as [
        number,
        {
          method: string;
          url: string;
          query: unknown;
          headers: [string, string][];
          body: { [key: string]: unknown };
        },
      ][];
      expect(told.map(([status, { method, url: at }]) => `${status} ${method} ${at}`)).toEqual([
        '200 GET /a?x=1&x=2&y=%C3%BC',
        '200 POST /json',
        '200 PATCH /form',
        '200 REPORT /word',
        '200 DELETE /auth',
        '200 POST /wait',
        '200 POST /small',
      ]);
      const [query, json, form, word, auth, wait, small] = told.map(([, one]) => one);
      expect(query?.query).toEqual([
        ['x', '1'],
        ['x', '2'],
        ['y', 'ü'],
      ]);
      const header = (one: typeof query, wanted: string) =>
        one?.headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
      expect(header(query, 'cookie')).toBe('id=42');
      expect(json?.body.json).toEqual({ grüße: [1, 2] });
      expect(form?.body.text).toBe('a=1+%26+2');
      expect(word?.body.base64).toBe('AP8=');
      expect(header(auth, 'authorization')).toBe(`Basic ${Buffer.from('ada:pw ü').toString('base64')}`);
      expect(header(wait, 'expect')).toBe('100-continue');
      expect(wait?.body.text).toBe('waited');
      // A coded body is told as it came.
      expect(header(small, 'content-encoding')).toBe('deflate');
      expect(inflateSync(Buffer.from(String(small?.body.base64), 'base64')).toString()).toBe(
        'x'.repeat(2000),
      );
      const rows = await logOf(bench, listener);
      expect(new Set(rows.map(({ session }) => session)).size).toBe(1);
    }));

  it('are answered by routes', () =>
    withBench(async (bench) => {
      const route = (path: string, change: Partial<Route>): Route => ({
        on: true,
        method: '',
        path,
        status: 200,
        headers: [],
        body: { kind: 'none' },
        delayMs: 0,
        fault: 'none',
        ...change,
      });
      const { url } = await serve(bench, {
        what: {
          serves: 'routes',
          routes: [
            route('/hello/:name', { body: { kind: 'text', text: 'hello {name}' } }),
            route('/there', { status: 307, headers: [{ name: 'Location', value: '/hello/again' }] }),
            route('/cut', { fault: 'cut', body: { kind: 'text', text: 'half of it' } }),
            route('/malformed', { fault: 'malformed' }),
            route('/set', { status: 204, headers: [{ name: 'Set-Cookie', value: 'a=b; Path=/' }] }),
          ],
        },
      });
      expect(await said('route_clients.py', url)).toEqual([
        ['urllib', 200, 'hello Grüße & co'],
        ['urllib redirected', 200, 'hello again'],
        ['requests posted', 200, 'hello again', 'POST'],
        ['requests cookie', 204, 'b'],
        ['requests none', 404],
        ['http.client cut', 'IncompleteRead'],
        ['http.client malformed', 'BadStatusLine'],
        ['aiohttp cut', 'ClientPayloadError'],
      ]);
    }));
});
