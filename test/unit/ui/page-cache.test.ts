import { describe, expect, it, vi } from 'vitest';
import { PageCache, type Pulled } from '../../../src/renderer/bridge/page-cache.ts';

interface Call {
  stream: string;
  from: number;
  count: number;
  signal: AbortSignal;
  answer(value: number[], settled?: boolean): void;
  fail(error: Error): void;
}

function harness(keep = 100) {
  const calls: Call[] = [];
  const cache = new PageCache<number[]>({
    pageSize: 10,
    keep,
    pull: (stream, from, count, signal) =>
      new Promise<Pulled<number[]>>((resolve, reject) => {
        calls.push({
          stream,
          from,
          count,
          signal,
          answer: (value, settled = true) => resolve({ value, count: value.length, settled }),
          fail: reject,
        });
      }),
  });
  return { cache, calls };
}
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const flush = () => vi.advanceTimersByTimeAsync(0);

describe('PageCache', () => {
  it('pulls each page once, and says when it is there', async () => {
    vi.useFakeTimers();
    const { cache, calls } = harness();
    const heard = vi.fn();
    cache.subscribe(heard);
    cache.want({}, 's', 5, 14, 100);
    cache.want({}, 's', 0, 9, 100);
    expect(calls.map((c) => c.from)).toEqual([0, 10]);
    calls[0]!.answer(numbers(0, 10));
    await flush();
    expect(cache.get('s', 0)?.value).toEqual(numbers(0, 10));
    expect(heard).toHaveBeenCalledTimes(1);
    expect(cache.get('s', 1)).toBeUndefined();
    vi.useRealTimers();
  });

  it('gives up a page that scrolled away, and pulls it again when it comes back', async () => {
    vi.useFakeTimers();
    const { cache, calls } = harness();
    const viewer = {};
    cache.want(viewer, 's', 0, 9, 100);
    cache.want(viewer, 's', 50, 59, 100);
    expect(calls[0]!.signal.aborted).toBe(true);
    calls[0]!.fail(new Error('aborted'));
    await flush();
    cache.want(viewer, 's', 0, 9, 100);
    expect(calls.map((c) => c.from)).toEqual([0, 50, 0]);
    vi.useRealTimers();
  });

  it('refreshes the growing end at most ten times a second, and shows the old page until then', async () => {
    vi.useFakeTimers();
    const { cache, calls } = harness();
    const viewer = {};
    cache.want(viewer, 's', 0, 9, 3);
    calls[0]!.answer(numbers(0, 3));
    await flush();
    for (let total = 4; total <= 8; total++) cache.want(viewer, 's', 0, 9, total);
    expect(calls).toHaveLength(1);
    expect(cache.get('s', 0)?.count).toBe(3);
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toHaveLength(2);
    expect(calls[1]!.count).toBe(8);
    expect(cache.get('s', 0)?.count).toBe(3);
    calls[1]!.answer(numbers(0, 8));
    await flush();
    expect(cache.get('s', 0)?.count).toBe(8);
    vi.useRealTimers();
  });

  it('tries again after a failure, later each time', async () => {
    vi.useFakeTimers();
    const { cache, calls } = harness();
    cache.want({}, 's', 0, 9, 100);
    calls[0]!.fail(new Error('no'));
    await flush();
    expect(cache.failure('s', 0)).toBeInstanceOf(Error);
    await vi.advanceTimersByTimeAsync(399);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toHaveLength(2);
    calls[1]!.fail(new Error('no'));
    await vi.advanceTimersByTimeAsync(799);
    expect(calls).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    calls[2]!.answer(numbers(0, 10));
    await flush();
    expect(cache.failure('s', 0)).toBeUndefined();
    vi.useRealTimers();
  });

  it('pulls an unsettled page again when its stream has grown', async () => {
    vi.useFakeTimers();
    const { cache, calls } = harness();
    const viewer = {};
    cache.want(viewer, 's', 0, 9, 20);
    calls[0]!.answer(numbers(0, 10), false);
    await flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls).toHaveLength(1);
    cache.want(viewer, 's', 0, 9, 21);
    expect(calls).toHaveLength(2);
    vi.useRealTimers();
  });

  it('keeps what is in view and forgets the least recently used of the rest', async () => {
    vi.useFakeTimers();
    const { cache, calls } = harness(2);
    const viewer = {};
    for (const page of [0, 1, 2, 3]) {
      cache.want(viewer, 's', page * 10, page * 10 + 9, 100);
      calls.at(-1)!.answer(numbers(page * 10, 10));
      await flush();
    }
    expect([0, 1, 2, 3].map((page) => cache.get('s', page) !== undefined)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    vi.useRealTimers();
  });

  it('asks for nothing after the last viewer has gone', async () => {
    vi.useFakeTimers();
    const { cache, calls } = harness();
    const viewer = {};
    cache.want(viewer, 's', 0, 9, 5);
    calls[0]!.answer(numbers(0, 5));
    await flush();
    cache.want(viewer, 's', 0, 9, 6);
    cache.release(viewer);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(1);
    vi.useRealTimers();
  });
});
