import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
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
import { kinds } from '../../support/tcp.ts';
import { within } from '../../support/wait.ts';

failOnLeaks();
afterEach(stopPeers);

/** A socket of the test's own at one end, and what it has received. */
async function udp() {
  const socket = createSocket('udp4');
  const came: Buffer[] = [];
  const news = new Set<() => void>();
  socket.on('message', (bytes) => {
    came.push(bytes);
    for (const look of news) look();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    came,
    port: socket.address().port,
    send: (bytes: string | Uint8Array, port: number) => socket.send(bytes, port, '127.0.0.1'),
    until: (count: number) =>
      within(
        new Promise<void>((done) => {
          const look = () => came.length >= count && done();
          news.add(look);
          look();
        }),
        () => `${count} datagrams, there are ${came.length}`,
      ),
    close: () => socket.close(),
  };
}

describeWith(['python3', 'socat', 'ncat'], 'a UDP relay between real programs', () => {
  test('socat and ncat speak to socketserver.UDPServer through it, each in a session of its own', () =>
    withBench(async (bench) => {
      const server = python('udp_relay_target.py');
      const target = Number((await server.until(/port (\d+)/))[1]);
      const { listener, port } = await startRelay(bench, target, { transport: 'udp' });
      const first = startPeer('socat', ['-', `UDP:127.0.0.1:${port}`]);
      await first.write('from socat');
      await first.until(/^Got from socat$/);
      const second = startPeer('ncat', ['-u', '127.0.0.1', String(port)]);
      await second.write('from ncat');
      await second.until(/^Got from ncat$/);
      const sessions = await relayed(bench, listener, 2);
      const said = await Promise.all(
        sessions.map(async ({ id }) => (await bench.bytes(id, 'in')).toString()),
      );
      expect(said).toEqual(['from socat', 'from ncat']);
      const [one, two] = sessions;
      expect(one?.details.target.local?.port).not.toBe(two?.details.target.local?.port);
      expect((await kinds(bench, one?.id ?? '')).toSorted()).toEqual(['accept', 'connect', 'in', 'out']);
    }));

  test('a target where nothing is bound: the session says so and stays, for it may come yet', () =>
    withBench(async (bench) => {
      const gone = await udp();
      gone.close();
      const { listener, port } = await startRelay(bench, gone.port, { transport: 'udp' });
      const client = await udp();
      client.send('one', port);
      const { id } = await onlyRelayed(bench, listener);
      const refused = await relayedUntil(bench, id, 'is refused', (s) => s.failure !== null);
      expect(refused).toMatchObject({
        state: 'open',
        failure: {
          code: 'ECONNREFUSED',
          message: `Target: 127.0.0.1 takes no datagrams on port ${gone.port}.`,
        },
      });
      const server = startPeer('socat', [`UDP-LISTEN:${gone.port},bind=127.0.0.1`, 'SYSTEM:cat']);
      // UDP-LISTEN answers the first that comes once it is bound; until then each is refused.
      const again = setInterval(() => client.send('two', port), 50);
      try {
        await client.until(1);
      } finally {
        clearInterval(again);
      }
      // It may have answered two of them at once.
      expect(client.came[0]?.toString()).toMatch(/^(two)+$/);
      await relayedUntil(bench, id, 'is well again', (s) => s.failure === null);
      client.close();
      await server.stop();
    }));
});

test('each datagram stays one: empty, one byte, and the longest there is', () =>
  withBench(async (bench) => {
    const [client, server] = [await udp(), await udp()];
    const { listener, port } = await startRelay(bench, server.port, { transport: 'udp' });
    for (const size of [0, 1, 65_507]) {
      client.send(new Uint8Array(size).fill(7), port);
      await server.until(server.came.length + 1);
    }
    expect(server.came.map((bytes) => bytes.length)).toEqual([0, 1, 65_507]);
    const { id } = await onlyRelayed(bench, listener);
    const rows = (await bench.rows(id)).filter((row) => row.kind === 'in');
    expect(rows.map((row) => row.length)).toEqual([0, 1, 65_507]);
    client.close();
    server.close();
  }));

test('faults on datagrams: dropped, doubled, cut, delayed, told one by one', () =>
  withBench(async (bench) => {
    const [client, server] = [await udp(), await udp()];
    const { listener, port } = await startRelay(bench, server.port, {
      transport: 'udp',
      toTarget: { duplicatePercent: 100, truncateTo: 3 },
    });
    client.send('abcdef', port);
    await server.until(2);
    expect(server.came.map(String)).toEqual(['abc', 'abc']);
    await bench.client.relay.setFaults({ listener, toTarget: { dropPercent: 100 } });
    const { id } = await onlyRelayed(bench, listener);
    client.send('gone', port);
    await relayedUntil(bench, id, 'drops it', (s) => s.details.toTarget.lost === 7);
    await bench.client.relay.setFaults({ listener, toTarget: { delayMs: 100 } });
    client.send('late', port);
    await server.until(3);
    expect(await texts(bench, id, 'fault')).toEqual([
      'Client to target: from here on cut to 3 B, 100 % doubled.',
      'Client to target: cut bytes 0–5 to the first 3 B.',
      'Client to target: sent datagram 1 of 6 B twice.',
      'Client to target: from here on 100 % dropped.',
      'Client to target: dropped datagram 2 of 4 B.',
      'Client to target: from here on 100 ms later.',
      expect.stringMatching(/^Client to target: sent datagram 3 \d+ ms later\.$/),
    ]);
    client.close();
    server.close();
  }));

test('a client that is silent is forgotten, and comes back as a new session', () =>
  withBench(async (bench) => {
    const [client, server] = [await udp(), await udp()];
    const { listener, port } = await startRelay(bench, server.port, { transport: 'udp', idleMs: 100 });
    client.send('one', port);
    const { id } = await onlyRelayed(bench, listener);
    expect(await relayedUntil(bench, id, 'ends', relayEnded)).toMatchObject({
      state: 'closed',
      closeReason: 'nothing came for a while',
    });
    client.send('two', port);
    expect(await relayed(bench, listener, 2)).toHaveLength(2);
    client.close();
    server.close();
  }));

test('stopped, it keeps the clients that it has and takes no more; one too many is refused', () =>
  withBench(async (bench) => {
    const [client, other, server] = [await udp(), await udp(), await udp()];
    const { listener, port } = await startRelay(bench, server.port, { transport: 'udp', maxClients: 1 });
    client.send('one', port);
    await server.until(1);
    other.send('too many', port);
    await relayUntil(bench, listener, 'it is refused', (r) => r.refused === 1);
    await bench.client.relay.stop({ listener, closeClients: false });
    client.send('still', port);
    await server.until(2);
    const { id } = await onlyRelayed(bench, listener);
    await bench.client.relay.closeClients({ listener });
    await relayedUntil(bench, id, 'ends', relayEnded);
    for (const socket of [client, other, server]) socket.close();
  }));
