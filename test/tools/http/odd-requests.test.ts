import { createServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ExchangeDetail } from '../../../src/contract/http/exchange.ts';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { bodyOf, exchangeOver, exchangeUntil, send, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { okHead, startOdd } from '../../support/odd-server.ts';

failOnLeaks();

const OK = `${okHead('Content-Length: 2')}ok`;
const header = (name: string, value: string) => ({ name, value, on: true });
const hello = { kind: 'text', text: 'hello', type: '' } as const;

/** Sends this to a server that says that, and gives what came of it and what the server heard. */
const asking = (
  say: (socket: Socket) => void,
  change: Partial<HttpRequest>,
  check: (detail: ExchangeDetail, heard: string, bench: TestBench) => void | Promise<void>,
): Promise<void> =>
  withBench(async (bench) => {
    const server = await startOdd(say);
    try {
      const detail = await sent(bench, blankRequest({ url: server.url, ...change }));
      await check(detail, server.heard(), bench);
    } finally {
      await server.stop();
    }
  });

describe('a Content-Length of one’s own', () => {
  it('that is too large is blamed where no answer comes, and can be left out', () =>
    asking(
      () => undefined,
      {
        method: 'POST',
        headers: [header('content-LENGTH', '50')],
        body: hello,
        options: { ...REQUEST_OPTIONS, timeoutMs: 1000 },
      },
      ({ summary: { failure } }) => {
        expect(failure).toMatchObject({ code: 'TIMED_OUT' });
        expect(failure?.hint).toContain('Content-Length says 50 bytes, and the body has 5: the server waits');
        expect(failure?.mends[0]).toEqual({
          label: 'Send the true length',
          form: 'http request',
          set: { leaveOut: 'Content-Length' },
          submit: true,
        });
      },
    ));

  it.each([
    ['2', /says 2 bytes, and the body has 5: what is left is taken for another request/],
    ['five', /says “five”, which is no number/],
  ])('of %s goes out as it is written, and is told of with the answer', (length, told) =>
    asking(
      (socket) => socket.write(OK),
      { method: 'POST', headers: [header('Content-Length', length)], body: hello },
      ({ summary, body }, heard) => {
        expect(summary).toMatchObject({ state: 'done', status: 200 });
        expect(heard).toContain(`Content-Length: ${length}\r\n`);
        expect(body.note).toMatch(told);
      },
    ),
  );

  it('that is not true ends its connection, whose next request would be taken for a part of it', () =>
    withBench(async (bench) => {
      const server = await startOdd((socket) => {
        socket.write(OK);
        socket.on('data', () => socket.write(OK));
      });
      try {
        const headers = [header('Content-Length', '2')];
        const first = blankRequest({ url: server.url, method: 'POST', headers, body: hello });
        const one = await sent(bench, first);
        const two = await sent(bench, blankRequest({ url: server.url }));
        expect(two.summary.status).toBe(200);
        expect(two.hops[0]?.session).not.toBe(one.hops[0]?.session);
      } finally {
        await server.stop();
      }
    }));

  it.each<[name: string, change: Partial<HttpRequest>]>([
    ['of a body', { method: 'POST', headers: [header('Content-Length', '5')], body: hello }],
    ['of none', { method: 'POST', headers: [header('Content-Length', '0')] }],
  ])('that is true %s is nothing to tell of', (_, change) =>
    asking(
      (socket) => socket.write(OK),
      change,
      ({ body }) => expect(body.note).toBeNull(),
    ),
  );
});

it('a Transfer-Encoding of one’s own stands alone, also where there is no body', () =>
  asking(
    (socket) => socket.write(OK),
    { method: 'POST', headers: [header('Transfer-Encoding', 'chunked')] },
    ({ summary }, heard) => {
      expect(summary.status).toBe(200);
      expect(heard).toMatch(/Transfer-Encoding: chunked\r\n[^]*\r\n\r\n0\r\n\r\n$/);
      expect(heard).not.toContain('Content-Length');
    },
  ));

describe('interim answers', () => {
  it('may be as many as a long work takes', () =>
    asking(
      (socket) => socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(500) + OK),
      {},
      ({ summary, hops }) => {
        expect(summary).toMatchObject({ state: 'done', status: 200 });
        expect(hops[0]?.answer?.informational).toHaveLength(500);
      },
    ));

  it('are no part of an answer that does not come', () =>
    asking(
      (socket) => socket.write('HTTP/1.1 102 Processing\r\n\r\n'),
      { options: { ...REQUEST_OPTIONS, timeoutMs: 1000 } },
      ({ summary }) => expect(summary.failure?.message).toBe('No answer came within 1 s.'),
    ));

  it('over HTTP/2 as well', () =>
    withBench(async (bench) => {
      const server = createServer((_request, response) => {
        for (let i = 0; i < 100; i++) response.stream.additionalHeaders({ ':status': 102 });
        response.end('ok');
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      try {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const options = { ...REQUEST_OPTIONS, version: '2' as const, keepAlive: false };
        const { summary, hops } = await sent(bench, blankRequest({ url, options }));
        expect(summary).toMatchObject({ state: 'done', status: 200 });
        expect(hops[0]?.answer?.informational).toHaveLength(100);
        await bench.client.bench.remove({ ids: hops.map(({ session }) => session as string) });
      } finally {
        await new Promise((done) => server.close(done));
      }
    }));

  it('with long heads are bounded', () =>
    asking(
      (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: ${'a'.repeat(60_000)}\r\n\r\n`.repeat(10)),
      {},
      ({ summary }) => expect(summary.failure?.code).toBe('TOO_MANY_INFORMATIONAL'),
    ));
});

it.each([
  ['websocket', /changed to “websocket”.*Choose WebSocket/],
  ['foo/2', /changed to “foo\/2”.*closed\.$/],
])('a change to %s is told with the answer', (protocol, told) =>
  asking(
    (socket) =>
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${protocol}\r\nConnection: Upgrade\r\n\r\n!`,
      ),
    { headers: [header('Connection', 'Upgrade'), header('Upgrade', protocol)] },
    ({ summary, body }) => {
      expect(summary).toMatchObject({ state: 'done', status: 101 });
      expect(body.note).toMatch(told);
    },
  ),
);

it('an answer that was to end with its connection is not told to lack a chunk', () =>
  withBench(async (bench) => {
    let reset: () => void = () => undefined;
    const server = await startOdd((socket) => {
      socket.write(`${okHead()}hello`);
      reset = () => void socket.resetAndDestroy();
    });
    try {
      const { exchange } = await send(bench, blankRequest({ url: server.url }));
      // A reset overtakes what was not read before it.
      await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 5);
      reset();
      const { failure } = (await exchangeOver(bench, exchange)).summary;
      expect(failure).toMatchObject({ code: 'ECONNRESET' });
      expect(failure?.hint).toMatch(/was to end with its connection/);
    } finally {
      await server.stop();
    }
  }));

describe('a redirect', () => {
  const to = (location: string) => (socket: Socket) => {
    const answer = () =>
      socket.write(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
    answer();
  };

  it('to port 0 is not followed to another port', () =>
    asking(to('http://127.0.0.1:0/x'), {}, ({ summary, body }) => {
      expect(summary).toMatchObject({ state: 'done', status: 302, hops: 1 });
      expect(body.note).toMatch(/not followed.*port 0/);
    }));

  it('is told as one where none may be followed', () =>
    asking(to('/x'), { options: { ...REQUEST_OPTIONS, maxRedirects: 0 } }, ({ summary }) =>
      expect(summary.failure).toMatchObject({
        code: 'TOO_MANY_REDIRECTS',
        message: 'The server redirects, and no redirect is to be followed.',
      }),
    ));

  it('to another server says what is not sent there', () =>
    withBench(async (bench) => {
      const other = await startOdd((socket) => socket.write(OK));
      const server = await startOdd(to(other.url));
      try {
        const { hops, summary } = await sent(
          bench,
          blankRequest({ url: server.url, auth: { kind: 'bearer', token: 'T' } }),
        );
        expect(summary.status).toBe(200);
        expect(hops[0]?.next).toBe(
          `302 Found to ${other.url} Without Authorization: that is for the first server alone.`,
        );
        expect(other.heard()).not.toContain('Authorization');
        expect((await bodyOf(bench, summary.id)).toString()).toBe('ok');
      } finally {
        await server.stop();
        await other.stop();
      }
    }));
});
