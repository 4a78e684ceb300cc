import { describe, expect, test } from 'vitest';
import { TransferProgress } from '../../../src/main/tools/transfer/progress.ts';
import { RateMeter } from '../../../src/main/tools/transfer/rate-meter.ts';

const HASH = 'ab'.repeat(32);

describe('a rate', () => {
  test('is that of the last five seconds', () => {
    const meter = new RateMeter();
    for (let t = 0; t < 20_000; t += 50) meter.add(t < 10_000 ? 500 : 50, t);
    expect(meter.rate(19_999)).toBeCloseTo(1000, -2);
    expect(meter.rate(60_000)).toBe(0);
  });

  test('is known soon after the beginning, and is not that of a moment', () => {
    const meter = new RateMeter();
    expect(meter.rate(0)).toBe(0);
    meter.add(1000, 100);
    expect(meter.rate(100)).toBe(4000);
    meter.add(1000, 1100);
    expect(meter.rate(1100)).toBeCloseTo(2000);
  });
});

describe('progress', () => {
  const setUp = () => {
    let time = 0;
    const progress = new TransferProgress(
      () => undefined,
      () => time,
    );
    return { progress, info: () => progress.info(false), pass: (ms: number) => (time += ms) };
  };

  test('tells totals once all is listed, the rate, and what is left', () => {
    const { progress, info, pass } = setUp();
    const folder = progress.listed({ path: 'f', kind: 'folder', size: 0 });
    const file = progress.listed({ path: 'f/a', kind: 'file', size: 4000 });
    expect(info()).toMatchObject({ bytes: { total: null }, files: { total: null, listed: 1 } });
    progress.allListed();
    progress.phase('moving');
    progress.state(folder, 'done');
    progress.begun(file, 0);
    progress.moved(file, 500);
    pass(1000);
    progress.moved(file, 500);
    expect(info()).toEqual({
      phase: 'moving',
      paused: { here: false, there: false },
      bytes: { total: 4000, moved: 1000, resumed: 0 },
      files: { total: 1, listed: 1, done: 0, present: 0, skipped: 0, refused: 0, failed: 0, again: 0 },
      current: { path: 'f/a', size: 4000, moved: 1000 },
      rate: 1000,
      leftMs: 3000,
      leftOver: null,
    });
    expect(progress.info(true).leftMs).toBeNull();
    progress.moved(file, 3000);
    progress.state(file, 'done', { sha256: HASH });
    progress.end(() => true);
    expect(info()).toMatchObject({ phase: 'ended', current: null, rate: 0, leftMs: null });
    expect(progress.whole).toBe(true);
  });

  test('counts what was there before, and takes it back when it begins anew', () => {
    const { progress, info } = setUp();
    const file = progress.listed({ path: 'a', kind: 'file', size: 100 });
    progress.allListed();
    progress.begun(file, 60);
    progress.moved(file, 40);
    expect(info().bytes).toEqual({ total: 100, moved: 100, resumed: 60 });
    progress.again(file);
    expect(info().bytes).toEqual({ total: 100, moved: 0, resumed: 0 });
    progress.begun(file, 0);
    progress.moved(file, 100);
    progress.state(file, 'done');
    expect(info()).toMatchObject({ bytes: { total: 100, moved: 100 }, files: { done: 1, again: 1 } });
  });

  test('takes what will not move out of the work', () => {
    const { progress, info } = setUp();
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((path) =>
      progress.listed({ path, kind: 'file', size: 100 }),
    );
    progress.leftOut('device', 'It is a device.');
    progress.allListed();
    progress.state(a ?? 0, 'skipped');
    progress.state(b ?? 0, 'refused', { note: 'no' });
    progress.begun(c ?? 0, 0);
    progress.moved(c ?? 0, 30);
    progress.state(c ?? 0, 'failed');
    expect(info().bytes).toEqual({ total: 130, moved: 30, resumed: 0 });
    progress.begun(d ?? 0, 0);
    progress.moved(d ?? 0, 100);
    progress.state(d ?? 0, 'done');
    expect(info().bytes).toEqual({ total: 130, moved: 130, resumed: 0 });
    expect(info().files).toMatchObject({ total: 5, done: 1, skipped: 1, refused: 2, failed: 1 });
    expect(progress.whole).toBe(false);
  });

  test('tells files that were there apart from those that were sent', () => {
    const { progress, info } = setUp();
    const [there, half, empty, damaged] = [100, 100, 0, 100].map((size, i) =>
      progress.listed({ path: `${i}`, kind: 'file', size }),
    );
    progress.allListed();
    for (const [index, from] of [
      [there, 100],
      [half, 60],
      [empty, 0],
      [damaged, 100],
    ] as const)
      progress.begun(index ?? 0, from);
    progress.moved(half ?? 0, 40);
    // What was taken for whole was not, and is sent.
    progress.again(damaged ?? 0);
    progress.begun(damaged ?? 0, 0);
    progress.moved(damaged ?? 0, 100);
    for (const index of [there, half, empty, damaged]) progress.state(index ?? 0, 'done');
    expect(info().files).toMatchObject({ done: 4, present: 1 });
    expect(info().bytes).toEqual({ total: 300, moved: 300, resumed: 160 });
    expect(progress.files.page('all', 0, 4).files.map(({ resumed }) => resumed)).toEqual([100, 60, 0, 0]);
  });

  test('says that it is checked, and no time, when all bytes have moved and not all is whole', () => {
    const { progress, info, pass } = setUp();
    const [a, b] = ['a', 'b'].map((path) => progress.listed({ path, kind: 'file', size: 1000 }));
    progress.allListed();
    progress.phase('moving');
    for (const index of [a, b]) {
      progress.begun(index ?? 0, 0);
      progress.moved(index ?? 0, 1000);
      pass(500);
      if (index === a) expect(info()).toMatchObject({ phase: 'moving', leftMs: 500 });
    }
    expect(info()).toMatchObject({ phase: 'verifying', leftMs: null });
    // One comes again: there is something to wait for.
    progress.again(b ?? 0);
    progress.begun(b ?? 0, 0);
    expect(info()).toMatchObject({ phase: 'moving', bytes: { moved: 1000 } });
    expect(info().leftMs).toBeGreaterThan(0);
  });

  test('does not go on to list when all is listed', () => {
    const { progress, info } = setUp();
    progress.phase('listing');
    const file = progress.listed({ path: 'a', kind: 'file', size: 10 });
    expect(info().phase).toBe('listing');
    progress.allListed();
    expect(info().phase).toBe('waiting');
    progress.state(file, 'checking');
    expect(info().phase).toBe('verifying');
    progress.phase('moving');
    progress.begun(file, 5);
    expect(info().phase).toBe('moving');
  });

  test('takes back, at an end before all is whole, what nothing is kept of', () => {
    const { progress, info } = setUp();
    const sizes = [10, 10, 5000, 5000];
    const all = sizes.map((size, i) => progress.listed({ path: `${i}`, kind: 'file', size }));
    progress.allListed();
    for (const [i, index] of all.entries()) {
      progress.begun(index, 0);
      progress.moved(index, sizes[i] ?? 0);
    }
    progress.state(all[0] ?? 0, 'done');
    progress.state(all[2] ?? 0, 'done');
    progress.end((size) => size === 5000);
    expect(info()).toMatchObject({ bytes: { moved: 10_010, total: 10_020 }, files: { done: 2 } });
    expect(progress.files.row(all[1] ?? 0)).toMatchObject({ state: 'waiting', moved: 0 });
    expect(progress.files.row(all[3] ?? 0)).toMatchObject({ state: 'waiting', moved: 5000 });
  });

  test('counts a folder among the files only when it came to grief', () => {
    const { progress, info } = setUp();
    const [good, bad] = ['good', 'bad'].map((path) => progress.listed({ path, kind: 'folder', size: 0 }));
    progress.allListed();
    progress.state(good ?? 0, 'done');
    expect(info().files).toMatchObject({ total: 0, done: 0 });
    expect(progress.whole).toBe(true);
    progress.state(bad ?? 0, 'refused');
    expect(info().files).toMatchObject({ total: 1, refused: 1 });
    expect(progress.whole).toBe(false);
  });

  test('learns a size at the end, and leaves what was under way as waiting', () => {
    const { progress, info } = setUp();
    const [a, b] = ['a', 'b'].map((path) => progress.listed({ path, kind: 'file', size: null }));
    progress.allListed();
    expect(info().bytes.total).toBeNull();
    progress.begun(a ?? 0, 0);
    progress.moved(a ?? 0, 10);
    progress.state(a ?? 0, 'done', { size: 10 });
    progress.begun(b ?? 0, 0);
    progress.end(() => true);
    expect(progress.files.row(b ?? 0).state).toBe('waiting');
    expect(progress.files.row(a ?? 0)).toMatchObject({ size: 10, moved: 10, state: 'done' });
    expect(progress.whole).toBe(false);
  });
});
