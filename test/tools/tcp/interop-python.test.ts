import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { connect, ended, listen, onlyClient, received, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

describeWith('python3', 'the programs of a network programming course', () => {
  test('a client that sends and waits for one answer', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench, { respond: { mode: 'prefix' } });
      const peer = python('echo_client.py', '127.0.0.1', port, 'hello');
      await peer.until(/^Received: hello\n$/);
      expect(await peer.exited()).toBe(0);
    }));

  test('a server that greets and closes', () =>
    withBench(async (bench) => {
      const peer = python('greeting_server.py');
      const session = await connect(bench, { port: await peer.port() });
      const closed = await bench.watch.session(session.id, 'ends', ended);
      expect(closed).toMatchObject({ state: 'closed', closeReason: 'closed by the peer' });
      expect((await bench.bytes(session.id, 'in')).toString()).toBe('Welcome, client!\r\n');
      await peer.until(new RegExp(`greeted ${session.local?.port}`));
    }));

  test('an interactive upper-case server', () =>
    withBench(async (bench) => {
      const peer = python('upper_server.py');
      const session = await connect(bench, { port: await peer.port() });
      await send(bench, session.id, 'first\n');
      expect((await received(bench, session.id, 6)).toString()).toBe('FIRST\n');
      await send(bench, session.id, 'second\n');
      expect((await received(bench, session.id, 13)).toString()).toBe('FIRST\nSECOND\n');
      await send(bench, session.id, 'bye');
      await peer.until(/done/);
      expect((await bench.watch.session(session.id, 'ends', ended)).closeReason).toBe('closed by the peer');
    }));

  test('an interactive client of our upper-case responder', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { respond: { mode: 'upper-case' } });
      const peer = python('line_client.py', '127.0.0.1', port);
      await peer.write('one\n');
      await peer.until(/answer: ONE\n/);
      await peer.write('two\n');
      await peer.until(/answer: TWO\n/);
      const session = await onlyClient(bench, listener);
      expect(peer.text).toContain(`local port ${session.remote?.port}\n`);
      peer.end();
      await peer.until(/closed/);
      await bench.watch.session(session.id, 'ends', ended);
    }));

  test('three clients at once, each a session of its own', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { respond: { mode: 'upper-case' } });
      const peer = python('three_clients.py', '127.0.0.1', port);
      await peer.until(/^CLIENT 0\|CLIENT 1\|CLIENT 2\n$/);
      const sessions = await bench.watch.accepted(listener, 3);
      const said = await Promise.all(
        sessions.map(async ({ id }) => (await bench.bytes(id, 'in')).toString()),
      );
      expect(said.sort()).toEqual(['client 0', 'client 1', 'client 2']);
      expect(new Set(sessions.map((session) => session.remote?.port)).size).toBe(3);
    }));

  test('a threaded socketserver with three of our clients at once', () =>
    withBench(async (bench) => {
      const port = await python('threaded_server.py').port();
      const sessions = await Promise.all([1, 2, 3].map(() => connect(bench, { port })));
      await Promise.all(sessions.map(({ id }, n) => send(bench, id, `line ${n}\n`)));
      for (const [n, { id }] of sessions.entries()) {
        expect((await received(bench, id, 17)).toString()).toBe(`Received: line ${n}\n`);
      }
    }));

  test('an IPv6 server', () =>
    withBench(async (bench) => {
      const peer = python('ipv6_server.py');
      const session = await connect(bench, { host: '::1', port: await peer.port() });
      expect(session.remote).toMatchObject({ family: 'IPv6', address: '::1' });
      await send(bench, session.id, 'six');
      expect((await received(bench, session.id, 3)).toString()).toBe('six');
      await peer.until(/served ::1/);
    }));

  test('an IPv6 server by the name localhost, which is tried on all its addresses', () =>
    withBench(async (bench) => {
      const peer = python('ipv6_server.py');
      const session = await connect(bench, { host: 'localhost', port: await peer.port() });
      const texts = (await bench.rows(session.id)).map((row) => row.text ?? '');
      if (session.state === 'failed') {
        // Where the system gives localhost no IPv6 address, the failure says where the program listens.
        expect(session.failure?.hint).toContain('::1');
      } else {
        expect(session.remote?.address).toBe('::1');
        expect(texts.some((text) => text.startsWith('localhost is '))).toBe(true);
      }
    }));

  test('a Unix stream server and a Unix stream client', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wirebench-unix-'));
    try {
      await withBench(async (bench) => {
        const path = join(folder, 'python.sock');
        const server = python('unix_server.py', path);
        await server.until(/ready/);
        const session = await connect(bench, { path });
        await send(bench, session.id, 'through the file system');
        expect((await received(bench, session.id, 23)).toString()).toBe('through the file system');
        await bench.client.tcp.endSending({ session: session.id });
        await server.until(/done/);
        await bench.watch.session(session.id, 'ends', ended);

        const ours = join(folder, 'bench.sock');
        await listen(bench, { path: ours, respond: { mode: 'upper-case' } });
        await python('unix_client.py', ours, 'shout').until(/^answer: SHOUT\n$/);
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
