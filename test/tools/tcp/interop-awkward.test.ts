import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { lies, neverReads, resetsMidMessage, stopAwkward, writesPieces } from '../../support/awkward.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { ask } from '../../support/wait.ts';
import { connect, ended, kinds, listen, onlyClient, received, send } from '../../support/tcp.ts';

const MiB = 1024 * 1024;

failOnLeaks();
afterEach(stopAwkward);
afterEach(stopPeers);

test('a peer that resets in the middle of a message: what came is kept, and the reason is told', () =>
  withBench(async (bench) => {
    const peer = await resetsMidMessage();
    const { id } = await connect(bench, { port: peer.port });
    await received(bench, id, 1018);
    await peer.reset();
    const session = await bench.watch.session(id, 'ends', ended);
    expect(session).toMatchObject({ state: 'failed', failure: { code: 'ECONNRESET' } });
    expect((await bench.bytes(id, 'in')).toString()).toBe(`4096 bytes follow\n${'.'.repeat(1000)}`);
    expect((await kinds(bench, id)).slice(-2)).toEqual(['reset', 'close']);
  }));

test('a peer that promises more than it sends is a close like any other', () =>
  withBench(async (bench) => {
    const peer = await lies();
    const { id } = await connect(bench, { port: peer.port });
    expect((await bench.watch.session(id, 'ends', ended)).state).toBe('closed');
    expect((await bench.bytes(id, 'in')).toString()).toBe('4096 bytes follow\nbut not that many');
  }));

test('a peer that never reads: a send waits, can be cancelled, and memory stays bounded', () =>
  withBench(async (bench) => {
    const peer = await neverReads();
    const { id } = await connect(bench, { port: peer.port });
    const piece = new Blob([new Uint8Array(MiB)]);
    let taken = 0;
    let waiting: AbortController;
    while (true) {
      // What is handed to the system is taken until its buffers are full; then a send waits, and says so in `queued`.
      waiting = new AbortController();
      const sent = bench.client.tcp.send({ session: id, bytes: piece }, { signal: waiting.signal });
      const stuck = bench.watch.session(
        id,
        'waits',
        (s) => s.counts.bytesOut === (taken + 1) * MiB && s.queued > 0,
      );
      if ((await Promise.race([sent.then(() => 'taken'), stuck.then(() => 'stuck')])) === 'stuck') {
        waiting.abort();
        // It may have waited for a moment only; then it is taken, and the next one waits.
        const cancelled = await sent.then(
          () => false,
          () => true,
        );
        if (cancelled) break;
      }
      taken++;
      expect(taken).toBeLessThan(64);
    }
    const { queued } = await bench.watch.session(id, 'waits', (s) => s.queued > 0);
    expect(queued).toBeLessThanOrEqual(2 * MiB);

    // Whoever goes on all the same is told at a limit, and nothing of what was queued is lost.
    const sends: Promise<unknown>[] = [];
    for (let n = 0; n < 24; n++) sends.push(bench.client.tcp.send({ session: id, bytes: piece }));
    const refused = await Promise.race(sends.map((one) => one.catch((error: unknown) => error)));
    expect(refused).toMatchObject({ code: 'FAILED', data: { code: 'PEER_NOT_READING' } });
    const { counts } = await bench.watch.session(id, 'queues', (s) => s.queued > 16 * MiB);
    const outcome = Promise.allSettled(sends);
    await peer.read();
    await bench.watch.session(id, 'is read by the peer', (s) => s.queued === 0);
    const there = await peer.client();
    await ask(() => there.bytesRead === counts.bytesOut, 'all that was queued to arrive');
    expect((await outcome).filter((one) => one.status === 'rejected').length).toBeGreaterThan(0);
    await bench.client.tcp.close({ session: id });
  }));

test('closing a session whose peer never reads ends it all the same', () =>
  withBench(async (bench) => {
    const peer = await neverReads();
    const { id } = await connect(bench, { port: peer.port });
    const stuck = bench.client.tcp.send({ session: id, bytes: new Blob([new Uint8Array(MiB)]) });
    const more = [1, 2, 3, 4, 5, 6, 7].map(() =>
      bench.client.tcp.send({ session: id, bytes: new Blob([new Uint8Array(MiB)]) }),
    );
    const all = Promise.allSettled([stuck, ...more]);
    await bench.watch.session(id, 'waits', (s) => s.counts.bytesOut === 8 * MiB && s.queued > 0);
    await bench.client.tcp.close({ session: id });
    expect((await bench.watch.session(id, 'ends', ended)).closeReason).toBe('closed here');
    expect((await all).some((one) => one.status === 'rejected')).toBe(true);
  }));

test('a peer that sends a byte at a time: each is a row, and the answer to each is a row of its own', () =>
  withBench(async (bench) => {
    const peer = await writesPieces();
    const { id } = await connect(bench, { port: peer.port });
    const message = Buffer.from('slowly 🙂');
    for (const [n, byte] of message.entries()) {
      await peer.write(Uint8Array.of(byte));
      await bench.watch.session(id, `has byte ${n}`, (s) => s.counts.bytesIn === n + 1);
    }
    expect(await bench.bytes(id, 'in')).toEqual(message);
    const rows = (await bench.rows(id)).filter((row) => row.kind === 'in');
    expect(rows.map((row) => row.length)).toEqual(Array.from(message, () => 1));
  }));

describeWith('python3', 'a flood', () => {
  test(
    '1 GiB at once is captured whole, with bounded memory, beside a conversation that goes on',
    { timeout: 900_000 },
    () =>
      withBench(async (bench) => {
        const size = 1024 * MiB;
        const { listener, port } = await listen(bench);
        const quiet = await listen(bench, { respond: { mode: 'upper-case' } });
        const talk = await connect(bench, { port: quiet.port });
        let most = 0;
        const peer = python('transfer.py', 'send', '127.0.0.1', port, size);
        const { id } = await onlyClient(bench, listener);
        let said = 0;
        while (!ended(await bench.watch.session(id, 'is there', () => true))) {
          await send(bench, talk.id, 'still there?');
          said++;
          await received(bench, talk.id, said * 12);
          most = Math.max(most, bench.watch.sessions.get(id)?.counts.memory ?? 0);
        }
        const [sha256] = (await peer.until(/sha256 (\w+)/)).slice(1);
        expect(said).toBeGreaterThan(2);
        expect(bench.watch.sessions.get(id)).toMatchObject({
          state: 'closed',
          counts: { bytesIn: size, dropped: 0 },
        });
        expect(await bench.sha256(id, 'in')).toBe(sha256);
        expect(most).toBeGreaterThan(0);
        expect(most).toBeLessThanOrEqual(130 * MiB);
        expect(bench.watch.sessions.get(id)?.counts.spilled).toBeGreaterThan(size - 130 * MiB);
      }),
  );
});
