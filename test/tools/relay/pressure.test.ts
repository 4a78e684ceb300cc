import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { relayed, relayedUntil, relayEnded, relayUntil, startRelay } from '../../support/relay.ts';
import { connect, ended, listen, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(() => vi.restoreAllMocks());

async function udpSocket() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

test('where all places are taken, a UDP client that has been quiet makes room; one that is busy does not', () =>
  withBench(async (bench) => {
    const [first, second, third, target] = await Promise.all([0, 1, 2, 3].map(udpSocket));
    const [a, b, c, server] = [
      first as UdpSocket,
      second as UdpSocket,
      third as UdpSocket,
      target as UdpSocket,
    ];
    const { listener, port } = await startRelay(bench, server.address().port, {
      transport: 'udp',
      maxClients: 1,
    });
    a.send('one', port, '127.0.0.1');
    await relayed(bench, listener, 1);
    b.send('too early', port, '127.0.0.1');
    await relayUntil(bench, listener, 'refuses it', (relay) => relay.refused === 1);

    const real = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => real() + 6000);
    c.send('later', port, '127.0.0.1');
    const [gone] = await relayed(bench, listener, 2);
    expect(await relayedUntil(bench, gone?.id ?? '', 'ends', relayEnded)).toMatchObject({
      state: 'closed',
      closeReason: 'made room for another client',
    });
    expect((await relayUntil(bench, listener, 'has one', (relay) => relay.open === 1)).refused).toBe(1);
    for (const socket of [a, b, c, server]) socket.close();
  }));

test('an answer from another address than the target is not taken for the target’s', () =>
  withBench(async (bench) => {
    const [client, server, stranger] = await Promise.all([0, 1, 2].map(udpSocket));
    const [a, b, c] = [client as UdpSocket, server as UdpSocket, stranger as UdpSocket];
    const { listener, port } = await startRelay(bench, b.address().port, { transport: 'udp' });
    const asked = once(b, 'message');
    a.send('who?', port, '127.0.0.1');
    const [, from] = (await asked) as [Buffer, { port: number }];
    const answered = once(a, 'message');
    c.send('me', from.port, '127.0.0.1');
    await new Promise<void>((done) => c.send('me', from.port, '127.0.0.1', () => done()));
    b.send('the target', from.port, '127.0.0.1');
    expect(String((await answered)[0])).toBe('the target');
    const [session] = await relayed(bench, listener, 1);
    expect((await bench.bytes(session?.id ?? '', 'out')).toString()).toBe('the target');
    for (const socket of [a, b, c]) socket.close();
  }));

test('a target that accepts and resets at once: the client is reset, and it says who did it', () =>
  withBench(async (bench) => {
    const target = createServer((socket) => socket.resetAndDestroy()).listen(0, '127.0.0.1');
    await once(target, 'listening');
    const address = target.address();
    const { listener, port } = await startRelay(
      bench,
      typeof address === 'object' ? (address?.port ?? 0) : 0,
    );
    const client = await connect(bench, { port });
    const [session] = await relayed(bench, listener, 1);
    // In the turn in which it was connected, or in a later one.
    expect(await relayedUntil(bench, session?.id ?? '', 'ends', relayEnded)).toMatchObject({
      state: 'failed',
      failure: { code: 'ECONNRESET', message: expect.stringMatching(/^Target.* reset the connection/) },
    });
    expect((await bench.watch.session(client.id, 'ends', ended)).closeReason).toBe('reset by the peer');
    target.close();
  }));

test('a client that floods a long delay is paused, and one that is reset while pieces wait takes them along', () =>
  withBench(async (bench) => {
    const target = await listen(bench);
    const { listener, port } = await startRelay(bench, target.port, {
      toTarget: { delayMs: 600_000, splitBytes: 10 },
    });
    const client = await connect(bench, { port });
    const block = new Uint8Array(1024 * 1024);
    const stop = new AbortController();
    const sending = (async () => {
      for (;;)
        await bench.client.tcp.send(
          { session: client.id, bytes: new Blob([block]) },
          { signal: stop.signal },
        );
    })().catch(() => undefined);
    const [{ id } = { id: '' }] = await relayed(bench, listener, 1);
    const full = await relayedUntil(
      bench,
      id,
      'is full',
      (s) => s.details.toTarget.waiting >= 15 * 1024 ** 2,
    );
    expect(full.details.toTarget.waiting).toBeLessThan(18 * 1024 ** 2);
    await send(bench, (await bench.watch.accepted(target.listener))[0]?.id ?? '', 'still there');
    stop.abort();
    await bench.client.tcp.reset({ session: client.id });
    await sending;
    // Paused, it does not read, and so does not hear of the reset; what is written to it tells.
    await bench.client.relay.reset({ session: id });
    const session = await relayedUntil(bench, id, 'ends', relayEnded);
    expect(session.details.toTarget.forwarded).toBe(0);
    expect(session.details.toTarget.waiting).toBe(session.details.toTarget.received);
  }));
