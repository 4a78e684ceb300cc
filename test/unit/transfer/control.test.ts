import { describe, expect, test } from 'vitest';
import { UserControl } from '../../../src/main/tools/transfer/control.ts';
import { Questions } from '../../../src/main/tools/transfer/questions.ts';

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
