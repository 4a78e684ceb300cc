import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../src/contract/bench.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { startRelay } from '../../support/relay.ts';
import { connect, ended, kinds, listen, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

/** The bytes and the reset behind them come in one turn of our loop nearly always, and not each time. */
const TIMES = 10;

/** Waits until a session has ended; answers how, and how much it has received. */
async function outcome(bench: TestBench, { id }: Pick<Session, 'id'>) {
  const { state, closeReason, failure, counts } = await bench.watch.session(id, 'ends', ended);
  return { state, closeReason, code: failure?.code ?? null, bytesIn: counts.bytesIn };
}

const reset = (bytesIn: number) => ({
  state: 'failed',
  closeReason: 'reset by the peer',
  code: 'ECONNRESET',
  bytesIn,
});

describeWith('python3', 'a reset right behind the last bytes', () => {
  test.each([11, 65_536])('is no end, and all %i bytes are kept', (size) =>
    withBench(async (bench) => {
      const peer = python('reset_behind.py', 'serve', TIMES, `size=${size}`);
      const port = await peer.port();
      for (let i = 0; i < TIMES; i++) {
        const session = await connect(bench, { port });
        await send(bench, session.id, 'go');
        expect(await outcome(bench, session)).toEqual(reset(size));
        const rows = await kinds(bench, session.id);
        expect(rows.slice(-2)).toEqual(['reset', 'close']);
        expect(rows).not.toContain('end-received');
      }
    }),
  );

  test('after an end of ours', () =>
    withBench(async (bench) => {
      const peer = python('reset_behind.py', 'serve', TIMES, 'after-end');
      const port = await peer.port();
      for (let i = 0; i < TIMES; i++) {
        const session = await connect(bench, { port });
        await bench.client.tcp.endSending({ session: session.id });
        expect(await outcome(bench, session)).toEqual(reset(11));
        expect(await kinds(bench, session.id)).toEqual(['connect', 'end-sent', 'in', 'reset', 'close']);
      }
    }));

  test('by a client', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      python('reset_behind.py', 'connect', port, TIMES, 'mute');
      for (const session of await bench.watch.accepted(listener, TIMES))
        expect(await outcome(bench, session)).toEqual(reset(11));
    }));

  test.each(['serve', 'after-end'])('an end is still an end: %s', (when) =>
    withBench(async (bench) => {
      const peer = python('reset_behind.py', 'serve', TIMES, 'orderly', when);
      const port = await peer.port();
      for (let i = 0; i < TIMES; i++) {
        const session = await connect(bench, { port });
        if (when === 'after-end') await bench.client.tcp.endSending({ session: session.id });
        else await send(bench, session.id, 'go');
        expect(await outcome(bench, session)).toMatchObject({ state: 'closed', code: null, bytesIn: 11 });
        expect(await kinds(bench, session.id)).toContain('end-received');
      }
    }),
  );
});

describeWith(['python3', 'openssl'], 'a reset right behind the last bytes inside TLS', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await makeAuthority();
  });
  afterAll(() => authority.remove());

  const asClient = async (bench: TestBench, port: number) => {
    const session = await connect(bench, { port, tls: { verify: false } });
    await send(bench, session.id, 'go');
    return session;
  };
  const server = (...options: string[]) =>
    python(
      'reset_behind.py',
      'serve',
      TIMES,
      `tls=${authority.server.certFile},${authority.server.keyFile}`,
      ...options,
    );

  test('by a server', () =>
    withBench(async (bench) => {
      const port = await server('size=16384').port();
      for (let i = 0; i < TIMES; i++)
        expect(await outcome(bench, await asClient(bench, port))).toEqual(reset(16_384));
    }));

  test('by a client', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { tls: {} });
      python('reset_behind.py', 'connect', port, TIMES, 'tls', 'mute');
      for (const session of await bench.watch.accepted(listener, TIMES))
        expect(await outcome(bench, session)).toEqual(reset(11));
    }));

  test('TLS’s own end before it is an end', () =>
    withBench(async (bench) => {
      const port = await server('notify').port();
      for (let i = 0; i < TIMES; i++) {
        const session = await asClient(bench, port);
        await bench.watch.session(session.id, 'ends', ended);
        expect(await kinds(bench, session.id)).toContain('end-received');
        expect((await bench.bytes(session.id, 'in')).length).toBe(11);
      }
    }));
});

describeWith('python3', 'a reset right behind the last bytes, through a relay', () => {
  test('of the target is carried over to the client', () =>
    withBench(async (bench) => {
      const target = python('reset_behind.py', 'serve', TIMES);
      const { listener, port } = await startRelay(bench, await target.port());
      for (let i = 0; i < TIMES; i++) {
        const client = await connect(bench, { port });
        await send(bench, client.id, 'go');
        expect(await outcome(bench, client)).toMatchObject({ closeReason: 'reset by the peer' });
        const relayed = (await bench.watch.accepted(listener, i + 1)).at(-1);
        if (!relayed) throw new Error('nobody was relayed');
        expect(await outcome(bench, relayed)).toMatchObject({
          state: 'failed',
          closeReason: 'reset by the target',
          code: 'ECONNRESET',
        });
        expect((await bench.bytes(relayed.id, 'out')).toString()).toBe('x'.repeat(11));
      }
    }));

  test('of the client is carried over to the target', () =>
    withBench(async (bench) => {
      const { listener: target, port: targetPort } = await listen(bench);
      const { listener, port } = await startRelay(bench, targetPort);
      python('reset_behind.py', 'connect', port, TIMES);
      for (let i = 1; i <= TIMES; i++) {
        const behind = (await bench.watch.accepted(target, i)).at(-1)?.id ?? '';
        const relayed = (await bench.watch.accepted(listener, i)).at(-1)?.id ?? '';
        await send(bench, behind, 'go');
        const { state, closeReason } = await bench.watch.session(relayed, 'ends', ended);
        expect({ state, closeReason }).toEqual({ state: 'failed', closeReason: 'reset by the client' });
        expect((await bench.bytes(relayed, 'in')).toString()).toBe('x'.repeat(11));
        const { closeReason: why } = await bench.watch.session(behind, 'ends', ended);
        expect(why).toBe('reset by the peer');
      }
    }));
});
