import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_STATES } from '../../../src/contract/tools/transfer.ts';
import { UserControl } from '../../../src/main/tools/transfer/control.ts';
import { FileTable } from '../../../src/main/tools/transfer/file-table.ts';
import { TransferProgress } from '../../../src/main/tools/transfer/progress.ts';
import { Questions } from '../../../src/main/tools/transfer/questions.ts';
import { RateMeter } from '../../../src/main/tools/transfer/rate-meter.ts';
import { hashLine } from '../../../src/main/tools/transfer/saving.ts';
import { TextLog } from '../../../src/main/tools/transfer/text-log.ts';

const HASH = 'ab'.repeat(32);

test('texts come back as they were, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3000 }), { maxLength: 400 }), (texts) => {
      const log = new TextLog();
      expect(texts.map((text) => log.add(text))).toEqual(texts.map((_, i) => i));
      expect(texts.map((_, i) => log.get(i))).toEqual(texts.map((text) => Buffer.from(text).toString()));
    }),
    { numRuns: 30 },
  );
  expect(() => new TextLog().get(0)).toThrow(RangeError);
});

describe('the table of files', () => {
  test('pages through what a filter shows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...FILE_STATES), { maxLength: 300 }),
        fc.nat(300),
        fc.integer({ min: 1, max: 100 }),
        (states, from, count) => {
          const table = new FileTable();
          for (const [i, state] of states.entries()) {
            table.add(`folder/${i}`, 'file', i);
            table.setState(i, state);
          }
          const filters = {
            all: () => true,
            left: (s: string) => ['waiting', 'checking', 'moving'].includes(s),
            done: (s: string) => ['done', 'skipped'].includes(s),
            problems: (s: string) => ['refused', 'failed'].includes(s),
          };
          for (const [filter, shows] of Object.entries(filters)) {
            const wanted = states.flatMap((state, i) => (shows(state) ? [i] : []));
            const page = table.page(filter as keyof typeof filters, from, count);
            expect(page.total).toBe(wanted.length);
            expect(page.files.map((row) => row.index)).toEqual(wanted.slice(from, from + count));
            expect(page.files.every((row) => row.path === `folder/${row.index}`)).toBe(true);
          }
        },
      ),
    );
  });

  test('keeps hashes, notes and where files were written of a few among many', () => {
    const table = new FileTable();
    for (let i = 0; i < 1000; i++) table.add(`${i}`, i % 10 === 0 ? 'folder' : 'file', i);
    table.setHash(500, HASH);
    table.setHash(501, 'no hash');
    table.setNote(999, 'why');
    table.setWrittenTo(7, '7 (2)');
    for (let i = 1000; i < 3000; i++) table.add(`${i}`, 'file', null);
    expect(table.row(500)).toMatchObject({ kind: 'folder', sha256: HASH, note: null });
    expect(table.row(501)).toMatchObject({ kind: 'file', sha256: null, size: 501 });
    expect(table.row(999)).toMatchObject({ note: 'why' });
    expect(table.row(7)).toMatchObject({ writtenTo: '7 (2)' });
    expect(table.row(2999)).toMatchObject({ path: '2999', size: null, sha256: null });
  });
});

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

describe('the user’s hand', () => {
  test('holds at the gate while paused, and tells who watches', async () => {
    const control = new UserControl();
    const told: boolean[] = [];
    const stop = control.watchPause((paused) => told.push(paused));
    await control.gate();
    control.pause(true);
    control.pause(true);
    const order: string[] = [];
    const passed = Promise.all([control.gate(), control.gate()]).then(() => order.push('passed'));
    order.push('goes on');
    control.pause(false);
    await passed;
    expect(order).toEqual(['goes on', 'passed']);
    stop();
    control.pause(true);
    expect(told).toEqual([true, false]);
  });

  test('ends what waits at the gate when it cancels', async () => {
    const control = new UserControl();
    control.pause(true);
    const held = control.gate();
    control.cancel();
    await expect(held).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    await expect(control.gate()).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
  });
});

describe('questions', () => {
  const what = (path: string) => ({
    entry: { path, kind: 'file' as const, size: 1, modified: 2, mode: 0o644, target: '' },
    existing: { size: 3, modified: 4 },
  });

  test('come one after the other, until one answer is for all', async () => {
    const questions = new Questions(() => undefined);
    const { signal } = new AbortController();
    const answers = ['a', 'b', 'c', 'd'].map((path) => questions.ask(what(path), signal));
    await Promise.resolve();
    expect(questions.current).toEqual({
      id: 1,
      path: 'a',
      incoming: { size: 1, modified: 2 },
      existing: { size: 3, modified: 4 },
    });
    questions.answer(1, 'skip', false);
    expect(await answers[0]).toBe('skip');
    await Promise.resolve();
    expect(questions.current?.path).toBe('b');
    expect(() => questions.answer(1, 'skip', false)).toThrow('answered already');
    questions.answer(2, 'rename', true);
    expect(await Promise.all(answers)).toEqual(['skip', 'rename', 'rename', 'rename']);
    expect(questions.current).toBeNull();
  });

  test('end with the transfer', async () => {
    const questions = new Questions(() => undefined);
    const stop = new AbortController();
    const answers = [questions.ask(what('a'), stop.signal), questions.ask(what('b'), stop.signal)];
    const both = Promise.allSettled(answers);
    await Promise.resolve();
    stop.abort(new Error('over'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(questions.current).toBeNull();
  });
});

test('a line of hashes is as sha256sum writes it', () => {
  expect(hashLine(HASH, 'a b')).toBe(`${HASH}  a b\n`);
  expect(hashLine(HASH, 'a\\b\nc')).toBe(`\\${HASH}  a\\\\b\\nc\n`);
});
