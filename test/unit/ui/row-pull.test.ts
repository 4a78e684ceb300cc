import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RowPage, RowPull } from '../../../src/renderer/ui/rows/row-pull.ts';

const AGAIN_MS = 250;

interface Asked {
  from: number;
  count: number;
  signal: AbortSignal;
  answer(rows: number): Promise<void>;
  fail(): Promise<void>;
}

/** A list of which every question is answered by hand. */
class List {
  readonly asked: Asked[] = [];
  readonly shown: RowPage<{ rows: readonly number[] }>[] = [];
  readonly pull = new RowPull<{ rows: readonly number[] }>(AGAIN_MS, (page) => this.shown.push(page));

  want(first: number, last: number, of = 'list'): void {
    const ask = (from: number, count: number, signal: AbortSignal) =>
      new Promise<{ rows: readonly number[] }>((done, fail) =>
        this.asked.push({
          from,
          count,
          signal,
          answer: async (rows) =>
            settled(() => done({ rows: Array.from({ length: rows }, (_, i) => from + i) })),
          fail: async () => settled(() => fail(new Error('gone'))),
        }),
      );
    this.pull.want({ of, first, last, ask });
  }

  at(index: number): Asked {
    const one = this.asked.at(index);
    if (!one) throw new Error(`question ${index} was not asked`);
    return one;
  }
}

async function settled(act: () => void): Promise<void> {
  act();
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an answer that takes longer than news take to come is shown, and asked for anew only then', async () => {
  const list = new List();
  list.want(0, 40);
  for (let i = 0; i < 20; i++) {
    list.pull.changed();
    await vi.advanceTimersByTimeAsync(60);
  }
  expect(list.asked).toHaveLength(1);
  expect(list.at(0).signal.aborted).toBe(false);
  await list.at(0).answer(101);
  expect(list.shown).toHaveLength(1);
  expect(list.asked).toHaveLength(2);
});

test('rows that are there are asked for again with news, and not too often', async () => {
  const list = new List();
  list.want(0, 40);
  await list.at(0).answer(101);
  list.want(5, 45);
  await vi.advanceTimersByTimeAsync(AGAIN_MS * 4);
  expect(list.asked).toHaveLength(1);
  list.pull.changed();
  await list.at(1).answer(101);
  list.pull.changed();
  await vi.advanceTimersByTimeAsync(AGAIN_MS - 1);
  expect(list.asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(list.asked).toHaveLength(3);
});

test('who scrolls on while an answer comes is shown it, and then what is in view', async () => {
  const list = new List();
  list.want(0, 40);
  await list.at(0).answer(101);
  for (let first = 100; first <= 90_000; first += 100) list.want(first, first + 40);
  expect(list.asked).toHaveLength(2);
  await list.at(1).answer(161);
  expect(list.shown.map(({ from }) => from)).toEqual([0, 40]);
  expect(list.at(2)).toMatchObject({ from: 90_000 - 60, count: 161 });
});

test('another list takes the place of what is under way', async () => {
  const list = new List();
  list.want(0, 40, 'one');
  list.want(0, 40, 'other');
  expect(list.at(0).signal.aborted).toBe(true);
  await list.at(0).answer(101);
  expect(list.shown).toEqual([]);
  await list.at(1).answer(101);
  expect(list.shown.map(({ of }) => of)).toEqual(['other']);
});

test('the end of a list is not asked for again and again, nor more than a window holds', async () => {
  const list = new List();
  list.want(0, 40);
  await list.at(0).answer(3);
  await vi.advanceTimersByTimeAsync(AGAIN_MS * 4);
  expect(list.asked).toHaveLength(1);
  list.want(0, 100_000, 'long');
  const { count, answer } = list.at(1);
  expect(count).toBeLessThanOrEqual(500);
  await answer(count);
  await vi.advanceTimersByTimeAsync(AGAIN_MS * 4);
  expect(list.asked).toHaveLength(2);
});

test('what fails is asked for again with news, and not at once', async () => {
  const list = new List();
  list.want(0, 40);
  await list.at(0).fail();
  list.pull.changed();
  list.want(0, 40);
  expect(list.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(AGAIN_MS);
  expect(list.asked).toHaveLength(2);
  list.pull.close();
  expect(list.at(1).signal.aborted).toBe(true);
  await list.at(1).answer(101);
  expect(list.shown).toEqual([]);
});
