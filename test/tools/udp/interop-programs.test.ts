import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startPeer, stopPeers } from '../../support/peer.ts';
import { bind, datagrams, sendTo, wire } from '../../support/udp.ts';

failOnLeaks();
afterEach(stopPeers);

const name = (address: string, port: number) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** Programs that send their input to a port and print what comes back. */
const CLIENTS: [string, string, (address: string, port: number) => [string, string[]]][] = [
  ['ncat', '127.0.0.1', (address, port) => ['ncat', ['-u', address, String(port)]]],
  ['ncat', '::1', (address, port) => ['ncat', ['-6', '-u', address, String(port)]]],
  ['socat', '127.0.0.1', (address, port) => ['socat', ['-', `UDP4:${address}:${port}`]]],
  ['socat', '::1', (address, port) => ['socat', ['-', `UDP6:[${address}]:${port}`]]],
  ['nc', '127.0.0.1', (address, port) => ['nc.openbsd', ['-u', address, String(port)]]],
];
/** The same as servers of one client, on any free port. */
const SERVERS: [string, string, string, string[]][] = [
  ['ncat', '127.0.0.1', 'ncat', ['-u', '-l', '127.0.0.1', '0']],
  ['ncat', '::1', 'ncat', ['-6', '-u', '-l', '::1', '0']],
  ['socat', '127.0.0.1', 'socat', ['-', 'UDP4-LISTEN:0,bind=127.0.0.1']],
  ['socat', '::1', 'socat', ['-', 'UDP6-LISTEN:0,bind=[::1]']],
  ['nc', '127.0.0.1', 'nc.openbsd', ['-u', '-l', '127.0.0.1', '0']],
];

for (const [program, address, of] of CLIENTS) {
  describeWith(program, `${program} sends to our socket on ${address}`, () => {
    test('each of its writes is a row, and what we answer reaches it', () =>
      withBench(async (bench) => {
        const { session, port } = await bind(bench, { address });
        const peer = startPeer(...of(address, port));
        await peer.write('Hello, bench!');
        await datagrams(bench, session, 1);
        const from = (await bench.rows(session)).find((row) => row.kind === 'in')?.peer;
        expect(from).toMatch(address === '::1' ? /^\[::1\]:\d+$/ : /^127\.0\.0\.1:\d+$/);
        await sendTo(bench, session, from, Uint8Array.of(0x48, 0x65, 0x0a));
        await peer.until(/^He\n/);
        expect(await wire(bench, session)).toEqual([
          ['in', from, 13],
          ['out', from, 3],
        ]);
        expect((await bench.bytes(session, 'in')).toString()).toBe('Hello, bench!');
      }));

    test('the responder answers it', () =>
      withBench(async (bench) => {
        const { port } = await bind(bench, { address, respond: { mode: 'upper-case' } });
        const peer = startPeer(...of(address, port));
        await peer.write('abc Ünï');
        await peer.until(/^ABC ÜNï$/);
      }));
  });
}

for (const [program, address, command, args] of SERVERS) {
  describeWith(program, `our socket sends to ${program} on ${address}`, () => {
    test('both directions arrive as they were sent, in the timeline and at the peer', () =>
      withBench(async (bench) => {
        const peer = startPeer(command, args);
        const to = name(address, await peer.udpPort());
        const { session } = await bind(bench, { address, destination: to });
        await sendTo(bench, session, undefined, 'Hello, server!');
        await peer.until(/^Hello, server!$/);
        await peer.write('and back');
        await datagrams(bench, session, 1);
        expect((await bench.bytes(session, 'in')).toString()).toBe('and back');
        expect(await wire(bench, session)).toEqual([
          ['out', to, 14],
          ['in', to, 8],
        ]);
      }));
  });
}

describeWith('socat', 'broadcast and multicast with socat', () => {
  test('socat broadcasts to us', () =>
    withBench(async (bench) => {
      const { session, port } = await bind(bench, { address: '0.0.0.0' });
      const peer = startPeer('socat', ['-u', '-', `UDP4-DATAGRAM:127.255.255.255:${port},broadcast`]);
      await peer.write('to everybody');
      await datagrams(bench, session, 1);
      expect((await bench.bytes(session, 'in')).toString()).toBe('to everybody');
    }));

  test('we broadcast to socat', () =>
    withBench(async (bench) => {
      const peer = startPeer('socat', ['-u', 'UDP4-RECV:0', '-']);
      const { session } = await bind(bench, { address: '127.0.0.1', broadcast: true });
      await sendTo(bench, session, `127.255.255.255:${await peer.udpPort()}`, 'to everybody');
      await peer.until(/^to everybody$/);
    }));

  test('socat sends to a group that we have joined', () =>
    withBench(async (bench) => {
      const { session, port } = await bind(bench, { address: '0.0.0.0' });
      await bench.client.udp.joinGroup({ session, group: '239.1.2.3', interface: 'lo' });
      const peer = startPeer('socat', [
        '-u',
        '-',
        `UDP4-DATAGRAM:239.1.2.3:${port},ip-multicast-if=127.0.0.1`,
      ]);
      await peer.write('to the group');
      await datagrams(bench, session, 1);
      expect((await bench.bytes(session, 'in')).toString()).toBe('to the group');
    }));

  test('we send to a group that socat has joined', () =>
    withBench(async (bench) => {
      const peer = startPeer('socat', ['-u', 'UDP4-RECV:0,ip-add-membership=239.1.2.4:127.0.0.1', '-']);
      const { session } = await bind(bench, { address: '0.0.0.0' });
      await bench.client.udp.setMulticast({ session, interface: 'lo', ttl: 0, loopback: true });
      await sendTo(bench, session, `239.1.2.4:${await peer.udpPort()}`, 'to the group');
      await peer.until(/^to the group$/);
    }));
});
