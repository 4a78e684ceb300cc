import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/stream-run.ts';

describe('a stream without faults', () => {
  test('is clear: bytes may pass by', () => {
    const { pipeline } = run({});
    expect(pipeline.clear).toBe(true);
    pipeline.passed(5);
    expect(pipeline).toMatchObject({ received: 5, forwarded: 5, waiting: 0 });
  });

  test('gives each read on as it came, and the end after them', () => {
    const p = run({});
    p.push('one');
    p.push('two');
    p.end();
    expect(p.texts()).toEqual([
      [0, 'one'],
      [0, 'two'],
    ]);
    expect(p.others).toEqual([{ at: 0, kind: 'end' }]);
    expect(p.told).toEqual([]);
  });
});

describe('delay and jitter', () => {
  test('each read goes as much later, and so does the end', () => {
    const p = run({ delayMs: 200 });
    p.push('one');
    p.until(50);
    p.push('two');
    p.end();
    p.until(1000);
    expect(p.texts()).toEqual([
      [200, 'one'],
      [250, 'two'],
    ]);
    expect(p.others).toEqual([{ at: 250, kind: 'end' }]);
    expect(p.told).toEqual(['sent bytes 0–2 200 ms later.', 'sent bytes 3–5 200 ms later.']);
  });

  test('jitter keeps the order of a stream, stays within its limit, and comes out the same for a seed', () => {
    const once = (seed: number) => {
      const p = run({ delayMs: 10, jitterMs: 50, seed });
      for (let i = 0; i < 100; i++) {
        p.push(String.fromCharCode(33 + (i % 90)));
        p.until(i + 1);
      }
      p.until(10_000);
      return p.writes;
    };
    const writes = once(7);
    writes.forEach(({ at }, i) => {
      expect(at).toBeGreaterThanOrEqual(i + 10);
      expect(at).toBeLessThan(i + 60.001);
    });
    expect(new Set(writes.map(({ at }, i) => Math.round(at - i))).size).toBeGreaterThan(10);
    expect(Buffer.concat(writes.map((w) => w.bytes))[99]).toBe(33 + 9);
    expect(once(7)).toEqual(writes);
    expect(once(8)).not.toEqual(writes);
  });

  test('a shorter delay takes effect at once for what waits, and order is kept', () => {
    const p = run({ delayMs: 60_000 });
    p.push('one');
    p.until(100);
    p.set({ delayMs: 200 });
    p.push('two');
    p.until(1000);
    expect(p.texts()).toEqual([
      [200, 'one'],
      [300, 'two'],
    ]);
  });
});

describe('split and coalesce', () => {
  test('each piece is a write of its own, with a gap', () => {
    const p = run({ splitBytes: 3, splitGapMs: 20 });
    p.push('abcdefgh');
    p.until(1000);
    expect(p.texts()).toEqual([
      [0, 'abc'],
      [20, 'def'],
      [40, 'gh'],
    ]);
    expect(p.told).toEqual(['sent bytes 0–7 40 ms later, in 3 pieces.']);
  });

  test('reads are joined until the time is up', () => {
    const p = run({ coalesceMs: 100 });
    p.push('a');
    p.until(60);
    p.push('b');
    p.until(1000);
    expect(p.texts()).toEqual([[100, 'ab']]);
    expect(p.told).toEqual(['joined 2 reads into one, bytes 0–1, sent 100 ms later.']);
  });

  test('or until there are enough bytes', () => {
    const p = run({ coalesceMs: 60_000, coalesceBytes: 4 });
    p.push('ab');
    p.push('cd');
    p.push('e');
    expect(p.texts()).toEqual([[0, 'abcd']]);
    p.end();
    expect(p.texts()).toEqual([
      [0, 'abcd'],
      [0, 'e'],
    ]);
    expect(p.others).toEqual([{ at: 0, kind: 'end' }]);
  });

  test('switched off, what was collected goes at once', () => {
    const p = run({ coalesceMs: 60_000 });
    p.push('ab');
    p.set({});
    p.until(1);
    expect(p.all().toString()).toBe('ab');
  });
});

describe('the rate', () => {
  test('is kept over any stretch of time, smoothly', () => {
    const p = run({ bytesPerSecond: 1000 });
    p.push(new Uint8Array(2000));
    p.until(10_000);
    let sum = 0;
    for (const { at, bytes } of p.writes) {
      sum += bytes.length;
      // Never more than the rate and one burst of 50 ms.
      expect(sum).toBeLessThanOrEqual(at + 50.001);
      expect(bytes.length).toBeLessThanOrEqual(50);
    }
    expect(sum).toBe(2000);
    expect(p.writes.at(-1)?.at).toBeCloseTo(2000, 0);
  });

  test('as slow as a byte in a second still moves', () => {
    const p = run({ bytesPerSecond: 1 });
    p.push('abc');
    p.until(3500);
    expect(p.all().toString()).toBe('abc');
    expect(p.writes.map(({ at }) => Math.round(at))).toEqual([1000, 2000, 3000]);
  });

  test('pauses the source early, and is lifted at once', () => {
    const p = run({ bytesPerSecond: 10 });
    p.push(new Uint8Array(64 * 1024));
    expect(p.pipeline.full).toBe(true);
    p.set({});
    p.until(1);
    expect(p.pipeline).toMatchObject({ waiting: 0, full: false, clear: true });
  });
});

test('whatever is asked of time and pieces, every byte comes out once and in order', () => {
  fc.assert(
    fc.property(
      fc.record({
        delayMs: fc.integer({ min: 0, max: 300 }),
        jitterMs: fc.integer({ min: 0, max: 300 }),
        bytesPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 50, max: 100_000 })),
        splitBytes: fc.integer({ min: 0, max: 40 }),
        splitGapMs: fc.integer({ min: 0, max: 20 }),
        coalesceMs: fc.integer({ min: 0, max: 100 }),
        coalesceBytes: fc.integer({ min: 0, max: 100 }),
        seed: fc.nat(),
      }),
      fc.array(fc.tuple(fc.uint8Array({ maxLength: 120 }), fc.integer({ min: 0, max: 50 })), {
        maxLength: 20,
      }),
      fc.option(fc.integer({ min: 0, max: 19 })),
      (faults, reads, change) => {
        const p = run(faults);
        let at = 0;
        reads.forEach(([bytes, wait], i) => {
          if (i === change) p.set({ splitBytes: 7 });
          p.push(bytes);
          at += wait;
          p.until(at);
        });
        p.end();
        p.until(10_000_000);
        const sent = Buffer.concat(reads.map(([bytes]) => bytes));
        expect(p.all().equals(sent)).toBe(true);
        expect(p.others.map(({ kind }) => kind)).toEqual(['end']);
        expect(p.pipeline).toMatchObject({ waiting: 0, lost: 0, forwarded: sent.length });
      },
    ),
    { numRuns: 200 },
  );
});
