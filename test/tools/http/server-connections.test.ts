import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CaptureStore } from '../../../src/main/bench/capture/store.ts';
import { now } from '../../../src/main/bench/clock.ts';
import { Registry } from '../../../src/main/bench/registry.ts';
import { Twins } from '../../../src/main/net/twins.ts';
import type { HttpParts } from '../../../src/main/tools/http/parts.ts';
import { Allowance } from '../../../src/main/tools/http/server/allowance.ts';
import { HttpListener } from '../../../src/main/tools/http/server/listener.ts';
import { inspector } from '../../../src/main/tools/http/server/serves/inspector.ts';
import { withBench } from '../../support/bench.ts';
import { logOf, raw, serve, statuses } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { within } from '../../support/wait.ts';

failOnLeaks();

const post = (path: string, body: Buffer, more = '') =>
  Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n${more}\r\n`),
    body,
  ]);

/** All that a connection says until its end. */
async function said(socket: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  await within(once(socket, 'end'), () => 'the end of the answer');
  return Buffer.concat(pieces);
}

describe('many connections at once', () => {
  it('each have their own bytes, though all are read into one buffer', async () => {
    await withBench(async (bench) => {
      const { listener, port } = await serve(bench, { capture: 'all' });
      const clients = Array.from({ length: 8 }, (_, i) => ({
        path: `/client/${i}`,
        body: randomBytes(300_000 + i),
        socket: connect({ host: '127.0.0.1', port, noDelay: true }),
      }));
      const answers = Promise.all(clients.map(({ socket }) => said(socket)));
      const requests = clients.map(({ path, body }) => post(path, body, 'Connection: close\r\n'));
      // By turns, in pieces that end anywhere.
      for (let at = 0; at < 300_100; at += 9973)
        for (const [i, { socket }] of clients.entries()) {
          const piece = requests[i]?.subarray(at, at + 9973);
          if (piece && piece.length > 0) socket.write(piece);
        }
      for (const [i, answer] of (await answers).entries()) {
        const { path, body } = clients[i] ?? { path: '', body: Buffer.alloc(0) };
        const told = JSON.parse(answer.subarray(answer.indexOf('\r\n\r\n')).toString());
        expect([told.url, told.body.bytes]).toEqual([path, body.length]);
        expect(Buffer.from(told.body.base64, 'base64').equals(body)).toBe(true);
      }
      for (const row of await logOf(bench, listener)) {
        const i = clients.findIndex(({ path }) => path === row.url);
        expect((await bench.bytes(row.session, 'in')).equals(requests[i] ?? Buffer.alloc(0))).toBe(true);
      }
    });
  });

  it('of a client that asks and asks and does not read, each request is answered once it does', async () => {
    await withBench(async (bench) => {
      const { listener, port, url } = await serve(bench, { capture: 'all' });
      const body = Buffer.alloc(20_000, 'abcdefgh');
      const requests = Array.from({ length: 400 }, (_, i) => post(`/${i}`, body));
      requests.push(Buffer.from('GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
      const socket = connect({ host: '127.0.0.1', port });
      socket.pause();
      const all = Buffer.concat(requests);
      socket.write(all);
      // It stops reading when nobody takes what it answers.
      await bench.watch.until('an answer that waits', () => {
        const [session] = bench.watch.sessions.values();
        return session && session.queued > 0;
      });
      const answers = said(socket);
      socket.resume();
      const text = (await answers).toString('latin1');
      expect(statuses(text)).toHaveLength(401);
      const urls = [...text.matchAll(/"url": "([^"]*)"/g)].map((found) => found[1]);
      expect(urls).toEqual([...Array.from({ length: 400 }, (_, i) => `/${i}`), '/last']);
      const rows = await logOf(bench, listener);
      expect(rows.map((row) => row.url)).toEqual(urls);
      expect((await bench.bytes(rows[0]?.session ?? '', 'in')).equals(all)).toBe(true);
      for (const seq of [0, 17, 150]) {
        const { request } = await bench.client.httpServer.request({ listener, seq });
        expect(request.url).toBe(`${url}${seq}`);
        expect(request.body.kind === 'text' && request.body.text === body.toString()).toBe(true);
      }
    });
  });

  it('go over to WebSocket with what came behind the request, and keep what comes in pieces', async () => {
    await withBench(async (bench) => {
      const { port, url } = await serve(bench, { what: { serves: 'websocket-echo' } });
      const upgrade =
        'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
      // A text of two bytes and a close, masked by zeros.
      const frames = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69, 0x88, 0x80, 0, 0, 0, 0]);
      expect(await raw(port, Buffer.concat([Buffer.from(upgrade), frames]))).toContain(
        '\r\n\r\n\x81\x02hi\x88',
      );
      const sockets = Array.from({ length: 4 }, () => new WebSocket(url.replace('http', 'ws')));
      await Promise.all(sockets.map((socket) => once(socket, 'open')));
      const messages = sockets.map(() => randomBytes(700_000));
      const echoes = sockets.map((socket) => once(socket, 'message'));
      for (const [i, socket] of sockets.entries()) {
        const message = messages[i] ?? Buffer.alloc(0);
        socket.send(message.subarray(0, 350_000), { fin: false });
        socket.send(message.subarray(350_000), { fin: true });
      }
      for (const [i, echo] of echoes.entries())
        expect(((await echo)[0] as Buffer).equals(messages[i] ?? Buffer.alloc(0))).toBe(true);
      for (const socket of sockets) socket.close();
      await Promise.all(sockets.map((socket) => once(socket, 'close')));
    });
  });
});

describe('connections that stand still', () => {
  it('are ended after a minute between two requests, and not while one is under way or has begun to come', () =>
    withServer({}, async (server) => {
      const socket = connect({ host: '127.0.0.1', port: server.port });
      const answered = once(socket, 'data');
      const closed = once(socket, 'close');
      socket.write(GET);
      await within(answered, () => 'the answer');
      const [connection] = server.open;
      if (!connection) throw new Error('there is no connection');
      await within(
        until(() => connection.open.length === 0),
        () => 'the end of the request',
      );
      const seen = now();
      // What has come by then counts from when it was first looked at.
      connection.look(seen);
      connection.look(seen + 59_000);
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab');
      await within(
        until(() => connection.open.length === 1),
        () => 'a request under way',
      );
      connection.look(seen + 1e6);
      const again = once(socket, 'data');
      socket.write('cde');
      await within(again, () => 'its answer');
      await within(
        until(() => connection.open.length === 0),
        () => 'its end',
      );
      // One that has not asked yet has another limit.
      const fresh = connect({ host: '127.0.0.1', port: server.port });
      await within(
        until(() => server.open.size === 2),
        () => 'one more',
      );
      for (const one of server.open) one.look(seen + 2e6);
      expect([...server.open].map((one) => one.socket.destroyed)).toEqual([false, false]);
      for (const one of server.open) one.look(seen + 2e6 + 61_000);
      await within(closed, () => 'the end of the idle one');
      await within(
        until(() => server.open.size === 1),
        () => 'its end here',
      );
      fresh.destroy();
    }));

  it('are ended when nobody takes an answer', () =>
    withServer({ stillMs: 150 }, async (server) => {
      const socket = connect({ host: '127.0.0.1', port: server.port });
      socket.on('error', () => undefined).pause();
      const body = Buffer.alloc(700_000, 'a');
      for (let i = 0; i < 20; i++) socket.write(post('/', body));
      const taken = () => [...server.open].every((one) => one.socket.writableLength === 0);
      await within(
        until(() => server.open.size === 1 && !taken()),
        () => 'an answer that waits',
      );
      for (const connection of server.open) connection.look(now());
      await within(
        until(() => server.open.size === 0),
        () => 'its end',
      );
      socket.destroy();
    }));
});

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** An inspector without a window. */
async function withServer(
  more: { stillMs?: number },
  body: (server: HttpListener) => Promise<void>,
): Promise<void> {
  const registry = new Registry();
  const captures = new CaptureStore(tmpdir(), { memory: 32e6, spill: 0 });
  const settings = {
    address: '127.0.0.1',
    port: 0,
    tls: null,
    http2: false,
    maxClients: 10,
    headMs: 20_000,
    allowance: new Allowance(),
    ...more,
  };
  const parts = { registry, captures, twins: new Twins() } as unknown as HttpParts;
  const server = await HttpListener.start(parts, settings, { serves: 'inspector' }, inspector);
  try {
    await body(server);
  } finally {
    await registry.close();
    await within(
      until(() => server.open.size === 0),
      () => 'nobody',
    );
    await captures.close();
  }
}

/** Looks once in each turn of the event loop. */
async function until(look: () => boolean): Promise<void> {
  while (!look()) await turn();
}
