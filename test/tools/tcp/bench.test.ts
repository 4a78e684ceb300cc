import { describe, expect, it } from 'vitest';
import { blob, type TestBench, withBench } from '../../support/bench.ts';

type Respond = Parameters<TestBench['client']['tcp']['listen']>[0]['respond'];

const NOTHING = { mode: 'nothing' } as const;

async function listen({ client }: TestBench, respond: Respond = NOTHING, more: object = {}) {
  return client.tcp.listen({ address: '127.0.0.1', port: 0, respond, ...more });
}

/** A listener and a client of it on one bench, both open. */
async function bothEnds(bench: TestBench, respond: Respond = NOTHING, more: object = {}) {
  const { listener, port } = await listen(bench, respond, more);
  const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port, ...more });
  await bench.watch.session(session, 'open', (one) => one.state === 'open');
  const [accepted] = await bench.watch.accepted(listener);
  if (!accepted) throw new Error('nothing was accepted');
  return { listener, port, client: session, server: accepted.id };
}

const kinds = async (bench: TestBench, session: string) => (await bench.rows(session)).map((row) => row.kind);

const received = (bench: TestBench, session: string, count: number) =>
  bench.watch.session(session, `with ${count} bytes in`, (one) => one.counts.bytesIn === count);

describe('both ends on one bench', () => {
  it('show each other what they send, and know that they belong together', async () => {
    await withBench(async (bench) => {
      const { client, server, port } = await bothEnds(bench);
      await bench.client.tcp.send({ session: client, bytes: blob('Hello, server!') });
      await received(bench, server, 14);
      await bench.client.tcp.send({ session: server, bytes: blob(new Uint8Array([0x48, 0x65, 0x0a])) });
      await received(bench, client, 3);
      expect((await bench.bytes(server, 'in')).toString()).toBe('Hello, server!');
      expect((await bench.bytes(client, 'in')).toString()).toBe('He\n');
      expect(await kinds(bench, client)).toEqual(['connect', 'out', 'in']);
      expect(await kinds(bench, server)).toEqual(['accept', 'in', 'out']);
      const one = await bench.watch.session(client, 'joined', (session) => session.twin !== null);
      expect([one.twin, one.remote?.port]).toEqual([server, port]);
      const { rows } = await bench.client.capture.pair({ left: client, right: server, from: 0, count: 100 });
      expect(rows.filter((row) => row.joined).map((row) => [row.side, row.kind, row.joined])).toEqual([
        ['left', 'out', { first: 1, count: 1 }],
        ['right', 'in', { first: 1, count: 1 }],
        ['right', 'out', { first: 2, count: 1 }],
        ['left', 'in', { first: 2, count: 1 }],
      ]);
    });
  });

  it('answer as the responder says, which may change while it runs', async () => {
    await withBench(async (bench) => {
      const { client, listener } = await bothEnds(bench, { mode: 'echo', greeting: blob('hi ') });
      let seen = 'hi ';
      await received(bench, client, seen.length);
      for (const [respond, answer] of [
        [{ mode: 'echo' }, 'Grüße'],
        [{ mode: 'upper-case' }, 'GRüßE'],
        [{ mode: 'prefix' }, 'Received: Grüße'],
        [{ mode: 'prefix', prefix: blob('> ') }, '> Grüße'],
      ] as const) {
        await bench.client.tcp.updateListener({ listener, respond });
        await bench.client.tcp.send({ session: client, bytes: blob('Grüße') });
        seen += answer;
        await received(bench, client, Buffer.byteLength(seen));
        expect((await bench.bytes(client, 'in')).toString()).toBe(seen);
      }
    });
  });

  it('half-close: the other half stays open when it is to be kept', async () => {
    await withBench(async (bench) => {
      const { client, server } = await bothEnds(bench, NOTHING, { whenPeerEnds: 'keep' });
      await bench.client.tcp.endSending({ session: client });
      await bench.watch.session(server, 'told of the end', (one) => one.state === 'end-received');
      await bench.watch.session(client, 'ended', (one) => one.state === 'end-sent');
      await bench.client.tcp.send({ session: server, bytes: blob('still here') });
      await received(bench, client, 10);
      await expect(bench.client.tcp.send({ session: client, bytes: blob('x') })).rejects.toMatchObject({
        data: { code: 'NOT_OPEN' },
      });
      await bench.client.tcp.endSending({ session: server });
      const ended = await bench.watch.session(client, 'closed', (one) => one.state === 'closed');
      expect(ended.closeReason).toBe('closed by both ends');
      expect(await kinds(bench, client)).toEqual(['connect', 'end-sent', 'in', 'end-received', 'close']);
    });
  });

  it('half-close: by default the other half follows, after what it still had to answer', async () => {
    await withBench(async (bench) => {
      const { client, server } = await bothEnds(bench, { mode: 'echo' });
      await bench.client.tcp.send({ session: client, bytes: blob('last words') });
      await bench.client.tcp.endSending({ session: client });
      await bench.watch.session(client, 'closed', (one) => one.state === 'closed');
      await bench.watch.session(server, 'closed', (one) => one.state === 'closed');
      expect((await bench.bytes(client, 'in')).toString()).toBe('last words');
    });
  });

  it('reset: the peer is told so, and both say why they ended', async () => {
    await withBench(async (bench) => {
      const { client, server } = await bothEnds(bench);
      await bench.client.tcp.reset({ session: client });
      const here = await bench.watch.session(client, 'closed', (one) => one.state === 'closed');
      const there = await bench.watch.session(server, 'reset', (one) => one.state === 'failed');
      expect([here.closeReason, there.closeReason, there.failure?.code]).toEqual([
        'reset here',
        'reset by the peer',
        'ECONNRESET',
      ]);
      expect(await kinds(bench, server)).toEqual(['accept', 'reset', 'close']);
    });
  });

  it('close, stop and reconnect', async () => {
    await withBench(async (bench) => {
      const { client, server, listener } = await bothEnds(bench);
      await bench.client.tcp.close({ session: client });
      const closed = await bench.watch.session(server, 'closed', (one) => one.state === 'closed');
      expect(closed.closeReason).toBe('closed by the peer');
      const again = await bench.client.tcp.reconnect({ session: client });
      await bench.watch.session(again.session, 'open', (one) => one.state === 'open');
      await bench.client.tcp.stopListening({ listener, closeClients: false });
      await bench.watch.until(
        'the listener to stop',
        () => bench.watch.listeners.get(listener)?.state === 'closed',
      );
      expect(bench.watch.sessions.get(again.session)?.state).toBe('open');
      await bench.client.tcp.stopListening({ listener, closeClients: true });
      await bench.watch.session(again.session, 'closed', (one) => one.state === 'closed');
      const last = await bench.client.tcp.reconnect({ session: client });
      const refused = await bench.watch.session(last.session, 'refused', (one) => one.state === 'failed');
      expect(refused.failure).toMatchObject({ code: 'ECONNREFUSED', field: 'port' });
      expect(refused.failure?.mends[0]?.form).toBe('listen');
    });
  });

  it('repeat: sends again and again until it is through or stopped', async () => {
    await withBench(async (bench) => {
      const { client, server, listener } = await bothEnds(bench);
      await bench.client.tcp.repeat({
        target: { session: client },
        bytes: blob('tick'),
        everyMs: 1,
        times: 5,
      });
      await received(bench, server, 20);
      await bench.watch.session(
        client,
        'through',
        (one) => one.tool === 'tcp' && one.details.repeat === null,
      );
      await bench.client.tcp.repeat({ target: { listener }, bytes: blob('!'), everyMs: 1 });
      await bench.watch.session(client, 'with three', (one) => one.counts.bytesIn >= 3);
      await bench.client.tcp.stopRepeat({ target: { listener } });
      await bench.watch.until('the repeat to stop', () => {
        const one = bench.watch.listeners.get(listener);
        return one?.tool === 'tcp' && !one.details.repeat;
      });
    });
  });

  it('send to all clients of a listener', async () => {
    await withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const clients = await Promise.all(
        [1, 2, 3].map(() => bench.client.tcp.connect({ host: 'localhost', port, family: 'IPv4' })),
      );
      await bench.watch.accepted(listener, 3);
      expect(await bench.client.tcp.sendToAll({ listener, bytes: blob('all') })).toEqual({ clients: 3 });
      for (const { session } of clients) await received(bench, session, 3);
    });
  });

  it('removing takes the capture along', async () => {
    await withBench(async (bench) => {
      const { client, server } = await bothEnds(bench);
      await bench.client.bench.remove({ ids: [client] });
      await bench.watch.session(server, 'closed', (one) => one.state === 'closed');
      await expect(bench.rows(client)).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    });
  });

  it('a cap on clients refuses one more, and says so', async () => {
    await withBench(async (bench) => {
      const { listener, port } = await bothEnds(bench, NOTHING, { maxClients: 1 });
      const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port });
      const told = await bench.watch.until('the refusal', () => {
        const one = bench.watch.listeners.get(listener);
        return one && one.refused === 1 && one;
      });
      expect(told.failure?.code).toBe('MAX_CLIENTS');
      await bench.watch.session(session, 'closed', (one) => one.state === 'closed' || one.state === 'failed');
      expect(told.open).toBe(1);
    });
  });
});

