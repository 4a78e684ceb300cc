import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Failure } from '../../../src/contract/failure.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeIf, describeWith, isRoot } from '../../support/needs.ts';
import { peerFile, python, stopPeers } from '../../support/peer.ts';
import { connect, connectInVain, ended, listen, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

/** The failure that a call is refused with. */
async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error = await call.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'FAILED' });
  return (error as { data: Failure }).data;
}

/** A port of 127.0.0.1 on which nothing listens: taken for a moment, then given back. */
async function freePort(): Promise<number> {
  const server: Server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

test('refused: says that nothing listens, and offers to listen there', () =>
  withBench(async (bench) => {
    const port = await freePort();
    const { failure } = await connectInVain(bench, { port });
    expect(failure).toMatchObject({ code: 'ECONNREFUSED', field: 'port' });
    expect(failure?.message).toContain(`nothing listens on port ${port}`);
    const mend = failure?.mends.find((one) => one.form === 'listen');
    expect(mend).toMatchObject({ set: { address: '127.0.0.1', port }, submit: true });
    // The mend mends it.
    await listen(bench, { port });
    expect((await connect(bench, { port })).state).toBe('open');
  }));

test('a name that does not exist: says so, with the field', () =>
  withBench(async (bench) => {
    const { failure } = await connectInVain(bench, { host: 'no-such-host.invalid', port: 80 });
    // Without any name server the system can't tell a missing name from a missing server.
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(failure?.code);
    expect(failure).toMatchObject({ field: 'host' });
    expect(failure?.message).toContain('no-such-host.invalid');
  }));

test('an address of another machine: says so, and offers one of this machine', () =>
  withBench(async (bench) => {
    const failure = await failureOf(listen(bench, { address: '192.0.2.1' }));
    expect(failure).toMatchObject({ code: 'EADDRNOTAVAIL', field: 'address' });
    expect(failure.message).toBe('192.0.2.1 is not an address of this machine.');
    expect(failure.mends.map((mend) => mend.set)).toContainEqual({ address: '127.0.0.1' });
  }));

test('a local address of another machine: the client’s session says so', () =>
  withBench(async (bench) => {
    const { port } = await listen(bench);
    const { failure } = await connectInVain(bench, { port, localAddress: '192.0.2.1' });
    expect(failure).toMatchObject({ code: 'EADDRNOTAVAIL', field: 'local address' });
  }));

describeWith('python3', 'a connect that gets no answer', () => {
  test('ends at its limit, and says how long it waited', () =>
    withBench(async (bench) => {
      const port = Number((await python('deaf_server.py').until(/deaf (\d+)/))[1]);
      const { failure } = await connectInVain(bench, { port, timeoutMs: 300 });
      expect(failure).toMatchObject({ code: 'TIMED_OUT', field: 'host' });
      expect(failure?.message).toBe(`127.0.0.1 port ${port} did not answer within 300 ms.`);
      expect(failure?.mends.map((mend) => mend.label)).toContain('Try again');
    }));

  test('can be cancelled', () =>
    withBench(async (bench) => {
      const port = Number((await python('deaf_server.py').until(/deaf (\d+)/))[1]);
      const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port });
      await bench.watch.session(session, 'connects', (s) => s.state === 'connecting');
      await bench.client.tcp.close({ session });
      const { state, closeReason } = await bench.watch.session(session, 'ends', ended);
      expect({ state, closeReason }).toEqual({ state: 'closed', closeReason: 'cancelled' });
    }));
});

