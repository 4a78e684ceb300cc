import { describe, expect, test } from 'vitest';
import { run } from '../../support/stream-run.ts';

describe('damage', () => {
  test('each read is cut to its first bytes', () => {
    const p = run({ truncateTo: 2 });
    p.push('abcdef');
    p.push('x');
    expect(p.texts()).toEqual([
      [0, 'ab'],
      [0, 'x'],
    ]);
    expect(p.pipeline).toMatchObject({ received: 7, forwarded: 3, lost: 4, waiting: 0 });
    expect(p.told).toEqual(['cut bytes 0–5 to the first 2 B.']);
  });

  test('a bit is flipped in exactly every n-th byte, across reads, told with its place', () => {
    const p = run({ flipEvery: 4 });
    const zeros = new Uint8Array(6);
    p.push(zeros);
    p.push(zeros);
    const hit = [...p.all()].flatMap((byte, at) => (byte === 0 ? [] : [at]));
    expect(hit).toEqual([3, 7, 11]);
    for (const byte of p.all()) expect([0, 1, 2, 4, 8, 16, 32, 64, 128]).toContain(byte);
    expect(p.told).toHaveLength(3);
    expect(p.told[1]).toMatch(/^flipped bit [0-7] of byte 7 \(00 → [0-9a-f]{2}\)\.$/);
    // What was read is never changed itself: the capture has it.
    expect([...zeros]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('at random it comes near the rate, is the same for a seed, and is told in one row', () => {
    const once = (seed: number) => {
      const p = run({ flipEvery: 100, flipAtRandom: true, seed });
      p.push(new Uint8Array(100_000));
      return { bytes: p.all(), told: p.told };
    };
    const { bytes, told } = once(3);
    const flips = bytes.filter((byte) => byte !== 0).length;
    expect(flips).toBeGreaterThan(850);
    expect(flips).toBeLessThan(1150);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^flipped [\d,]+ bits in bytes 0–99,999, the first bit \d of byte [\d,]+ /);
    expect(once(3).bytes.equals(bytes)).toBe(true);
    expect(once(4).bytes.equals(bytes)).toBe(false);
  });

  test('both sides are reset after n bytes, which still go; nothing after them does', () => {
    const p = run({ resetAfter: 5 });
    p.push('abc');
    p.push('defgh');
    p.push('ijk');
    p.end();
    p.until(1000);
    expect(p.all().toString()).toBe('abcde');
    expect(p.others.map(({ kind }) => kind)).toEqual(['reset']);
    expect(p.told).toEqual(['resets both sides after byte 5.']);
    expect(p.pipeline).toMatchObject({ received: 11, forwarded: 5, lost: 6 });
  });

  test('a black hole takes everything from n bytes on, and the end', () => {
    const p = run({ blackHoleFrom: 4 });
    p.push('abc');
    p.push('defgh');
    p.push('ijk');
    p.end();
    expect(p.all().toString()).toBe('abcd');
    expect(p.others).toEqual([]);
    expect(p.pipeline.endKept).toBe(true);
    expect(p.told).toEqual(['forwards nothing from byte 4 on.', 'keeps the end to itself.']);
  });

  test('a black hole that is closed again lets pass what comes then', () => {
    const p = run({ blackHoleFrom: 0 });
    p.push('lost');
    p.set({});
    p.push('kept');
    p.end();
    expect(p.all().toString()).toBe('kept');
    expect(p.others.map(({ kind }) => kind)).toEqual(['end']);
  });
});