describe('a connect', () => {
  it('tries every address of a name, says which, and can be cancelled', async () => {
    await withBench(async (bench) => {
      const { port } = await listen(bench);
      const { session } = await bench.client.tcp.connect({ host: 'localhost', port });
      await bench.watch.session(session, 'open', (one) => one.state === 'open');
      const rows = await bench.rows(session);
      expect(rows[0]).toMatchObject({ kind: 'resolve' });
      expect(rows.at(-1)?.text).toMatch(/^Connected to 127\.0\.0\.1:/);
      // An address of documentation: nobody answers, if there is a way at all.
      const far = await bench.client.tcp.connect({ host: '192.0.2.1', port: 9, timeoutMs: 100 });
      const failed = await bench.watch.session(far.session, 'failed', (one) => one.state === 'failed');
      expect(['TIMED_OUT', 'ENETUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED']).toContain(failed.failure?.code);
    });
  });

  it('from what is no address names the local address', async () => {
    await withBench(async (bench) => {
      const { port } = await listen(bench);
      const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port, localAddress: 'here' });
      const failed = await bench.watch.session(session, 'failed', (one) => one.state === 'failed');
      expect(failed.failure).toMatchObject({ field: 'local address', message: 'here is not an IP address.' });
    });
  });

  it('to the wrong loopback address is told of the right one', async () => {
    await withBench(async (bench) => {
      const { port } = await listen(bench, NOTHING, { address: '::1' });
      const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port });
      const failed = await bench.watch.session(session, 'failed', (one) => one.state === 'failed');
      expect(failed.failure?.mends[0]).toMatchObject({ form: 'connect', set: { host: '::1' } });
    });
  });
});

