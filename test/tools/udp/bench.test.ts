import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { blob, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startPeer, stopPeers } from '../../support/peer.ts';
import { asUdp, bind, datagrams, sendTo, wire } from '../../support/udp.ts';

failOnLeaks();
afterEach(stopPeers);

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return (
    error as {
      data?: { code: string; message: string; hint?: string; field?: string; mends: unknown[] };
    } | null
  )?.data;
};

describe('two sockets of the bench', () => {
  test('each datagram is one row, never merged nor split, and names its peer; an empty one too', () =>
    withBench(async (bench) => {
      const a = await bind(bench);
      const b = await bind(bench, { destination: `127.0.0.1:${a.port}` });
      const sizes = [5, 0, 1, 1400, 9000, 65_507, 0];
      for (const size of sizes)
        await sendTo(bench, b.session, undefined, new Uint8Array(size).fill(size % 251));
      await datagrams(bench, a.session, sizes.length);
      expect(await wire(bench, a.session)).toEqual(sizes.map((size) => ['in', `127.0.0.1:${b.port}`, size]));
      expect(await wire(bench, b.session)).toEqual(sizes.map((size) => ['out', `127.0.0.1:${a.port}`, size]));
      const all = Buffer.concat(sizes.map((size) => Buffer.alloc(size, size % 251)));
      expect(await bench.bytes(a.session, 'in')).toEqual(all);
    }));

  test('the sender of a datagram is answered', () =>
    withBench(async (bench) => {
      const a = await bind(bench);
      const b = await bind(bench);
      await sendTo(bench, b.session, `127.0.0.1:${a.port}`, 'ping');
      await datagrams(bench, a.session, 1);
      const peer = (await bench.rows(a.session)).find((row) => row.kind === 'in')?.peer;
      expect((await sendTo(bench, a.session, peer, 'pong')).to).toBe(`127.0.0.1:${b.port}`);
      await datagrams(bench, b.session, 1);
      expect((await bench.bytes(b.session, 'in')).toString()).toBe('pong');
    }));

  test.each([
    ['::1', '::1'],
    ['::', '127.0.0.1'],
    ['::', '::1'],
    ['0.0.0.0', '127.0.0.1'],
  ])('a socket on %s is reached over %s, and answers there', (address, over) =>
    withBench(async (bench) => {
      const a = await bind(bench, { address, respond: { mode: 'echo' } });
      const b = await bind(bench, { address: over });
      const name = (port: number) => (over.includes(':') ? `[${over}]:${port}` : `${over}:${port}`);
      await sendTo(bench, b.session, name(a.port), 'hello');
      await datagrams(bench, b.session, 1);
      expect(await wire(bench, a.session)).toEqual([
        ['in', name(b.port), 5],
        ['out', name(b.port), 5],
      ]);
      expect(await wire(bench, b.session)).toEqual([
        ['out', name(a.port), 5],
        ['in', name(a.port), 5],
      ]);
    }),
  );

  test('a responder answers each peer, and can be changed while the socket is bound', () =>
    withBench(async (bench) => {
      const a = await bind(bench, { respond: { mode: 'upper-case' } });
      const b = await bind(bench, { destination: `127.0.0.1:${a.port}` });
      await sendTo(bench, b.session, undefined, 'abc');
      await datagrams(bench, b.session, 1);
      await bench.client.udp.updateSession({
        session: a.session,
        respond: { mode: 'prefix', prefix: blob('> ') },
      });
      await sendTo(bench, b.session, undefined, 'def');
      await datagrams(bench, b.session, 2);
      expect((await bench.bytes(b.session, 'in')).toString()).toBe('ABC> def');
    }));

  test('a message is repeated until it is stopped', () =>
    withBench(async (bench) => {
      const a = await bind(bench);
      const b = await bind(bench);
      const to = `127.0.0.1:${a.port}`;
      await bench.client.udp.repeat({ session: b.session, to, bytes: blob('tick'), everyMs: 5 });
      await datagrams(bench, a.session, 3);
      await bench.client.udp.stopRepeat({ session: b.session });
      const stopped = await bench.watch.session(b.session, 'stops', (s) => asUdp(s).details.repeat === null);
      expect(asUdp(stopped).details.datagrams.sent).toBeGreaterThanOrEqual(3);
    }));

  test('a name is looked up once', () =>
    withBench(async (bench) => {
      const a = await bind(bench);
      const b = await bind(bench);
      for (const text of ['one', 'two']) await sendTo(bench, b.session, `localhost:${a.port}`, text);
      await datagrams(bench, a.session, 2);
      const rows = await bench.rows(b.session);
      expect(rows.filter((row) => row.kind === 'resolve').map((row) => row.text)).toEqual([
        'localhost is 127.0.0.1.',
      ]);
    }));

  test('closing tells what went over it, and nothing is sent afterwards', () =>
    withBench(async (bench) => {
      const a = await bind(bench);
      const b = await bind(bench);
      await sendTo(bench, a.session, `127.0.0.1:${b.port}`, 'x');
      await bench.client.udp.close({ session: a.session });
      await bench.watch.session(a.session, 'closes', (s) => s.state === 'closed');
      expect((await bench.rows(a.session)).at(-1)).toMatchObject({
        kind: 'close',
        text: 'Closed here: received 0 datagrams, sent 1 datagram.',
      });
      expect(await failureOf(sendTo(bench, a.session, `127.0.0.1:${b.port}`, 'y'))).toMatchObject({
        code: 'NOT_OPEN',
      });
    }));
});

