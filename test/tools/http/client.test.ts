import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createPlain, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { bodyOf, exchangeOver, exchangeUntil, send, sent } from '../../support/http.ts';

failOnLeaks();

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A server of Node’s own, and its address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (url: string, change: Partial<HttpRequest> = {}) => blankRequest({ url, ...change });

it('sends a request and tells what came, with every byte of it in the capture', () =>
  withBench(async (bench) => {
    const url = await serve((_, response) => response.setHeader('X-Two', ['a', 'b']).end('hello'));
    const { exchange } = await send(bench, get(`${url}/x?y=1`));
    const detail = await exchangeOver(bench, exchange);
    expect(detail.summary).toMatchObject({
      state: 'done',
      status: 200,
      reason: 'OK',
      version: '1.1',
      hops: 1,
    });
    expect(detail.summary.bytes).toEqual({ sent: 0, received: 5, decoded: 5, expected: 5 });
    expect(await bodyOf(bench, exchange)).toEqual(Buffer.from('hello'));
    const [hop] = detail.hops;
    expect(hop?.answer?.headers.filter(({ name }) => name === 'X-Two')).toEqual([
      { name: 'X-Two', value: 'a' },
      { name: 'X-Two', value: 'b' },
    ]);
    const session = hop?.session as string;
    const out = (await bench.bytes(session, 'out')).toString();
    expect(out).toMatch(/^GET \/x\?y=1 HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
    expect(out.split('\r\n').slice(1, -2)).toEqual(
      hop?.request.headers.map(({ name, value }) => `${name}: ${value}`),
    );
    expect((await bench.bytes(session, 'in')).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhello$/);
    expect(hop?.wire).toEqual({
      out: { from: 0, to: out.length },
      in: { from: 0, to: (await bench.bytes(session, 'in')).length },
    });
    expect(hop?.timing).toMatchObject({ name: null, proxy: null, tls: null });
    for (const phase of ['connect', 'send', 'wait', 'receive'] as const)
      expect(hop?.timing[phase]).toBeGreaterThanOrEqual(0);
  }));

it('shows a body as it was written, and no row for its end', () =>
  withBench(async (bench) => {
    const url = await serve((request, response) => void request.pipe(response));
    const body = { kind: 'text', text: 'hello', type: 'text/plain' } as const;
    const { hops } = await sent(bench, get(url, { method: 'POST', body }));
    const rows = await bench.rows(hops[0]?.session as string);
    const written = rows.filter(({ kind }) => kind === 'out').map(({ length }) => length);
    expect(written).not.toContain(0);
    expect(written.reduce((sum, length) => sum + length, 0)).toBe(hops[0]?.wire?.out.to);
  }));

it('sends the next request over the same connection, and knows which bytes are whose', () =>
  withBench(async (bench) => {
    const url = await serve((request, response) => response.end(request.url));
    const first = await exchangeOver(bench, (await send(bench, get(`${url}/1`))).exchange);
    const second = await exchangeOver(bench, (await send(bench, get(`${url}/2`))).exchange);
    expect(second.hops[0]).toMatchObject({ session: first.hops[0]?.session, reused: true });
    expect(second.hops[0]?.timing.connect).toBeNull();
    expect(second.hops[0]?.wire?.in.from).toBe(first.hops[0]?.wire?.in.to);
    const { from, to } = second.hops[0]?.wire?.out ?? { from: 0, to: 0 };
    const out = await bench.bytes(second.hops[0]?.session as string, 'out');
    expect(out.subarray(from, to).toString()).toMatch(/^GET \/2 /);
  }));

it('sends a body, waits for leave to do so where that was asked for, and takes an answer before its end', () =>
  withBench(async (bench) => {
    const url = await serve((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (bytes: Buffer) => pieces.push(bytes));
      request.on('end', () => response.end(`${request.method} ${Buffer.concat(pieces).toString()}`));
    });
    const body = { kind: 'text', text: 'ünïcode', type: 'text/plain' } as const;
    const plain = await sent(bench, get(url, { method: 'PUT', body }));
    expect((await bodyOf(bench, plain.summary.id)).toString()).toBe('PUT ünïcode');
    expect(plain.summary.bytes.sent).toBe(9);
    const headers = [{ name: 'Expect', value: '100-continue', on: true }];
    const asked = await sent(bench, get(url, { method: 'PUT', body, headers }));
    expect((await bodyOf(bench, asked.summary.id)).toString()).toBe('PUT ünïcode');
    expect(asked.hops[0]?.answer?.informational.map(({ status }) => status)).toEqual([100]);
  }));