describe('a listener', () => {
  it('on a taken port says who has it', async () => {
    await withBench(async (bench) => {
      const { port } = await listen(bench);
      await expect(listen(bench, NOTHING, { port })).rejects.toMatchObject({
        data: {
          code: 'EADDRINUSE',
          field: 'port',
          message: expect.stringContaining('Wirebench itself') as string,
        },
      });
    });
  });

  it('refuses what makes no sense, naming the field', async () => {
    await withBench(async (bench) => {
      for (const [more, field] of [
        [{ address: '192.0.2.7' }, 'address'],
        [{ address: '::1', family: 'IPv4' }, 'address'],
        [{ path: '/nowhere/at/all.sock' }, 'path'],
      ] as const) {
        await expect(listen(bench, NOTHING, more)).rejects.toMatchObject({ data: { field } });
      }
      await expect(listen(bench, NOTHING, { port: 99_999 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      // 107 characters of two bytes each, which the system would cut to another name, and a name with an end in it.
      for (const path of ['ü'.repeat(107), '/tmp/a\0b']) {
        await expect(listen(bench, NOTHING, { path })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      }
    });
  });

  it('on a Unix domain socket', async () => {
    await withBench(async (bench) => {
      const path = `${bench.folder}/bench.sock`;
      const { listener } = await listen(bench, { mode: 'echo' }, { path });
      const { session } = await bench.client.tcp.connect({ host: '', port: 0, path });
      await bench.watch.accepted(listener);
      await bench.client.tcp.send({ session, bytes: blob('over a file') });
      await received(bench, session, 11);
    });
  });
});
