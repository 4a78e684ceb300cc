import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { RequestOptions } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { bodyOf, exchangeOver, exchangeUntil, send, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { okHead, startOdd } from '../../support/odd-server.ts';

failOnLeaks();

/** A bench and a server that says this and then nothing; its connections in the order in which they came. */
async function silentAfter(
  said: string,
  check: (bench: TestBench, url: string, sockets: Socket[]) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = [];
  const server = await startOdd((socket) => {
    sockets.push(socket);
    socket.write(said);
  });
  try {
    await withBench((bench) => check(bench, server.url, sockets));
  } finally {
    await server.stop();
  }
}

const asking = (url: string, options: Partial<RequestOptions>) =>
  blankRequest({ url, options: { ...REQUEST_OPTIONS, keepAlive: false, ...options } });
const HELLO = 'data: hello\n\n';

test('an event stream may be silent for as long as it likes, another answer that has begun may not', () =>
  silentAfter(`${okHead('Content-Type: Text/Event-Stream; charset=utf-8')}${HELLO}`, (bench, url) =>
    silentAfter(`${okHead('Content-Type: text/plain')}${HELLO}`, async (_, other) => {
      const impatient = { idleMs: 200 };
      const { exchange } = await send(bench, asking(url, impatient));
      const there = await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received > 0);
      expect(there.summary.state).toBe('receiving');
      // Whoever began later is given up, and the stream, whose time was over before, goes on.
      const { summary } = await sent(bench, asking(other, impatient));
      expect(summary.failure).toMatchObject({ code: 'TIMED_OUT', field: 'silence' });
      expect(summary.failure?.mends[0]).toMatchObject({ set: { idleMs: 0 } });
      expect((await bench.client.http.detail({ exchange })).summary.state).toBe('receiving');
      await bench.client.http.cancel({ exchange });
      expect((await exchangeOver(bench, exchange)).summary.state).toBe('cancelled');
    }),
  ));

test('the timeout ends with the head of the answer', () =>
  silentAfter(`${okHead('Content-Length: 10')}hello`, (bench, url, sockets) =>
    silentAfter('HTTP/1.1 200 OK\r\n', async (_, other) => {
      const { exchange } = await send(bench, asking(url, { timeoutMs: 1000 }));
      await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 5);
      const { summary } = await sent(bench, asking(other, { timeoutMs: 1000 }));
      expect(summary.failure).toMatchObject({ code: 'TIMED_OUT', field: 'timeout' });
      sockets[0]?.write('world');
      expect((await exchangeOver(bench, exchange)).summary.state).toBe('done');
      expect((await bodyOf(bench, exchange)).toString()).toBe('helloworld');
    }),
  ));

test('a request of before knows no limit of silence, and has the usual one', () =>
  silentAfter(`${okHead('Content-Length: 5')}hello`, async ({ client }, url) => {
    const { idleMs, ...older } = REQUEST_OPTIONS;
    const request = blankRequest({ url, options: older as RequestOptions });
    const { exchange } = await client.http.send({
      request,
      context: { collection: null, environment: null },
    });
    expect((await client.http.request({ exchange })).request.options.idleMs).toBe(idleMs);
  }));
