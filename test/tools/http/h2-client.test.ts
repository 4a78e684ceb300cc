import { randomBytes } from 'node:crypto';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { createServer as createHttp1 } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpRequest, RequestOptions } from '../../../src/contract/http/request.ts';
import { Http2Namer } from '../../../src/contract/payload/http2/frames.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { bodyOf, exchangeOver, send, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { type Nginx, startNginx } from '../../support/nginx.ts';

failOnLeaks();

/** What the frames of a direction are; none of them may be wrong. */
async function frames(bench: TestBench, session: string, direction: 'in' | 'out'): Promise<string[]> {
  const texts: string[] = [];
  new Http2Namer().push(await bench.bytes(session, direction), ({ status, text }) => {
    expect(status).toBe('ok');
    texts.push(text);
  });
  return texts;
}

describeWith(['nginx', 'openssl'], 'HTTP/2 with nginx', () => {
  let authority: Authority;
  let nginx: Nginx;
  const big = randomBytes(5 * 1024 * 1024);
  const mid = big.subarray(0, 700_000);

  beforeAll(async () => {
    authority = await makeAuthority();
    nginx = await startNginx({ tls: authority.server });
    await writeFile(join(nginx.root, 'big.bin'), big);
    await writeFile(join(nginx.root, 'mid.bin'), mid);
  });
  afterAll(async () => {
    await nginx.stop();
    await authority.remove();
  });

  const request = (path: string, options: Partial<RequestOptions> = {}) =>
    blankRequest({
      url: `https://localhost:${nginx.tlsPort}${path}`,
      options: {
        ...REQUEST_OPTIONS,
        tls: { ...REQUEST_OPTIONS.tls, ca: authority.ca.cert },
        ...options,
      },
    });

  it('agrees on it, and carries many requests over one connection', () =>
    withBench(async (bench) => {
      const first = await sent(bench, request('/'));
      expect(first.summary).toMatchObject({ state: 'done', status: 200, version: '2', reason: '' });
      const [hop] = first.hops;
      expect(hop).toMatchObject({ version: '2', stream: 1, wire: null, reused: false });
      expect(hop?.request.headers.slice(0, 4)).toEqual([
        { name: ':method', value: 'GET' },
        { name: ':scheme', value: 'https' },
        { name: ':authority', value: `localhost:${nginx.tlsPort}` },
        { name: ':path', value: '/' },
      ]);
      const started = await Promise.all(Array.from({ length: 20 }, () => send(bench, request('/mid.bin'))));
      const all = await Promise.all(started.map(({ exchange }) => exchangeOver(bench, exchange)));
      expect(new Set(all.map(({ hops }) => hops[0]?.session))).toEqual(new Set([hop?.session]));
      expect(new Set(all.map(({ hops }) => hops[0]?.stream))).toEqual(
        new Set(Array.from({ length: 20 }, (_, i) => 3 + 2 * i)),
      );
      expect(all.every(({ body, hops }) => body.whole && hops[0]?.reused)).toBe(true);
      for (const { summary } of all.slice(0, 3))
        expect((await bodyOf(bench, summary.id)).equals(mid)).toBe(true);
      const session = hop?.session as string;
      const out = await frames(bench, session, 'out');
      expect(out.filter((text) => /^HEADERS .*:method: GET.*:path: \/mid\.bin/.test(text)).length).toBe(20);
      const answers = await frames(bench, session, 'in');
      expect(
        answers.filter((text) => /^HEADERS stream \d+ end_headers: :status: 200/.test(text)).length,
      ).toBe(21);
      expect(bench.watch.sessions.get(session)?.details).toMatchObject({ protocol: 'h2' });
    }));

  it('speaks HTTP/1.1 where that was chosen', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('/', { version: '1.1' }));
      expect(detail.summary).toMatchObject({ status: 200, version: '1.1' });
    }));

  it('keeps the beginning of a long answer in whole frames', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('/big.bin', { capture: 'start' }));
      expect((await bodyOf(bench, detail.summary.id)).equals(big)).toBe(true);
      const session = detail.hops[0]?.session as string;
      const kept = (await bench.bytes(session, 'in')).length;
      expect(kept).toBeGreaterThan(1024 * 1024);
      expect(kept).toBeLessThan(3 * 1024 * 1024);
      const again = await sent(bench, request('/', { capture: 'start' }));
      expect(again.hops[0]).toMatchObject({ session, stream: 3 });
      const texts = await frames(bench, session, 'in');
      expect(texts.filter((text) => text.includes(':status: 200')).length).toBe(2);
    }));

  it('is cancelled as a stream, and the connection goes on', () =>
    withBench(async (bench) => {
      const first = await sent(bench, request('/'));
      const { exchange } = await send(bench, request('/big.bin'));
      await bench.client.http.cancel({ exchange });
      expect((await exchangeOver(bench, exchange)).summary.state).toBe('cancelled');
      const after = await sent(bench, request('/'));
      expect(after.summary).toMatchObject({ state: 'done', status: 200 });
      expect(after.hops[0]?.session).toBe(first.hops[0]?.session);
    }));
});

describe('HTTP/2 with prior knowledge', () => {
  let server: Http2Server;
  const sessions = new Set<ServerHttp2Session>();
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/early') response.stream.additionalHeaders({ ':status': 103, link: '</a>' });
      response.writeHead(200, { 'x-path': request.url, 'set-cookie': ['a=1', 'b=2'] });
      if (request.url === '/trailers') response.addTrailers({ 'x-sum': '42' });
      request.pipe(response);
    });
    server.on('session', (session) => sessions.add(session));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    for (const session of sessions) session.destroy();
    await new Promise((done) => server.close(done));
  });
  const request = (path: string, change: Partial<HttpRequest> = {}, port?: number) =>
    blankRequest({
      url: `http://127.0.0.1:${port ?? (server.address() as AddressInfo).port}${path}`,
      options: { ...REQUEST_OPTIONS, version: '2' },
      ...change,
    });

  it('sends a body and has it back, with trailers', () =>
    withBench(async (bench) => {
      const text = 'ä'.repeat(900_000);
      const detail = await sent(
        bench,
        request('/trailers', { method: 'POST', body: { kind: 'text', text, type: 'text/plain' } }),
      );
      expect(detail.summary).toMatchObject({ status: 200, version: '2', bytes: { sent: 1_800_000 } });
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe(text);
      expect(detail.hops[0]?.answer?.trailers).toEqual([{ name: 'x-sum', value: '42' }]);
      expect(detail.hops[0]?.answer?.headers.filter(({ name }) => name === 'set-cookie')).toEqual([
        { name: 'set-cookie', value: 'a=1' },
        { name: 'set-cookie', value: 'b=2' },
      ]);
    }));

  it('tells what came before the answer', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('/early'));
      expect(detail.hops[0]?.answer).toMatchObject({
        status: 200,
        informational: [{ status: 103, headers: [{ name: 'link', value: '</a>' }] }],
      });
    }));

  it('says that the server speaks HTTP/1.1 only', async () => {
    const old = createHttp1((_, response) => response.end('old'));
    await new Promise<void>((done) => old.listen(0, '127.0.0.1', done));
    try {
      await withBench(async (bench) => {
        const { summary } = await sent(bench, request('/', {}, (old.address() as AddressInfo).port));
        expect(summary.failure).toMatchObject({
          code: 'NO_HTTP2',
          message: 'The server speaks HTTP/1.1 here, not HTTP/2.',
          mends: [{ label: 'Send with HTTP/1.1' }],
        });
      });
    } finally {
      old.closeAllConnections();
      await new Promise((done) => old.close(done));
    }
  });
});
