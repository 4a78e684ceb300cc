import { afterEach, expect, test } from 'vitest';
import { floods, neverReads, stopAwkward } from '../../support/awkward.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import {
  onlyRelayed,
  relayed,
  relayedUntil,
  relayEnded,
  relayUntil,
  startRelay,
  texts,
} from '../../support/relay.ts';
import { connect, ended, kinds, listen, onlyClient, received, send } from '../../support/tcp.ts';

const MiB = 1024 * 1024;

failOnLeaks();
afterEach(stopPeers);
afterEach(stopAwkward);

describeWith(['python3', 'socat', 'ncat'], 'a relay between real programs', () => {
  test('ncat speaks to a Python server through it, both directions in one timeline', () =>
    withBench(async (bench) => {
      const server = python('threaded_server.py');
      const { listener, port } = await startRelay(bench, await server.port());
      const client = startPeer('ncat', ['127.0.0.1', String(port)]);
      await client.write('hello\n');
      await client.until(/^Received: hello$/m);
      const { id } = await onlyRelayed(bench, listener);
      expect((await bench.bytes(id, 'in')).toString()).toBe('hello\n');
      expect((await bench.bytes(id, 'out')).toString()).toBe('Received: hello\n');
      client.end();
      const session = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(session).toMatchObject({
        role: 'server',
        twin: null,
        state: 'closed',
        failure: null,
        local: { port },
        details: {
          target: { remote: { port: await server.port() } },
          toTarget: { received: 6, forwarded: 6, waiting: 0, lost: 0, faults: [] },
          toClient: { received: 16, forwarded: 16, waiting: 0, lost: 0 },
        },
      });
      expect(await kinds(bench, id)).toEqual(expect.arrayContaining(['accept', 'connect', 'in', 'out']));
      expect(await texts(bench, id, 'close')).toEqual([
        expect.stringMatching(/: 6 B went to the target, 16 B to the client\.$/),
      ]);
    }));

  test('64 MiB each way at once are the same at both ends and in the capture', () =>
    withBench(async (bench) => {
      const server = python('duplex.py', 'serve', 64 * MiB);
      const { listener, port } = await startRelay(bench, await server.port());
      const client = python('duplex.py', 'connect', '127.0.0.1', port, 64 * MiB);
      const hashes = /sent (\w+) came (\w+)/;
      const [, up, down] = await client.until(hashes);
      expect((await server.until(hashes)).slice(1)).toEqual([down, up]);
      const { id } = await onlyRelayed(bench, listener);
      await relayedUntil(bench, id, 'ends', (s) => s.state === 'closed');
      expect(await bench.sha256(id, 'in')).toBe(up);
      expect(await bench.sha256(id, 'out')).toBe(down);
    }));

  test('an end is carried over while the other half stays: a server that answers only after it', () =>
    withBench(async (bench) => {
      const server = python('until_end.py');
      const { listener, port } = await startRelay(bench, await server.port());
      const client = startPeer('socat', ['-t', '60', '-', `TCP:127.0.0.1:${port}`]);
      await client.write('12345');
      client.end();
      await server.until(/end after 5/);
      expect(await client.exited()).toBe(0);
      expect(client.text).toBe('got 5');
      const { id } = await onlyRelayed(bench, listener);
      await relayedUntil(bench, id, 'ends', (s) => s.state === 'closed');
      // Each end is of the direction whose bytes it ends: lens and export go by that.
      expect(await texts(bench, id, 'end-received')).toEqual(['Client has sent its end.']);
      expect(await texts(bench, id, 'end-sent')).toEqual(['Target has sent its end.']);
      expect(await texts(bench, id, 'note')).toEqual([
        'Target was sent the end of the client.',
        'Client was sent the end of the target.',
      ]);
    }));

  test('a client that resets: the target sees a reset and no end', () =>
    withBench(async (bench) => {
      const server = python('until_end.py');
      const { listener, port } = await startRelay(bench, await server.port());
      const client = await connect(bench, { port });
      await send(bench, client.id, '1234');
      const { id } = await onlyRelayed(bench, listener);
      await relayedUntil(bench, id, 'forwards', (s) => s.details.toTarget.forwarded === 4);
      await bench.client.tcp.reset({ session: client.id });
      await server.until(/reset after/);
      const session = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(session).toMatchObject({
        state: 'failed',
        closeReason: 'reset by the client',
        failure: { code: 'ECONNRESET', message: 'Client reset the connection.' },
      });
    }));

  test('a target that resets: the client sees a reset, what came before it is kept', () =>
    withBench(async (bench) => {
      const server = python('reset.py', 'serve');
      const { listener, port } = await startRelay(bench, await server.port());
      const client = await connect(bench, { port });
      await received(bench, client.id, 11);
      await send(bench, client.id, 'x');
      expect(await bench.watch.session(client.id, 'ends', ended)).toMatchObject({
        closeReason: 'reset by the peer',
      });
      const { id } = await onlyRelayed(bench, listener);
      const session = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(session).toMatchObject({ closeReason: 'reset by the target', failure: { code: 'ECONNRESET' } });
      expect((await bench.bytes(id, 'out')).toString()).toBe('half a mess');
    }));

  test('a target by name, at an address that only its second one answers', () =>
    withBench(async (bench) => {
      const server = python('threaded_server.py');
      const { listener, port } = await startRelay(bench, await server.port(), { targetHost: 'localhost' });
      const client = python('line_client.py', '127.0.0.1', port);
      await client.write('by name\n');
      await client.until(/answer: Received: by name/);
      const { id } = await onlyRelayed(bench, listener);
      expect(await texts(bench, id, 'resolve')).toEqual([
        expect.stringMatching(/^localhost is .*127\.0\.0\.1/),
      ]);
    }));
});