describe('bad input', () => {
  test('a datagram that is too long is refused with the limit, and nothing is sent', () =>
    withBench(async (bench) => {
      const four = await bind(bench);
      const six = await bind(bench, { address: '::1' });
      expect(
        await failureOf(sendTo(bench, four.session, '127.0.0.1:9', new Uint8Array(70_000))),
      ).toMatchObject({
        code: 'EMSGSIZE',
        field: 'message',
        message: '70,000 bytes don’t fit in one datagram: the most over IPv4 is 65,507 bytes.',
      });
      expect(await failureOf(sendTo(bench, six.session, '[::1]:9', new Uint8Array(65_528)))).toMatchObject({
        code: 'EMSGSIZE',
        message: '65,528 bytes don’t fit in one datagram: the most over IPv6 is 65,527 bytes.',
      });
      expect(await wire(bench, four.session)).toEqual([]);
    }));

  test('the longest that fits over IPv6 arrives', () =>
    withBench(async (bench) => {
      const a = await bind(bench, { address: '::1' });
      const b = await bind(bench, { address: '::1' });
      await sendTo(bench, b.session, `[::1]:${a.port}`, new Uint8Array(65_527));
      await datagrams(bench, a.session, 1);
      expect(await wire(bench, a.session)).toEqual([['in', `[::1]:${b.port}`, 65_527]]);
    }));

  test.each([
    ['', 'NO_TARGET'],
    ['127.0.0.1', 'BAD_INPUT'],
    ['127.0.0.1:0', 'BAD_INPUT'],
    ['127.0.0.1:70000', 'BAD_INPUT'],
    ['no/slash:1', 'BAD_INPUT'],
    ['unix:/tmp/x', 'BAD_INPUT'],
    ['[::1]:9', 'OTHER_FAMILY'],
    ['does-not-exist.invalid:9', 'ENOTFOUND'],
  ])('the target “%s” is refused by name (%s)', (to, code) =>
    withBench(async (bench) => {
      const { session } = await bind(bench);
      const failure = await failureOf(sendTo(bench, session, to, 'x'));
      expect(failure).toMatchObject({ field: 'send to' });
      expect([code, 'EAI_AGAIN']).toContain(failure?.code);
    }),
  );

  test.each([
    ['127.0.0.1', 'NOT_A_GROUP', /is the address of one machine/],
    ['240.0.0.1', 'NOT_A_GROUP', /is the address of one machine/],
    ['fe80::1', 'NOT_A_GROUP', /is the address of one machine/],
    ['not-an-address', 'NOT_A_GROUP', /is not an IP address/],
    ['ff02::1', 'OTHER_FAMILY', /IPv6 group/],
  ])('the group %s is refused by name (%s)', (group, code, message) =>
    withBench(async (bench) => {
      const { session } = await bind(bench, { address: '0.0.0.0' });
      const failure = await failureOf(bench.client.udp.joinGroup({ session, group }));
      expect(failure).toMatchObject({ code, field: 'group' });
      expect(failure?.message).toMatch(message);
      if (code === 'NOT_A_GROUP') expect(failure?.hint).toMatch(/224\.0\.0\.0\/4.*ff00::\/8/);
    }),
  );

  test('an interface that is none, and a group that was not joined', () =>
    withBench(async (bench) => {
      const { session } = await bind(bench, { address: '0.0.0.0' });
      const { udp } = bench.client;
      expect(
        await failureOf(udp.joinGroup({ session, group: '239.1.2.3', interface: 'nope7' })),
      ).toMatchObject({ code: 'NO_INTERFACE', field: 'interface' });
      expect(await failureOf(udp.setMulticast({ session, interface: 'nope7' }))).toMatchObject({
        code: 'NO_INTERFACE',
        field: 'interface',
      });
      expect(await failureOf(udp.leaveGroup({ session, group: '239.1.2.3' }))).toMatchObject({
        code: 'NOT_JOINED',
      });
      await udp.joinGroup({ session, group: '239.1.2.3', interface: 'lo' });
      expect(await failureOf(udp.joinGroup({ session, group: '239.1.2.3', interface: 'lo' }))).toMatchObject({
        code: 'JOINED',
      });
    }));

  test.each([
    ['192.0.2.77', 'EADDRNOTAVAIL', 'address'],
    ['does-not-exist.invalid', 'ENOTFOUND', 'address'],
    ['::1', 'BAD_INPUT', 'address'],
  ])('binding %s as IPv4 is refused by name (%s)', (address, code, field) =>
    withBench(async (bench) => {
      const failure = await failureOf(bind(bench, { address, family: 'IPv4' }));
      expect(failure).toMatchObject({ field });
      expect([code, 'EAI_AGAIN']).toContain(failure?.code);
    }),
  );

  test('sending to a broadcast address has to be allowed, and the mend allows it', () =>
    withBench(async (bench) => {
      const a = await bind(bench, { address: '0.0.0.0' });
      const b = await bind(bench);
      const to = `127.255.255.255:${a.port}`;
      expect(await failureOf(sendTo(bench, b.session, to, 'all'))).toMatchObject({
        code: 'EACCES',
        mends: [{ label: 'Allow broadcast', set: { broadcast: true } }],
      });
      await bench.client.udp.updateSession({ session: b.session, broadcast: true });
      await sendTo(bench, b.session, to, 'all');
      await datagrams(bench, a.session, 1);
    }));
});

