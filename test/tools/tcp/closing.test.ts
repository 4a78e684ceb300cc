import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { neverReads, stopAwkward } from '../../support/awkward.ts';
import { blob, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { connect, ended, listen, onlyClient } from '../../support/tcp.ts';

const MiB = 1024 * 1024;

failOnLeaks();
afterEach(stopAwkward);

test('a reset while our end is on its way still ends the session', () =>
  withBench(async (bench) => {
    const { port } = await listen(bench, { whenPeerEnds: 'keep' });
    const { id } = await connect(bench, { port, whenPeerEnds: 'keep' });
    await Promise.all([
      bench.client.tcp.endSending({ session: id }),
      bench.client.tcp.reset({ session: id }),
    ]);
    const session = await bench.watch.session(id, 'ends', ended);
    expect(session).toMatchObject({ state: 'closed', closeReason: 'reset here', failure: null });
  }));

test('ending while the peer is behind with our answers still reads all it sends', () =>
  withBench(async (bench) => {
    const { listener, port } = await listen(bench, { respond: { mode: 'echo' }, whenPeerEnds: 'keep' });
    const peer = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(peer, 'connect');
    const total = 32 * MiB;
    // More than the system takes for a peer that does not read, so that the echo gets stuck.
    peer.write(Buffer.alloc(total));
    const { id } = await onlyClient(bench, listener);
    let last = 0;
    await bench.watch.session(id, 'is stuck', ({ queued, counts }) => {
      const still = queued > 0 && counts.bytesIn === last;
      last = counts.bytesIn;
      return still;
    });
    expect(last).toBeLessThan(total);
    await bench.client.tcp.endSending({ session: id });
    peer.resume();
    peer.end();
    const { counts } = await bench.watch.session(id, 'ends', ended);
    expect(counts.bytesIn).toBe(total);
  }));

test('a send that waits for the peer is through when all was sent, also when sending was ended meanwhile', () =>
  withBench(async (bench) => {
    const peer = await neverReads();
    const { id } = await connect(bench, { port: peer.port, whenPeerEnds: 'keep' });
    const sends = Array.from({ length: 8 }, () =>
      bench.client.tcp.send({ session: id, bytes: blob(new Uint8Array(MiB)) }),
    );
    await bench.watch.session(
      id,
      'has all',
      ({ queued, counts }) => queued > 0 && counts.bytesOut === 8 * MiB,
    );
    await bench.client.tcp.endSending({ session: id });
    await peer.read();
    expect(await Promise.all(sends)).toHaveLength(8);
    expect(bench.watch.sessions.get(id)?.closedAt).toBeNull();
  }));
