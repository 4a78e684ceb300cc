import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { bodyOf, exchangeOver, send } from '../../support/http.ts';

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
