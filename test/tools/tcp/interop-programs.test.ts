import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startPeer, stopPeers } from '../../support/peer.ts';
import { blob } from '../../support/bench.ts';
import { connect, ended, listen, onlyClient, received, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

/** Programs that connect to a port and join it with their input and output. */
const CLIENTS: Record<string, (port: number) => [string, string[]]> = {
  ncat: (port) => ['ncat', ['127.0.0.1', String(port)]],
  socat: (port) => ['socat', ['-', `TCP:127.0.0.1:${port}`]],
  nc: (port) => ['nc.openbsd', ['-N', '127.0.0.1', String(port)]],
};
/** The same as servers of one client, on any free port. */
const SERVERS: Record<string, [string, string[]]> = {
  ncat: ['ncat', ['-l', '127.0.0.1', '0']],
  socat: ['socat', ['-', 'TCP-LISTEN:0,bind=127.0.0.1']],
  nc: ['nc.openbsd', ['-N', '-l', '127.0.0.1', '0']],
};

for (const [name, of] of Object.entries(CLIENTS)) {
  describeWith(name, `${name} as a client of our listener`, () => {
    test('both directions arrive as they were sent, in the timeline and at the peer', () =>
      withBench(async (bench) => {
        const { listener, port } = await listen(bench);
        const peer = startPeer(...of(port));
        const session = await onlyClient(bench, listener);
        await peer.write('Hello, server!');
        expect((await received(bench, session.id, 14)).toString()).toBe('Hello, server!');
        await send(bench, session.id, Uint8Array.of(0x48, 0x65, 0x0a));
        await peer.until(/He\n/);
        peer.end();
        expect(await peer.exited()).toBe(0);
        const closed = await bench.watch.session(session.id, 'ends', ended);
        expect(closed.state).toBe('closed');
        expect((await bench.rows(session.id)).map(({ kind, length }) => [kind, length])).toEqual([
          ['accept', 0],
          ['in', 14],
          ['out', 3],
          ['end-received', 0],
          ['end-sent', 0],
          ['close', 0],
        ]);
      }));

    test.each([
      ['echo', 'abc Ünï', 'abc Ünï'],
      ['upper-case', 'abc Ünï', 'ABC ÜNï'],
      ['prefix', 'abc', 'Received: abc'],
    ] as const)('the responder answers: %s', (mode, said, answer) =>
      withBench(async (bench) => {
        const { port } = await listen(bench, { respond: { mode } });
        const peer = startPeer(...of(port));
        await peer.write(said);
        await peer.until(new RegExp(`^${answer}$`));
      }),
    );

    test('a greeting comes before anything is said', () =>
      withBench(async (bench) => {
        const { port } = await listen(bench, {
          respond: { mode: 'nothing', greeting: blob('220 ready\r\n') },
        });
        await startPeer(...of(port)).until(/^220 ready\r\n$/);
      }));

    test('settings of a running listener change what its clients are answered', () =>
      withBench(async (bench) => {
        const { listener, port } = await listen(bench, { respond: { mode: 'echo' } });
        const peer = startPeer(...of(port));
        await peer.write('one ');
        await peer.until(/^one $/);
        const prefix = blob('> ');
        await bench.client.tcp.updateListener({ listener, respond: { mode: 'prefix', prefix } });
        await peer.write('two');
        await peer.until(/^one > two$/);
      }));
  });
}

for (const [name, command] of Object.entries(SERVERS)) {
  describeWith(name, `${name} as a server of our client`, () => {
    test('both directions arrive as they were sent, in the timeline and at the peer', () =>
      withBench(async (bench) => {
        const peer = startPeer(...command);
        const session = await connect(bench, { port: await peer.port() });
        await send(bench, session.id, 'Hello, server!');
        await peer.until(/^Hello, server!$/);
        await peer.write('and back');
        expect((await received(bench, session.id, 8)).toString()).toBe('and back');
        await bench.client.tcp.endSending({ session: session.id });
        peer.end();
        expect(await peer.exited()).toBe(0);
        expect((await bench.watch.session(session.id, 'ends', ended)).state).toBe('closed');
        expect(
          (await bench.rows(session.id)).filter(({ kind }) => kind === 'in' || kind === 'out'),
        ).toMatchObject([
          { kind: 'out', length: 14, offset: 0 },
          { kind: 'in', length: 8, offset: 0 },
        ]);
      }));
  });
}

describeWith('socat', 'a Unix domain socket', () => {
  const inFolder = async (body: (path: string) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), 'wirebench-unix-'));
    try {
      await body(join(folder, 'bench.sock'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  test('socat is a client of ours', () =>
    inFolder((path) =>
      withBench(async (bench) => {
        const { listener } = await listen(bench, { path, respond: { mode: 'echo' } });
        const peer = startPeer('socat', ['-', `UNIX-CONNECT:${path}`]);
        await peer.write('over a path');
        await peer.until(/^over a path$/);
        const session = await onlyClient(bench, listener);
        expect(session.local).toMatchObject({ family: 'unix', address: path });
      }),
    ));

  test('socat is a server of ours', () =>
    inFolder((path) =>
      withBench(async (bench) => {
        const peer = startPeer('socat', ['-d', '-d', '-', `UNIX-LISTEN:${path}`]);
        await peer.until(/listening on/);
        const session = await connect(bench, { path });
        expect(session.remote).toMatchObject({ family: 'unix', address: path });
        await send(bench, session.id, 'over a path');
        await peer.until(/^over a path$/);
      }),
    ));
});

describeWith('socat', 'IPv6', () => {
  test('socat is a client of our listener on ::1', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { address: '::1', respond: { mode: 'echo' } });
      const peer = startPeer('socat', ['-', `TCP6:[::1]:${port}`]);
      await peer.write('six');
      await peer.until(/^six$/);
      expect((await onlyClient(bench, listener)).remote).toMatchObject({ family: 'IPv6', address: '::1' });
    }));

  test('a listener on :: takes clients of both families, and names IPv4 ones as such', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { address: '::', respond: { mode: 'echo' } });
      for (const target of [`TCP6:[::1]:${port}`, `TCP4:127.0.0.1:${port}`]) {
        const peer = startPeer('socat', ['-', target]);
        await peer.write('x');
        await peer.until(/^x$/);
      }
      const families = (await bench.watch.accepted(listener, 2)).map((session) => session.remote?.family);
      expect(families).toEqual(['IPv6', 'IPv4']);
    }));
});
