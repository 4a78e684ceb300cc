import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Faults, NO_FAULTS } from '../../../src/contract/payload/faults.ts';
import { DatagramPipeline } from '../../../src/main/tools/relay/faults/datagrams.ts';
import { WaitingRoom } from '../../../src/main/tools/relay/faults/room.ts';

function run(faults: Partial<Faults>) {
  const told: string[] = [];
  const out: { at: number; text: string }[] = [];
  let now = 0;
  const pipeline = new DatagramPipeline({ ...NO_FAULTS, ...faults }, now, ({ text }) => told.push(text));
  const take = () => {
    for (let bytes = pipeline.take(now); bytes; bytes = pipeline.take(now))
      out.push({ at: Math.round(now), text: Buffer.from(bytes).toString() });
  };
  return {
    pipeline,
    told,
    out,
    push: (text: string) => {
      pipeline.push(Buffer.from(text), now);
      take();
    },
    set: (patch: Partial<Faults>) => pipeline.set({ ...NO_FAULTS, ...patch }, now),
    until: (end: number) => {
      for (;;) {
        take();
        const next = pipeline.next(now);
        if (next === null || next > end) break;
        now = Math.max(next, now + 1e-6);
      }
      now = Math.max(now, end);
    },
    texts: () => out.map(({ text }) => text),
  };
}

describe('datagrams', () => {
  test('an empty one is one too, and a boundary is never moved', () => {
    const p = run({ delayMs: 10 });
    for (const text of ['one', '', 'three']) p.push(text);
    p.until(100);
    expect(p.out).toEqual([
      { at: 10, text: 'one' },
      { at: 10, text: '' },
      { at: 10, text: 'three' },
    ]);
  });

  test('all dropped, all doubled', () => {
    const dropped = run({ dropPercent: 100 });
    dropped.push('abc');
    expect(dropped.texts()).toEqual([]);
    expect(dropped.told).toEqual(['dropped datagram 1 of 3 B.']);
    expect(dropped.pipeline).toMatchObject({ received: 3, forwarded: 0, lost: 3 });
    const doubled = run({ duplicatePercent: 100 });
    doubled.push('abc');
    expect(doubled.texts()).toEqual(['abc', 'abc']);
    expect(doubled.pipeline).toMatchObject({ received: 3, forwarded: 3, lost: 0, waiting: 0 });
  });

  test('a tenth is dropped, the same ones for a seed, whatever else is on', () => {
    const once = (faults: Partial<Faults>) => {
      const p = run({ dropPercent: 10, ...faults });
      for (let i = 0; i < 1000; i++) p.push(String(i));
      p.until(10_000);
      return new Set(p.texts());
    };
    const left = once({});
    expect(left.size).toBeGreaterThan(860);
    expect(left.size).toBeLessThan(940);
    expect(once({ jitterMs: 20, duplicatePercent: 50 })).toEqual(left);
    expect(once({ seed: 2 })).not.toEqual(left);
  });

  test('one that is held goes after the next one, or alone after a second', () => {
    const p = run({ reorderPercent: 100 });
    p.push('first');
    p.set({ reorderPercent: 0.0001 });
    p.push('second');
    expect(p.texts()).toEqual(['second', 'first']);
    expect(p.told).toEqual([
      'held datagram 1 of 5 B until the next one has gone.',
      'sent datagram 1 0 ms later, after a later one.',
    ]);
    const alone = run({ reorderPercent: 100 });
    alone.push('only');
    alone.until(5000);
    expect(alone.out).toEqual([{ at: 1000, text: 'only' }]);
  });

  test('jitter reorders, and says so', () => {
    const p = run({ jitterMs: 100 });
    for (let i = 0; i < 50; i++) p.push(String(i));
    p.until(1000);
    expect(
      p
        .texts()
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual([...Array(50).keys()]);
    expect(p.texts().map(Number)).not.toEqual([...Array(50).keys()]);
    expect(p.told.some((text) => text.endsWith('after a later one.'))).toBe(true);
  });

  test('a rate lets whole datagrams through and drops what finds the queue full', () => {
    const p = run({ bytesPerSecond: 1000 });
    for (let i = 0; i < 200; i++) p.push('x'.repeat(1000));
    p.until(10_000);
    expect(p.out.every(({ text }) => text.length === 1000)).toBe(true);
    expect(p.out.length).toBeGreaterThanOrEqual(9);
    expect(p.out.length).toBeLessThanOrEqual(11);
    // 64 KiB wait at most, with what each costs beside its bytes.
    expect(p.told.filter((text) => text.includes('wait already'))).toHaveLength(200 - 52);
  });

  test('a flood of empty ones into a long delay is bounded, and let go of at the end', () => {
    const room = new WaitingRoom();
    const told: string[] = [];
    const tell = ({ text }: { text: string }) => told.push(text);
    const pipeline = new DatagramPipeline({ ...NO_FAULTS, delayMs: 600_000 }, 0, tell, room);
    for (let i = 0; i < 100_000; i++) pipeline.push(new Uint8Array(), 0);
    expect(room.held).toBeLessThan(4 * 1024 * 1024 + 1024);
    expect(told.at(-1)).toBe('dropped datagram 100,000 of 0 B: 0 B wait already.');
    pipeline.stop();
    expect(room.held).toBe(0);
    expect(pipeline.next(0)).toBeNull();
  });

  test('cut and flipped', () => {
    const p = run({ truncateTo: 2, flipEvery: 1 });
    p.push('abc');
    expect(p.texts()[0]).toHaveLength(2);
    expect(p.texts()[0]).not.toBe('ab');
  });

  test('nothing is invented: each datagram that goes has come, and the sums agree', () => {
    const percent = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(
        fc.record({
          delayMs: fc.nat(50),
          jitterMs: fc.nat(50),
          bytesPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 10_000 })),
          dropPercent: percent,
          duplicatePercent: percent,
          reorderPercent: percent,
          seed: fc.nat(),
        }),
        fc.integer({ min: 0, max: 60 }),
        (faults, count) => {
          const p = run(faults);
          for (let i = 0; i < count; i++) {
            p.push(`datagram ${i}`);
            p.until(i);
          }
          p.until(10_000_000);
          const { received, forwarded, lost, waiting } = p.pipeline;
          expect(waiting).toBe(0);
          expect(forwarded + lost).toBe(received);
          const came = new Set(Array.from({ length: count }, (_, i) => `datagram ${i}`));
          for (const text of p.texts()) expect(came.has(text)).toBe(true);
        },
      ),
    );
  });
});
