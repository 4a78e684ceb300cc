import { expect, it, vi } from 'vitest';
import { AnswerStream } from '../../../src/main/tools/http/client/answer-stream.ts';

function made() {
  const source = { wanted: vi.fn(), givenUp: vi.fn() };
  const taken: string[] = [];
  const memory = Buffer.alloc(10);
  const stream = new AnswerStream(source);
  /** In memory that is used again. */
  const came = (text: string) => {
    const more = stream.came(memory.subarray(0, memory.write(text)));
    memory.fill(0);
    return more;
  };
  return { source, taken, stream, came };
}

it('hands on at once what comes, and keeps what came before somebody took', async () => {
  const { source, taken, stream, came } = made();
  expect(came('early')).toBe(false);
  const over = stream.take((bytes) => void taken.push(bytes.toString()));
  expect(source.wanted).toHaveBeenCalledTimes(1);
  expect(came('one')).toBe(true);
  expect(taken).toEqual(['early', 'one']);
  stream.end();
  await over;
  expect(source.givenUp).not.toHaveBeenCalled();
});

it('waits for who takes, and ends only behind what waited', async () => {
  const { source, taken, stream, came } = made();
  let go: () => void = () => undefined;
  const over = stream.take((bytes) => {
    taken.push(bytes.toString());
    return taken.length === 1 ? new Promise((done) => (go = done)) : undefined;
  });
  expect(came('one')).toBe(false);
  expect(came('two')).toBe(false);
  stream.end();
  expect(taken).toEqual(['one']);
  expect(source.wanted).toHaveBeenCalledTimes(1);
  go();
  await over;
  expect(taken).toEqual(['one', 'two']);
});

it('hands on what came before it failed', async () => {
  const { taken, stream, came } = made();
  came('early');
  stream.fail(new Error('cut'));
  await expect(stream.take((bytes) => void taken.push(bytes.toString()))).rejects.toThrow('cut');
  expect(taken).toEqual(['early']);
});

it('is given up by who takes: no more is handed on, and its source is told once', async () => {
  for (const how of ['while it takes', 'by what it waits for', 'before'] as const) {
    const { source, taken, stream, came } = made();
    const why = new Error(how);
    if (how === 'before') stream.giveUp(why);
    const over = stream.take((bytes) => {
      taken.push(bytes.toString());
      if (how === 'by what it waits for') return Promise.reject(why);
      stream.giveUp(why);
      return undefined;
    });
    came('one');
    await expect(over).rejects.toBe(why);
    came('two');
    stream.fail(new Error('later'));
    expect(taken).toEqual(how === 'before' ? [] : ['one']);
    expect(source.givenUp).toHaveBeenCalledTimes(1);
  }
});
