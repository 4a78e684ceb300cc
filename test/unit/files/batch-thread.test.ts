import { afterEach, describe, expect, test } from 'vitest';
import { BatchThread, keepThreads } from '../../../src/main/bench/files/batch-thread.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();
afterEach(() => keepThreads(0));

/** Answers how many messages its thread has had. */
const counter = () =>
  new BatchThread<number, number, number, number>({
    name: 'counting',
    program: () => {
      let sum = 0;
      return (more) => {
        sum += more;
        return { reply: sum, transfer: [] };
      };
    },
    mostJobs: 1,
    mostBytes: 1,
    worthIt: 1,
    bytesOf: () => 0,
    pack: ([job = 0]) => ({ message: job, transfer: [] }),
    unpack: (count) => [count],
  });

/** Uses it once. */
async function useOnce(thread: ReturnType<typeof counter>): Promise<number> {
  const end = thread.use();
  const result = await thread.do(1);
  await end();
  return result;
}

describe('a thread that nobody uses any more', () => {
  test('ends', async () => {
    const thread = counter();
    expect([await useOnce(thread), await useOnce(thread)]).toEqual([1, 1]);
  });

  test('stays for who comes next, where threads are kept, and ends later', async () => {
    const thread = counter();
    keepThreads();
    expect([await useOnce(thread), await useOnce(thread)]).toEqual([1, 2]);
    keepThreads(0);
    expect([await useOnce(thread), await useOnce(thread)]).toEqual([3, 1]);
  });

  test('ends at once where it has not answered, even where threads are kept', async () => {
    const thread = counter();
    keepThreads();
    const end = thread.use();
    const left = thread.do(1).catch((error: Error) => error.message);
    const sent = thread.send(1, []).catch((error: Error) => error.message);
    await end();
    expect(await Promise.all([left, sent])).toEqual([
      'the thread for counting was given up',
      'the thread for counting was given up',
    ]);
    expect(await useOnce(thread)).toBe(1);
    keepThreads(0);
    expect(await useOnce(thread)).toBe(2);
  });
});
