import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { frame, hex, OK as OK_HEAD, rawPeer } from '../../support/h2-peer.ts';
import { asking, loaded, loadUntil, many, start } from '../../support/http-load.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

/** A server of ours that does this with whatever it is sent, while the body runs. */
async function serving(
  onBytes: (socket: Socket) => void,
  body: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', () => onBytes(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await body((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test.each<[string, string, (socket: Socket) => void]>([
  ['garbage', 'GARBAGE', (socket) => socket.write('what is this\r\n\r\n')],
  ['two lengths', 'GARBAGE', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok')], // prettier-ignore
  ['an endless head', 'GARBAGE', (socket) => socket.write(`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(200_000)}`)],
  [
    '100 Continue without an end',
    'GARBAGE',
    (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(40)),
  ],
  ['half a body', 'CUT_SHORT', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok')],
  ['a reset', 'ECONNRESET', (socket) => socket.resetAndDestroy()],
  ['its end', 'NO_ANSWER', (socket) => socket.end()],
  ['silence', 'TIMED_OUT', () => undefined],
  ['an endless chunk', 'TIMED_OUT', (socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\nx')], // prettier-ignore
  ['another protocol', 'UPGRADED', (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')], // prettier-ignore
])('a server that answers with %s: each request has failed, and why is said', (_what, code, onBytes) =>
  serving(onBytes, (port) =>
    withBench(async ({ client }) => {
      // Where something comes, no time-out may win against it.
      const timeoutMs = code === 'TIMED_OUT' ? 200 : 0;
      const load = await loaded(client, asking(`127.0.0.1:${port}`, {}, { timeoutMs }), many(6, 3));
      expect(load).toMatchObject({
        state: 'done',
        counts: { begun: 6, done: 0, failed: 6, open: 0 },
        errors: [{ code, count: 6 }],
        measured: null,
      });
      expect(load.errors[0]?.message).toMatch(/^[A-Z].*\.$/);
    }),
  ),
);

// `content-length: 9`, or nothing of a length.
test.each([
  [0, '0f 0d 01 39'],
  [8, '0f 0d 01 39'],
  [8, ''],
])('a stream that is reset with code %d before its end has failed (length: %j)', (code, length) =>
  withBench(async ({ client }) => {
    const head = Buffer.concat([OK_HEAD, hex(length)]);
    const peer = await rawPeer((socket, stream) =>
      socket.write(
        Buffer.concat([
          frame(1, 4, stream, head),
          frame(0, 0, stream, 'half'),
          frame(3, 0, stream, hex(`0000000${code}`)),
        ]),
      ),
    );
    try {
      const load = await loaded(client, asking(`127.0.0.1:${peer.port}`, {}, { version: '2' }), many(4, 2));
      expect(load).toMatchObject({
        counts: { done: 0, failed: 4 },
        errors: [{ code: 'CUT_SHORT', count: 4 }],
      });
    } finally {
      await peer.stop();
    }
  }),
);

test('an answer that ends with its connection is whole, and the next goes on another', () =>
  serving(
    (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nno length'),
    (port) =>
      withBench(async ({ client }) => {
        const load = await loaded(client, asking(`127.0.0.1:${port}`), many(10, 2));
        expect(load).toMatchObject({ counts: { done: 10, failed: 0 }, connections: { opened: 10 } });
      }),
  ));

test('a kept connection that the server closes costs no request', () => {
  const answered = new WeakSet<Socket>();
  return serving(
    // The first is answered; the second finds that the connection goes away, and nothing says why.
    (socket) => (answered.has(socket) ? socket.destroy() : (answered.add(socket), socket.write(OK))),
    (port) =>
      withBench(async ({ client }) => {
        const load = await loaded(client, asking(`127.0.0.1:${port}`), many(20, 2));
        expect(load).toMatchObject({ counts: { done: 20, failed: 0 } });
        const post = asking(`127.0.0.1:${port}`, { method: 'POST' });
        // Nobody knows whether it was taken: it is not sent twice.
        expect((await loaded(client, post, many(20, 1))).counts).toMatchObject({ done: 10, failed: 10 });
      }),
  );
});

test('where nobody listens nothing is begun, and the reason is told', () =>
  withBench(async ({ client }) => {
    const refused = start(client, asking('127.0.0.1:1'), many(1, 1));
    await expect(refused).rejects.toMatchObject({ data: { code: 'ECONNREFUSED', field: 'url' } });
  }));

test('a server that goes away in the middle is not asked as fast as we can', () => {
  let answers = 0;
  return serving(
    (socket) => (++answers > 50 ? socket.resetAndDestroy() : socket.write(OK)),
    (port) =>
      withBench(async ({ client }) => {
        const load = await start(client, asking(`127.0.0.1:${port}`), {
          amount: { kind: 'time', ms: 600_000 },
          pace: { kind: 'together', atOnce: 5 },
        });
        await loadUntil(client, load, ({ counts: { done, failed } }) => done === 50 && failed >= 40);
        await client.httpLoad.stop({ load });
        const { counts, errors, ms } = await loadUntil(client, load);
        expect(counts.done).toBe(50);
        // Each of the five rests after a failure: 10 ms, then twice as long each time, up to half a second.
        expect(counts.failed).toBeLessThanOrEqual(5 * (8 + ms / 500));
        expect(errors[0]?.code).toBe('ECONNRESET');
      }),
  );
});

test('of a server that resets every other connection, what was answered and what was not is counted', () => {
  let connections = 0;
  const odd = new WeakSet<Socket>();
  const seen = new WeakSet<Socket>();
  return serving(
    (socket) => {
      if (!seen.has(socket) && ++connections % 2 === 0) odd.add(socket);
      seen.add(socket);
      if (odd.has(socket)) socket.resetAndDestroy();
      else socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok`);
    },
    (port) =>
      withBench(async ({ client }) => {
        const load = await loaded(client, asking(`127.0.0.1:${port}`), many(200, 10));
        expect(load.counts).toMatchObject({ begun: 200, done: 100, failed: 100, open: 0, cut: 0 });
        expect(load.errors.reduce((sum, { count }) => sum + count, 0)).toBe(100);
        // Each got a connection of its own: none of those that failed was sent again.
        expect(connections).toBe(200);
        expect(load.connections.opened).toBe(200);
      }),
  );
});

test.each(['1.1', '2'] as const)('stops at once where a server says nothing, HTTP/%s', (version) => {
  let asked = 0;
  return serving(
    () => asked++,
    (port) =>
      withBench(async ({ client }) => {
        const request = asking(`127.0.0.1:${port}`, {}, { version, timeoutMs: 0 });
        const id = await start(client, request, {
          amount: { kind: 'time', ms: 3_600_000 },
          pace: { kind: 'rate', perSecond: 1000, atOnce: 200 },
        });
        await loadUntil(
          client,
          id,
          ({ counts }) => counts.open === 200 && (counts.due ?? 0) > 300 && asked > 0,
        );
        await client.httpLoad.stop({ load: id });
        const load = await loadUntil(client, id);
        expect(load).toMatchObject({ state: 'stopped', counts: { open: 0, cut: 200, done: 0 } });
        // What was due and never sent is told, too.
        expect(load.counts.due).toBeGreaterThan(load.counts.begun);
      }),
  );
});
