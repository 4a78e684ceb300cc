import { expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { exchangeOver, exchangeUntil, send } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { startOdd } from '../../support/odd-server.ts';

failOnLeaks();

/** Heads of answers that lead elsewhere, with a body that never ends. */
const STALLED: [what: string, head: string, more: Partial<HttpRequest>][] = [
  ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: /there', {}],
  [
    'a challenge',
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="a", nonce="b"',
    { auth: { kind: 'digest', user: 'me', password: 'secret' } },
  ],
];

it.each(STALLED)('%s whose body never ends is gone on from, and can be cancelled', (_, head, more) =>
  withBench(async (bench) => {
    let asked = 0;
    const server = await startOdd((socket) =>
      socket.write(
        ++asked === 2
          ? 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
          : `${head}\r\nContent-Length: 9\r\n\r\nno`,
      ),
    );
    try {
      // Also where nothing limits how long an answer may take.
      const request = blankRequest({
        ...more,
        url: server.url,
        options: { ...REQUEST_OPTIONS, timeoutMs: 0, keepAlive: false },
      });
      const first = await send(bench, request);
      expect((await exchangeOver(bench, first.exchange)).summary).toMatchObject({
        state: 'done',
        status: 200,
      });
      asked = 2;
      const { exchange } = await send(bench, request);
      await exchangeUntil(bench, exchange, ({ hops }) => (hops.at(-1)?.answer ?? null) !== null);
      await bench.client.http.cancel({ exchange });
      // Else it would be led on until there were too many, or wait for the last one for ever.
      expect((await exchangeOver(bench, exchange)).summary.state).toBe('cancelled');
    } finally {
      await server.stop();
    }
  }),
);

it('TLS that never answers is given up in the time of the request', () =>
  withBench(async (bench) => {
    const server = await startOdd(() => undefined);
    try {
      const url = `https://127.0.0.1:${server.port}/`;
      const options = { ...REQUEST_OPTIONS, timeoutMs: 200 };
      const { exchange } = await send(bench, blankRequest({ url, options }));
      const { summary } = await exchangeOver(bench, exchange);
      expect(summary).toMatchObject({ state: 'failed', failure: { code: expect.stringMatching(/TIME/) } });
      expect(summary.failure?.message).toContain('200 ms');
    } finally {
      await server.stop();
    }
  }));

it('long heads are kept as far as they are told, and no further', () =>
  withBench(async (bench) => {
    const many = Array.from({ length: 60 }, (_, i) => `X-${i}: ${String(i).repeat(4000)}\r\n`).join('');
    let asked = 0;
    const server = await startOdd((socket) => {
      const say = () => {
        const to = asked++ < 20 ? `302 Found\r\nLocation: /${'l'.repeat(50_000)}` : '200 OK';
        socket.write(`HTTP/1.1 ${to}\r\nContent-Length: 0\r\n${many}\r\n`);
      };
      let rest = '';
      socket.on('data', (bytes: Buffer) => {
        rest = (rest + bytes.toString('latin1')).slice(-4);
        if (rest === '\r\n\r\n') say();
      });
      say();
    });
    try {
      const { exchange } = await send(
        bench,
        blankRequest({ url: server.url, options: { ...REQUEST_OPTIONS, maxRedirects: 30 } }),
      );
      const told = await exchangeOver(bench, exchange);
      expect(told).toMatchObject({ summary: { state: 'done', status: 200 }, hops: { length: 21 } });
      expect(JSON.stringify(told).length).toBeLessThan(1_000_000);
      // The last is told of first, and what is left out is counted.
      expect(told.hops[20]?.answer?.headers.length).toBe(61);
      expect(told.hops[0]?.answer?.headers[0]?.value).toBe('62 more headers are in Wire.');
      expect(told.hops[1]?.url).toMatch(/l… \(cut, see Wire\)$/);
      expect(await bench.client.http.detail({ exchange })).toEqual(told);
    } finally {
      await server.stop();
    }
  }));

it('what a proxy is asked for has no fragment, and no password', () =>
  withBench(async (bench) => {
    const server = await startOdd((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    try {
      const options = { ...REQUEST_OPTIONS, proxy: `http://127.0.0.1:${server.port}` };
      const url = 'http://me:secret@example.org/a?b#c';
      await exchangeOver(bench, (await send(bench, blankRequest({ url, options }))).exchange);
      expect(server.heard()).toMatch(/^GET http:\/\/example.org\/a\?b HTTP\/1.1\r\n/);
    } finally {
      await server.stop();
    }
  }));