describeWith('python3', 'a port that another program has', () => {
  test('the failure names the program, and the mends work', () =>
    withBench(async (bench) => {
      const peer = python('upper_server.py');
      const port = await peer.port();
      const failure = await failureOf(listen(bench, { port }));
      expect(failure).toMatchObject({ code: 'EADDRINUSE', field: 'port' });
      expect(failure.message).toMatch(
        new RegExp(`Port ${port} on 127.0.0.1 is in use by python3?[\\d.]* \\(process ${peer.pid}\\)`),
      );
      expect(failure.mends.map((mend) => mend.set)).toContainEqual({ port: 0 });
      const running = await listen(bench, { port: 0 });
      // What was taken by ourselves is named as ours.
      const own = await failureOf(listen(bench, { port: running.port }));
      expect(own.message).toContain('Wirebench itself');
    }));

  test('127.0.0.1 where the program listens on ::1 only: says that these differ, and offers the other', () =>
    withBench(async (bench) => {
      const peer = python('ipv6_server.py');
      const port = await peer.port();
      const { failure } = await connectInVain(bench, { host: '127.0.0.1', port });
      expect(failure?.hint).toContain(`A program listens on ::1 port ${port}`);
      expect(failure?.mends[0]).toMatchObject({ form: 'connect', set: { host: '::1' }, submit: true });
      // The mend mends it.
      expect((await connect(bench, { host: '::1', port })).state).toBe('open');
    }));
});

test('::1 where we listen on 127.0.0.1 only: the same the other way round', () =>
  withBench(async (bench) => {
    const { port } = await listen(bench);
    const { failure } = await connectInVain(bench, { host: '::1', port });
    expect(failure?.hint).toContain(`A program listens on 127.0.0.1 port ${port}`);
    expect(failure?.mends[0]).toMatchObject({ set: { host: '127.0.0.1' } });
  }));

const firstFreeForAll = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'latin1'));

describeIf(firstFreeForAll > 81, 'a system that guards low ports', 'without special rights', () => {
  // Root may listen anywhere, so the test is nobody for as long as it lasts.
  beforeEach(() => {
    if (isRoot) process.seteuid?.(65534);
  });
  afterEach(() => {
    if (isRoot) process.seteuid?.(0);
  });

  test('a port below 1024 is refused with the reason, and a higher port is offered', async () => {
    await withBench(async (bench) => {
      const failure = await failureOf(listen(bench, { port: 81 }));
      expect(failure).toMatchObject({ code: 'EACCES', field: 'port' });
      expect(failure.hint).toContain('1024');
      expect(failure.mends.map((mend) => mend.set)).toContainEqual({ port: 8081 });
    });
  });
});

test.each([
  ['port', 99999],
  ['port', -1],
  ['port', 1.5],
  ['port', 'abc'],
  ['port', ''],
  ['port', null],
  ['host', ''],
  ['host', 'a b'],
  ['localAddress', 'a b'],
  ['timeoutMs', 0],
])('a connect with %s %j is refused before anything happens, and the field is named', (field, value) =>
  withBench(async (bench) => {
    const input = { host: '127.0.0.1', port: 80, [field]: value };
    // What the window's types forbid is sent all the same, as a broken window might.
    const call = bench.client.tcp.connect(input);
    await expect(call).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { issues: expect.arrayContaining([expect.objectContaining({ path: [field] })]) },
    });
    expect(bench.watch.sessions.size).toBe(0);
  }),
);

test('what is asked of a session that is not there says so', () =>
  withBench(async (bench) => {
    const failure = await failureOf(send(bench, 'tcp-99', 'x'));
    expect(failure.code).toBe('NOT_FOUND');
  }));

test('a path that is taken, and a path with no folder', () =>
  withBench(async (bench) => {
    const path = `${bench.folder}/taken.sock`;
    await listen(bench, { path });
    expect(await failureOf(listen(bench, { path }))).toMatchObject({ code: 'EADDRINUSE', field: 'path' });
    expect(await failureOf(listen(bench, { path: `${bench.folder}/no/such.sock` }))).toMatchObject({
      code: expect.stringMatching(/ENOENT|EACCES/),
      field: 'path',
    });
    await rm(path, { force: true });
    expect((await connectInVain(bench, { path })).failure).toMatchObject({ code: 'ENOENT', field: 'path' });
    expect((await connectInVain(bench, { path: peerFile('reset.py') })).failure).toMatchObject({
      field: 'path',
    });
  }));