it.each(['1.1', '2'] as const)(
  'a header beyond ASCII goes out as UTF-8, and so does a cookie, over HTTP/%s',
  (version) =>
    withBench(async (bench) => {
      const { url } = await bench.client.httpServer.start({
        address: '127.0.0.1',
        port: 0,
        what: { serves: 'inspector' },
        tls: {},
      });
      const context = { collection: null, environment: null };
      const cookie = { name: 'c', value: 'größe', domain: '127.0.0.1', hostOnly: true, path: '/' };
      const more = { expires: null, secure: false, httpOnly: false, sameSite: null };
      await bench.client.httpCookies.put({ context, cookie: { ...cookie, ...more }, was: null });
      const detail = await sent(
        bench,
        get(url, {
          headers: [{ name: 'X-Own', value: 'ü ☃', on: true }],
          auth: { kind: 'bearer', token: 'tökèn' },
          options: { ...REQUEST_OPTIONS, version, tls: { ...REQUEST_OPTIONS.tls, verify: false } },
        }),
      );
      expect(detail.summary).toMatchObject({ status: 200, version });
      const told = (await bodyOf(bench, detail.summary.id)).toString();
      const { headers } = JSON.parse(told) as { headers: [string, string][] };
      const by = (all: [string, string][], wanted: string) =>
        all.find(([name]) => name.toLowerCase() === wanted)?.[1];
      const written = detail.hops[0]?.request.headers.map(({ name, value }): [string, string] => [
        name,
        value,
      ]);
      for (const [name, value] of [
        ['x-own', 'ü ☃'],
        ['authorization', 'Bearer tökèn'],
        ['cookie', 'c=größe'],
      ] as const)
        expect([by(headers, name), by(written ?? [], name)]).toEqual([value, value]);
    }),
);

it('any word is a method', () =>
  withBench(async (bench) => {
    const odd = createPlain((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n')),
    );
    await new Promise<void>((done) => odd.listen(0, '127.0.0.1', done));
    const { port } = odd.address() as AddressInfo;
    // As it is written: get is another word than GET.
    for (const method of ['BREW', 'get', 'Post', 'head', 'M-SEARCH', 'a']) {
      const body = { kind: 'text', text: 'GET is in it', type: '' } as const;
      const detail = await sent(bench, get(`http://127.0.0.1:${port}/`, { method, body }));
      expect(detail.summary).toMatchObject({ method, status: 204 });
      const out = (await bench.bytes(detail.hops[0]?.session as string, 'out')).toString();
      expect(out.split(' /')[0]).toBe(method);
      expect(out.split('\r\n\r\n')[1]).toBe('GET is in it');
    }
    await new Promise((done) => odd.close(done));
  }));

it('shows what comes while it comes, and stops when it is cancelled', () =>
  withBench(async (bench) => {
    const url = await serve((_, response) => {
      response.setHeader('Content-Type', 'text/event-stream');
      response.write('data: one\n\n');
    });
    const { exchange } = await send(bench, get(url));
    await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.decoded > 0);
    expect((await bodyOf(bench, exchange)).toString()).toBe('data: one\n\n');
    await bench.client.http.cancel({ exchange });
    const over = await exchangeOver(bench, exchange);
    expect(over.summary).toMatchObject({ state: 'cancelled', status: 200 });
    await bench.watch.session(
      over.hops[0]?.session as string,
      'is closed',
      ({ state }) => state === 'closed',
    );
  }));