describe('a port in use', () => {
  test('is told with its owner, and sharing it is offered', () =>
    withBench(async (bench) => {
      const { port } = await bind(bench);
      const failure = await failureOf(bind(bench, { port }));
      expect(failure).toMatchObject({ code: 'EADDRINUSE', field: 'port' });
      expect(failure?.message).toBe(`UDP port ${port} on 127.0.0.1 is in use by Wirebench itself.`);
      expect(failure?.mends).toMatchObject([
        { form: 'bind', set: { shareAddress: true }, submit: true },
        { form: 'bind', set: { port: 0 }, submit: true },
      ]);
      expect((await failureOf(bind(bench, { port, shareAddress: true })))?.hint).toMatch(/does not share/);
    }));

  test('is shared when both ask for it', () =>
    withBench(async (bench) => {
      const first = await bind(bench, { address: '0.0.0.0', shareAddress: true });
      const second = await bind(bench, { address: '0.0.0.0', port: first.port, shareAddress: true });
      const sender = await bind(bench, { broadcast: true });
      await sendTo(bench, sender.session, `127.255.255.255:${first.port}`, 'both');
      await datagrams(bench, first.session, 1);
      await datagrams(bench, second.session, 1);
    }));
});

describeWith('python3', 'a port that another program has', () => {
  test('names that program', () =>
    withBench(async (bench) => {
      const hold =
        'import socket,sys;s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.bind(("127.0.0.1",0));sys.stdin.read()';
      const peer = startPeer('python3', ['-c', hold]);
      const port = await peer.udpPort();
      expect((await failureOf(bind(bench, { port })))?.message).toBe(
        `UDP port ${port} on 127.0.0.1 is in use by python3 (process ${peer.pid}).`,
      );
    }));
});

describe('a socket that receives from its destination only', () => {
  test('hears nobody else, sends nowhere else, and is told when nothing listens there', () =>
    withBench(async (bench) => {
      const there = createSocket('udp4').bind(0, '127.0.0.1');
      await once(there, 'listening');
      const { port } = there.address();
      const a = await bind(bench, { destination: `127.0.0.1:${port}`, onlyDestination: true });
      const other = await bind(bench);
      await sendTo(bench, other.session, `127.0.0.1:${a.port}`, 'not heard');
      there.send('heard', a.port, '127.0.0.1');
      await datagrams(bench, a.session, 1);
      expect((await bench.bytes(a.session, 'in')).toString()).toBe('heard');
      expect(await failureOf(sendTo(bench, a.session, `127.0.0.1:${other.port}`, 'x'))).toMatchObject({
        code: 'OTHER_TARGET',
      });
      there.close();
      await once(there, 'close');
      await sendTo(bench, a.session, undefined, 'to nobody');
      const open = await bench.watch.session(a.session, 'is told', (s) => s.counts.rows >= 5);
      expect(open.state).toBe('open');
      expect((await bench.rows(a.session)).at(-1)?.text).toMatch(/Nothing listens at .*port unreachable/);
    }));
});