test('a client of the bench and a listener of the bench on both sides stay what they are', () =>
  withBench(async (bench) => {
    const target = await listen(bench, { respond: { mode: 'upper-case' } });
    const { listener, port } = await startRelay(bench, target.port);
    const client = await connect(bench, { port });
    await send(bench, client.id, 'all on one bench');
    expect((await received(bench, client.id, 16)).toString()).toBe('ALL ON ONE BENCH');
    const there = await onlyClient(bench, target.listener);
    const between = await onlyRelayed(bench, listener);
    expect([client.twin, there.twin, between.twin]).toEqual([null, null, null]);
    expect(between.remote).toEqual(client.local);
    expect(between.details.target.local).toEqual(there.remote);
    await bench.client.tcp.close({ session: client.id });
    for (const { id } of [client, there, between])
      expect((await bench.watch.session(id, 'ends', ended)).state).toBe('closed');
  }));

test('a target that does not read pauses the client, and all arrives when it does', () =>
  withBench(async (bench) => {
    const deaf = await neverReads();
    const { listener, port } = await startRelay(bench, deaf.port);
    const client = await connect(bench, { port });
    const { id } = await onlyRelayed(bench, listener);
    const block = new Uint8Array(MiB).fill(120);
    const sends = (async () => {
      for (let i = 0; i < 32; i++) await send(bench, client.id, block);
    })();
    const held = await relayedUntil(bench, id, 'has bytes waiting', (s) => s.details.toTarget.waiting > 0);
    // What waits inside is what one socket takes at once, not what the client would like to be rid of.
    expect(held.details.toTarget.waiting).toBeLessThan(2 * MiB);
    expect(held.queued).toBe(held.details.toTarget.waiting);
    let came = 0;
    const there = await deaf.client();
    there.on('data', (bytes: Buffer) => (came += bytes.length)).on('end', () => there.end());
    await deaf.read();
    await sends;
    await relayedUntil(bench, id, 'has forwarded all', (s) => s.details.toTarget.forwarded === 32 * MiB);
    await bench.client.tcp.close({ session: client.id });
    await relayedUntil(bench, id, 'ends', relayEnded);
    expect(came).toBe(32 * MiB);
  }));

test('a client that does not read pauses the target', () =>
  withBench(async (bench) => {
    const flood = await floods(64 * MiB);
    const { listener, port } = await startRelay(bench, flood.port);
    const client = startPeer('python3', [
      '-uc',
      `import socket,sys,hashlib
s=socket.create_connection(("127.0.0.1",${port}))
sys.stdin.readline()
h=hashlib.sha256()
while d:=s.recv(65536): h.update(d)
print("sha256",h.hexdigest())`,
    ]);
    const { id } = await onlyRelayed(bench, listener);
    const held = await relayedUntil(bench, id, 'has bytes waiting', (s) => s.details.toClient.waiting > 0);
    expect(held.counts.bytesOut).toBeLessThan(32 * MiB);
    await client.write('go\n');
    const [, sha256] = await client.until(/sha256 (\w+)/);
    expect(sha256).toBe(flood.sha256);
    expect(await bench.sha256(id, 'out')).toBe(flood.sha256);
  }));