it('a connection that is closed here ends what it carries, with that reason', () =>
  withBench(async (bench) => {
    const url = await serve(() => undefined);
    const { exchange } = await send(bench, get(url));
    const { hops } = await exchangeUntil(bench, exchange, (detail) => detail.hops[0]?.timing.send !== null);
    await bench.client.http.close({ session: hops[0]?.session as string });
    expect((await exchangeOver(bench, exchange)).summary.failure?.code).toBe('CLOSED_HERE');
  }));

it('an answer that does not come is given up in time', () =>
  withBench(async (bench) => {
    const url = await serve(() => undefined);
    const { summary } = await sent(bench, get(url, { options: { ...REQUEST_OPTIONS, timeoutMs: 1000 } }));
    expect(summary.failure).toMatchObject({ code: 'TIMED_OUT', message: 'No answer came within 1 s.' });
  }));

it('nobody listens: says so, and offers to serve there', () =>
  withBench(async (bench) => {
    const { summary } = await sent(bench, get('http://127.0.0.1:9/'));
    expect(summary.failure).toMatchObject({ code: 'ECONNREFUSED', field: 'url' });
    expect(summary.failure?.mends.map(({ form, set }) => [form, set])).toEqual([
      ['serve', { address: '127.0.0.1', port: 9 }],
      ['http request', {}],
    ]);
  }));

it('goes to a Unix domain socket', () =>
  withBench(async (bench) => {
    const path = join(bench.folder, 'http.sock');
    const server = createServer((request, response) => response.end(request.headers.host));
    servers.push(server);
    await new Promise<void>((done) => server.listen(path, done));
    const options = { ...REQUEST_OPTIONS, unixSocket: path };
    const detail = await sent(bench, get('http://thing.example/x', { options }));
    expect((await bodyOf(bench, detail.summary.id)).toString()).toBe('thing.example');
    expect(detail.hops[0]?.remote).toBe(path);
    const gone = await sent(bench, get('http://x/', { options: { ...options, unixSocket: `${path}.not` } }));
    expect(gone.summary.failure).toMatchObject({ code: 'ENOENT', field: 'unix socket' });
  }));

it('a connection that the server gave up while nobody used it is made anew', () =>
  withBench(async (bench) => {
    let connections = 0;
    // Says nothing of its end until it is asked again.
    const stale = createPlain((socket) => {
      const first = ++connections === 1;
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
        socket.once('data', () => first && socket.resetAndDestroy());
      });
    });
    await new Promise<void>((done) => stale.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(stale.address() as AddressInfo).port}/`;
    await sent(bench, get(url));
    const again = await sent(bench, get(url));
    expect(again.summary).toMatchObject({ state: 'done', status: 200, hops: 2 });
    expect(again.hops[0]?.next).toContain('A new one was made');
    await bench.client.http.close({ session: again.hops[1]?.session as string });
    await new Promise((done) => stale.close(done));
  }));

it('what is removed goes with its connection, once that is closed', () =>
  withBench(async (bench) => {
    const url = await serve((_, response) => response.setHeader('Connection', 'close').end('x'));
    const { summary, hops } = await sent(bench, get(url));
    const session = hops[0]?.session as string;
    await bench.watch.session(session, 'is closed', ({ closedAt }) => closedAt !== null);
    await bench.client.http.remove({ exchanges: [summary.id] });
    await bench.watch.until('the connection to go', () => !bench.watch.sessions.has(session));
    await expect(bench.client.http.detail({ exchange: summary.id })).rejects.toThrow();
  }));

it('refuses what it can’t connect to, and says so', () =>
  withBench(async (bench) => {
    await expect(send(bench, get('ws://127.0.0.1/', { kind: 'websocket' }))).rejects.toMatchObject({
      data: { code: 'NO_WEBSOCKET' },
    });
  }));
