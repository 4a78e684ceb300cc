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
      const { summary } = await exchangeOver(bench, exchange);
      expect(summary).toMatchObject({ state: 'cancelled', hops: 1 });
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
