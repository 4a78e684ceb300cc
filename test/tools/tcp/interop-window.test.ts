import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { floods, stopAwkward } from '../../support/awkward.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { connect, ended, listen, send } from '../../support/tcp.ts';

const MiB = 1024 * 1024;

failOnLeaks();
afterEach(stopAwkward);

test('a window that goes away in the middle of a flood takes nothing with it', () =>
  withBench(async (bench) => {
    const peer = await floods(256 * MiB);
    const { id } = await connect(bench, { port: peer.port });
    await bench.watch.session(id, 'receives', (s) => s.counts.bytesIn > 0 && s.counts.bytesIn < 256 * MiB);
    // It has a call open as it goes, as a window does that is drawing.
    const open = bench.client.capture.find({
      session: id,
      direction: 'in',
      needle: new Blob(['no such bytes here']),
      from: 0,
    });
    const rejected = expect(open).rejects.toThrow();
    await bench.close();
    await rejected;
    await expect(bench.client.bench.info()).rejects.toThrow('lost');

    const next = bench.openWindow();
    const session = await next.watch.session(id, 'ends', ended);
    expect(session).toMatchObject({ state: 'closed', counts: { bytesIn: 256 * MiB, dropped: 0 } });
    const page = await next.client.capture.rows({ session: id, from: 0, count: 1 });
    expect(page.rows[0]).toMatchObject({ seq: 0, kind: 'connect' });
    expect(page.total).toBe(session.counts.rows);
    expect(await bench.sha256(id, 'in', next.client)).toBe(peer.sha256);
  }));

test('two windows see the same bench, and what one does the other is told', () =>
  withBench(async (bench) => {
    const other = bench.openWindow();
    const { listener, port } = await listen(bench, { respond: { mode: 'echo' } });
    const { id } = await connect(bench, { port });
    await other.watch.session(id, 'is there', (s) => s.state === 'open');
    await other.client.tcp.send({ session: id, bytes: new Blob(['from the other window']) });
    await bench.watch.session(id, 'has the answer', (s) => s.counts.bytesIn === 21);
    await other.client.tcp.stopListening({ listener, closeClients: true });
    await bench.watch.session(id, 'ends', ended);
    await bench.client.bench.remove({ ids: [id, listener] });
    await other.watch.until(
      'both gone',
      () => !other.watch.sessions.has(id) && !other.watch.listeners.has(listener),
    );
  }));

test('closing the bench in the middle of a flood closes everything', () =>
  withBench(async (bench) => {
    const peer = await floods(256 * MiB);
    const { id } = await connect(bench, { port: peer.port });
    const { port } = await listen(bench, { respond: { mode: 'echo' } });
    const talk = await connect(bench, { port });
    await bench.client.tcp.repeat({ target: { session: talk.id }, bytes: new Blob(['tick']), everyMs: 1 });
    await bench.watch.session(id, 'receives', (s) => s.counts.bytesIn > 0);
    await send(bench, talk.id, 'x');
    await bench.bench.close();
    // The leak check of this file looks at what is left.
  }));
