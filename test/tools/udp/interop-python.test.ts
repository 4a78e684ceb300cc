import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeIf, describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { asUdp, bind, datagrams, sendTo, wire } from '../../support/udp.ts';

failOnLeaks();
afterEach(stopPeers);

describeWith('python3', 'datagram programs of a networking course', () => {
  test.each(['udp_upper_server.py', 'udp_socketserver.py'])('%s answers our socket', (file) =>
    withBench(async (bench) => {
      const to = `127.0.0.1:${await python(file).udpPort()}`;
      const { session } = await bind(bench, { destination: to });
      for (const text of ['abc', 'x'.repeat(8000)]) await sendTo(bench, session, undefined, text);
      await datagrams(bench, session, 2);
      expect((await bench.bytes(session, 'in')).toString()).toBe(`ABC${'X'.repeat(8000)}`);
      expect((await wire(bench, session)).filter(([kind]) => kind === 'in')).toEqual([
        ['in', to, 3],
        ['in', to, 8000],
      ]);
    }),
  );

  test.each(['127.0.0.1', '::1'])('a client in Python is answered on %s', (address) =>
    withBench(async (bench) => {
      const { port, session } = await bind(bench, { address, respond: { mode: 'upper-case' } });
      const peer = python('udp_client.py', address, port, 'one', 'two', 'three');
      expect(await peer.exited()).toBe(0);
      expect(peer.text).toBe('ONE\nTWO\nTHREE\n');
      expect((await wire(bench, session)).map(([kind, , length]) => [kind, length])).toEqual([
        ['in', 3],
        ['out', 3],
        ['in', 3],
        ['out', 3],
        ['in', 5],
        ['out', 5],
      ]);
    }),
  );

  test.each([
    ['0.0.0.0', '239.7.7.7'],
    ['::', '239.7.7.8'],
  ])('a socket on %s hears the group %s, and no more once it has left', (address, group) =>
    withBench(async (bench) => {
      const { session, port } = await bind(bench, { address });
      const joined = { session, group, interface: 'lo' };
      await bench.client.udp.joinGroup(joined);
      expect(await python('udp_group_sender.py', group, port, 'heard').exited()).toBe(0);
      const heard = await datagrams(bench, session, 1);
      expect(heard.details.multicast.groups).toEqual([{ group, interface: 'lo', source: null }]);
      await bench.client.udp.leaveGroup(joined);
      const left = await bench.watch.session(
        session,
        'left',
        (s) => asUdp(s).details.multicast.groups.length === 0,
      );
      expect(await python('udp_group_sender.py', group, port, 'not heard').exited()).toBe(0);
      const direct = address === '::' ? '::1' : '127.0.0.1';
      expect(await python('udp_group_sender.py', direct, port, 'the end').exited()).toBe(0);
      await datagrams(bench, left.id, 2);
      expect((await bench.bytes(session, 'in')).toString()).toBe('heardthe end');
    }),
  );

  test('of a group only the source that was asked for is heard', () =>
    withBench(async (bench) => {
      const { session, port } = await bind(bench, { address: '0.0.0.0' });
      const group = '232.7.7.7';
      await bench.client.udp.joinGroup({ session, group, interface: 'lo', source: '127.0.0.9' });
      expect(await python('udp_group_sender.py', group, port, 'not heard').exited()).toBe(0);
      const from = await bind(bench, { address: '127.0.0.9' });
      await bench.client.udp.setMulticast({ session: from.session, interface: '127.0.0.1' });
      await sendTo(bench, from.session, `${group}:${port}`, 'heard');
      await datagrams(bench, session, 1);
      expect((await bench.bytes(session, 'in')).toString()).toBe('heard');
    }));

  test('a receiver in Python hears what we send to its group', () =>
    withBench(async (bench) => {
      const peer = python('udp_multicast_receiver.py', '239.8.8.8');
      await peer.until(/joined/);
      const { session } = await bind(bench, { address: '0.0.0.0' });
      await bench.client.udp.setMulticast({ session, interface: 'lo' });
      await sendTo(bench, session, `239.8.8.8:${await peer.udpPort()}`, 'to the group');
      await peer.until(/to the group/);
    }));

  test('a broadcast of Python reaches a socket on all addresses', () =>
    withBench(async (bench) => {
      const { session, port } = await bind(bench, { address: '0.0.0.0' });
      expect(await python('udp_group_sender.py', '127.255.255.255', port, 'all').exited()).toBe(0);
      await datagrams(bench, session, 1);
    }));
});

/** Loopback has no route for groups of IPv6 on Linux: another interface carries them, and brings them back to this machine. */
const six = Object.entries(networkInterfaces()).find(([, list]) =>
  list?.some(({ family, internal }) => family === 'IPv6' && !internal),
)?.[0];

describeIf(six !== undefined, 'a network interface with IPv6', 'groups of IPv6', () => {
  describeWith('python3', 'with Python', () => {
    test('a socket on :: hears a group', () =>
      withBench(async (bench) => {
        const { session, port } = await bind(bench, { address: '::' });
        await bench.client.udp.joinGroup({ session, group: 'ff02::7777', interface: six });
        expect(await python('udp_group_sender.py', 'ff02::7777', port, 'heard', six ?? '').exited()).toBe(0);
        await datagrams(bench, session, 1);
        expect((await bench.rows(session)).find((row) => row.kind === 'in')?.peer).toMatch(
          /^\[fe80::.*%.+\]:\d+$/,
        );
      }));

    test('a receiver hears what a socket on :: sends', () =>
      withBench(async (bench) => {
        const peer = python('udp_multicast_receiver.py', 'ff02::8888', six ?? '');
        await peer.until(/joined/);
        const { session } = await bind(bench, { address: '::' });
        await bench.client.udp.setMulticast({ session, interface: six });
        await sendTo(bench, session, `[ff02::8888]:${await peer.udpPort()}`, 'to the group');
        await peer.until(/to the group/);
      }));

    test('a link-local sender is answered by its name with the zone', () =>
      withBench(async (bench) => {
        const local = networkInterfaces()[six ?? '']?.find(({ address }) =>
          address.startsWith('fe80'),
        )?.address;
        const { session, port } = await bind(bench, {
          address: `${local}%${six}`,
          respond: { mode: 'echo' },
        });
        const other = await bind(bench, { address: `${local}%${six}` });
        await sendTo(bench, other.session, `[${local}%${six}]:${port}`, 'zoned');
        await datagrams(bench, other.session, 1);
        const peer = (await bench.rows(session)).find((row) => row.kind === 'in')?.peer;
        expect(peer).toBe(`[${local}%${six}]:${other.port}`);
        await sendTo(bench, session, peer, 'once more');
        await datagrams(bench, other.session, 2);
      }));
  });
});
