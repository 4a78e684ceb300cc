import { afterEach, expect, test } from 'vitest';
import type { Row } from '../../../src/contract/capture.ts';
import type { RelayInput } from '../../../src/contract/tools/relay.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startPeer, stopPeers } from '../../support/peer.ts';
import { onlyRelayed, relayedUntil, relayEnded, startRelay, texts } from '../../support/relay.ts';
import { connect, ended, listen, onlyClient, received, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

/** A client of the bench, a relay with faults, and a listener of the bench. */
async function between(
  bench: TestBench,
  faults: Partial<RelayInput>,
  respond: 'nothing' | 'echo' = 'nothing',
) {
  const target = await listen(bench, { respond: { mode: respond } });
  const { listener, port } = await startRelay(bench, target.port, faults);
  const client = await connect(bench, { port });
  const there = await onlyClient(bench, target.listener);
  const { id } = await onlyRelayed(bench, listener);
  return { client: client.id, there: there.id, relayed: id, listener };
}

const reads = async (bench: TestBench, session: string): Promise<Row[]> =>
  (await bench.rows(session)).filter((row) => row.kind === 'in');

test('a delay and a split: one write arrives later, as so many reads, and the timeline says what was done', () =>
  withBench(async (bench) => {
    const ends = await between(bench, { toTarget: { delayMs: 200, splitBytes: 5, splitGapMs: 50 } });
    await send(bench, ends.client, 'hello, world');
    expect((await received(bench, ends.there, 12)).toString()).toBe('hello, world');
    const [write] = (await bench.rows(ends.client)).filter((row) => row.kind === 'out');
    const pieces = await reads(bench, ends.there);
    // A reader that is late finds pieces joined, and never one that is cut anew.
    expect([0, 5, 10]).toEqual(expect.arrayContaining(pieces.map((row) => row.offset)));
    expect((pieces[0]?.time ?? 0) - (write?.time ?? 0)).toBeGreaterThanOrEqual(199);
    // The relay's own capture has the read as it was received.
    expect((await reads(bench, ends.relayed)).map((row) => row.length)).toEqual([12]);
    expect(await texts(bench, ends.relayed, 'fault')).toEqual([
      'Client to target: from here on 200 ms later, in pieces of 5 B.',
      expect.stringMatching(/^Client to target: sent bytes 0–11 \d+ ms later, in 3 pieces\.$/),
    ]);
  }));

test('the other direction has faults of its own', () =>
  withBench(async (bench) => {
    const ends = await between(bench, { toClient: { truncateTo: 4 } }, 'echo');
    await send(bench, ends.client, 'all of this');
    expect((await received(bench, ends.client, 4)).toString()).toBe('all ');
    const session = await relayedUntil(bench, ends.relayed, 'cuts', (s) => s.details.toClient.lost > 0);
    expect(session.details).toMatchObject({
      toTarget: { received: 11, forwarded: 11, lost: 0, faults: [] },
      toClient: { received: 11, forwarded: 4, lost: 7, faults: ['cut to 4 B'] },
    });
    expect((await bench.bytes(ends.relayed, 'out')).toString()).toBe('all of this');
  }));

test('changed while it runs, they hold for the next bytes of clients that are there', () =>
  withBench(async (bench) => {
    const ends = await between(bench, {});
    await send(bench, ends.client, 'plain ');
    await received(bench, ends.there, 6);
    await bench.client.relay.setFaults({ listener: ends.listener, toTarget: { flipEvery: 1, seed: 5 } });
    await send(bench, ends.client, 'damaged');
    const all = await received(bench, ends.there, 13);
    expect(all.subarray(0, 6).toString()).toBe('plain ');
    expect(all.subarray(6).toString('latin1')).not.toBe('damaged');
    await bench.client.relay.setFaults({ listener: ends.listener, toTarget: {} });
    await send(bench, ends.client, ' plain');
    expect((await received(bench, ends.there, 19)).subarray(13).toString()).toBe(' plain');
    const faults = await texts(bench, ends.relayed, 'fault');
    expect(faults[0]).toBe('Client to target: from here on a bit flipped in every 1 B.');
    expect(faults[1]).toMatch(
      /^Client to target: flipped 7 bits in bytes 6–12, the first bit \d of byte 6 \(64 → /,
    );
    expect(faults.at(-1)).toBe('Client to target: from here on no faults.');
  }));

test('the same seed damages the same bits in each connection', () =>
  withBench(async (bench) => {
    const target = await listen(bench);
    const { port } = await startRelay(bench, target.port, {
      toTarget: { flipEvery: 10, flipAtRandom: true, seed: 42 },
    });
    const damaged: string[] = [];
    for (const turn of [1, 2]) {
      const client = await connect(bench, { port });
      await send(bench, client.id, new Uint8Array(1000));
      const there = (await bench.watch.accepted(target.listener, turn))[turn - 1];
      damaged.push((await received(bench, there?.id ?? '', 1000)).toString('hex'));
    }
    expect(damaged[0]).toBe(damaged[1]);
    expect(damaged[0]).toMatch(/[1248]/);
  }));

test('small writes are joined to one', () =>
  withBench(async (bench) => {
    const ends = await between(bench, { toTarget: { coalesceMs: 60_000, coalesceBytes: 6 } });
    for (const piece of ['a', 'bc', 'def']) {
      await send(bench, ends.client, piece);
      // One read each: the next is sent when this one has been received.
      const sum = { a: 1, bc: 3, def: 6 }[piece] ?? 0;
      await relayedUntil(bench, ends.relayed, `has ${sum} bytes`, (s) => s.details.toTarget.received === sum);
    }
    await received(bench, ends.there, 6);
    expect((await reads(bench, ends.there)).map((row) => row.length)).toEqual([6]);
    expect((await texts(bench, ends.relayed, 'fault')).at(-1)).toMatch(
      /^Client to target: joined 3 reads into one, bytes 0–5/,
    );
  }));

test('reset after n bytes: those arrive, and both sides are reset', () =>
  withBench(async (bench) => {
    const ends = await between(bench, { toTarget: { resetAfter: 4 } });
    await send(bench, ends.client, 'firstlast');
    const [client, there, relayed] = await Promise.all(
      [ends.client, ends.there, ends.relayed].map((id) => bench.watch.session(id, 'ends', ended)),
    );
    expect(client?.closeReason).toBe('reset by the peer');
    expect(there?.closeReason).toBe('reset by the peer');
    // Asked for, so it is no failure.
    expect(relayed).toMatchObject({ state: 'closed', closeReason: 'reset by a fault', failure: null });
    expect((await bench.bytes(ends.there, 'in')).toString()).toBe('firs');
  }));

test('a black hole takes bytes and the end, while the other direction goes on', () =>
  withBench(async (bench) => {
    const ends = await between(bench, { toTarget: { blackHoleFrom: 3 } });
    await send(bench, ends.client, 'abcdef');
    expect((await received(bench, ends.there, 3)).toString()).toBe('abc');
    await bench.client.tcp.endSending({ session: ends.client });
    await relayedUntil(bench, ends.relayed, 'has the end', (s) => s.state === 'end-received');
    await send(bench, ends.there, 'hello?');
    expect((await received(bench, ends.client, 6)).toString()).toBe('hello?');
    await bench.client.tcp.close({ session: ends.there });
    expect(await relayedUntil(bench, ends.relayed, 'ends', relayEnded)).toMatchObject({
      details: { toTarget: { received: 6, forwarded: 3, lost: 3, waiting: 0 } },
    });
  }));

test('a rate limit holds, and paces the sender through its socket', () =>
  withBench(async (bench) => {
    const ends = await between(bench, { toTarget: { bytesPerSecond: 100_000 } });
    await send(bench, ends.client, new Uint8Array(20_000));
    await received(bench, ends.there, 20_000);
    const [first] = await reads(bench, ends.relayed);
    const last = (await reads(bench, ends.there)).at(-1);
    const seconds = ((last?.time ?? 0) - (first?.time ?? 0)) / 1000;
    // 20,000 bytes less the burst of 50 ms; more is the machine's business.
    expect(seconds).toBeGreaterThan(0.14);
  }));

test('closed while bytes are held back, it says what was not forwarded', () =>
  withBench(async (bench) => {
    const ends = await between(bench, { toTarget: { delayMs: 600_000 } });
    await send(bench, ends.client, 'never');
    await relayedUntil(bench, ends.relayed, 'holds it', (s) => s.details.toTarget.waiting === 5);
    await bench.client.relay.close({ session: ends.relayed });
    await relayedUntil(bench, ends.relayed, 'ends', relayEnded);
    expect(await texts(bench, ends.relayed, 'close')).toEqual([
      'Closed here: 0 B of 5 B went to the target, 0 B to the client.',
    ]);
  }));

describeWith('socat', 'with socat at both ends', () => {
  test('what it sends comes split, in order and whole', () =>
    withBench(async (bench) => {
      const server = startPeer('socat', ['-u', 'TCP-LISTEN:0,bind=127.0.0.1', '-']);
      const { port } = await startRelay(bench, await server.port(), {
        toTarget: { delayMs: 20, jitterMs: 20, splitBytes: 7, splitGapMs: 1 },
      });
      const client = startPeer('socat', ['-u', '-', `TCP:127.0.0.1:${port}`]);
      const text = Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join('');
      await client.write(text);
      client.end();
      expect(await server.exited()).toBe(0);
      expect(server.text).toBe(text);
    }));
});