test('captures without room pause both sides, and nothing is lost when there is room again', () =>
  withBench(
    async (bench) => {
      const flood = await floods(48 * MiB);
      const { listener, port } = await startRelay(bench, flood.port);
      const client = python('transfer.py', 'receive', '127.0.0.1', port);
      const { id } = await onlyRelayed(bench, listener);
      const { stalled } = await relayedUntil(bench, id, 'stalls', (s) => s.stalled !== null);
      expect(stalled?.code).toBe('SPILL_LIMIT');
      await bench.client.settings.update({ spillLimit: 256 * MiB });
      const [, sha256] = await client.until(/sha256 (\w+)/);
      expect(sha256).toBe(flood.sha256);
      await relayedUntil(bench, id, 'ends', relayEnded);
      expect(await bench.sha256(id, 'out')).toBe(flood.sha256);
    },
    { settings: { memoryLimit: 16 * MiB, spillLimit: 4 * MiB } },
  ));

test('stopped, it takes no more clients and keeps those it has, or closes them', () =>
  withBench(async (bench) => {
    const target = await listen(bench, { respond: { mode: 'echo' } });
    const { listener, port } = await startRelay(bench, target.port);
    const client = await connect(bench, { port });
    await bench.client.relay.stop({ listener, closeClients: false });
    await relayUntil(bench, listener, 'stops', (r) => r.state === 'closed');
    await send(bench, client.id, 'still');
    await received(bench, client.id, 5);
    const refused = await connect(bench, { port });
    expect(refused.failure?.code).toBe('ECONNREFUSED');
    expect(await bench.client.relay.closeClients({ listener })).toEqual({ closed: 1 });
    expect((await bench.watch.session(client.id, 'ends', ended)).state).toBe('closed');
    await relayUntil(bench, listener, 'nobody is left', (r) => r.open === 0);
  }));

test('one client too many is refused and counted, until the limit is raised', () =>
  withBench(async (bench) => {
    const target = await listen(bench);
    const { listener, port } = await startRelay(bench, target.port, { maxClients: 1 });
    await connect(bench, { port });
    await relayed(bench, listener);
    const second = await connect(bench, { port });
    await bench.watch.session(second.id, 'ends', ended);
    const counted = await relayUntil(bench, listener, 'counts it', (r) => r.refused === 1);
    expect(counted.failure?.code).toBe('MAX_CLIENTS');
    await bench.client.relay.setMaxClients({ listener, maxClients: 2 });
    await connect(bench, { port });
    expect(await relayed(bench, listener, 2)).toHaveLength(2);
  }));

test('closed and reset from here', () =>
  withBench(async (bench) => {
    const target = await listen(bench);
    const { listener, port } = await startRelay(bench, target.port);
    const clients = [await connect(bench, { port }), await connect(bench, { port })];
    const [first, second] = await relayed(bench, listener, 2);
    await bench.watch.accepted(target.listener, 2);
    await bench.client.relay.close({ session: first?.id ?? '' });
    await bench.client.relay.reset({ session: second?.id ?? '' });
    const ends = await Promise.all(clients.map(({ id }) => bench.watch.session(id, 'ends', ended)));
    expect(ends.map(({ closeReason }) => closeReason)).toEqual(['closed by the peer', 'reset by the peer']);
    for (const { id } of await bench.watch.accepted(target.listener, 2))
      await bench.watch.session(id, 'ends', ended);
  }));

test('removed in the middle of a flood, it leaves nothing behind', () =>
  withBench(async (bench) => {
    const flood = await floods(256 * MiB);
    const { listener, port } = await startRelay(bench, flood.port, { toClient: { delayMs: 50 } });
    const client = await connect(bench, { port });
    await received(bench, client.id, MiB);
    const { id } = await onlyRelayed(bench, listener);
    await bench.client.bench.remove({ ids: [id, listener] });
    await bench.watch.session(client.id, 'ends', ended);
    expect(bench.watch.sessions.has(id)).toBe(false);
  }));
