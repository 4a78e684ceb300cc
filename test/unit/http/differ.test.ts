import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../../src/main/tools/http/view/compare.ts';
import { differ } from '../../../src/main/tools/http/view/differ.ts';
import { JsonLayout } from '../../../src/main/tools/http/view/json-layout.ts';
import { LaidBody } from '../../../src/main/tools/http/view/laid-body.ts';
import { bodyOf } from '../../support/http-bodies.ts';

const never = new AbortController().signal;

/** The length of the longest common subsequence, by the table of the textbook. */
function longest(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      table[i]![j] =
        a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
  return table[a.length]![b.length]!;
}

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 24 });

test('each line stands once and in its order, and no more than that could be joined', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const { pairs, exact } = differ(a, b);
      expect(exact).toBe(true);
      expect(pairs.flatMap(([l]) => (l === null ? [] : [l]))).toEqual(a.map((_, n) => n));
      expect(pairs.flatMap(([, r]) => (r === null ? [] : [r]))).toEqual(b.map((_, n) => n));
      const equal = pairs.filter(([l, r]) => l !== null && r !== null && a[l] === b[r]).length;
      expect(equal).toBeGreaterThanOrEqual(longest(a, b));
    }),
    { numRuns: 500 },
  );
});

test('what differs too much is joined by its place, and says so', () => {
  const left = Array.from({ length: 5000 }, (_, n) => `left ${n}`);
  const right = Array.from({ length: 4000 }, (_, n) => `right ${n}`);
  const { pairs, exact } = differ(left, right);
  expect(exact).toBe(false);
  expect(pairs.length).toBe(5000);
});

test('two bodies are compared as they are laid out, and runs of equal lines are folded', async () => {
  const make = (changed: number) => {
    const items = Array.from({ length: 100 }, (_, n) => (n === 50 ? changed : n));
    const body = bodyOf(changed === 1 ? JSON.stringify(items) : JSON.stringify(items, null, 4));
    return { body, laid: new LaidBody(body, new JsonLayout()) };
  };
  const { rows, differences, note } = await compare(make(1), make(2), never);
  expect({ differences, note }).toEqual({ differences: 1, note: null });
  expect(rows.map(({ kind }) => kind)).toEqual([
    'skipped',
    ...['same', 'same', 'same', 'changed', 'same', 'same', 'same'],
    'skipped',
  ]);
  expect(rows[0]!.skipped + rows[8]!.skipped).toBe(102 - 7);
  expect(rows[4]).toMatchObject({ left: { line: 52, text: '  1,' }, right: { line: 52, text: '  2,' } });
});

test('texts are compared by their lines, in any line ending', async () => {
  const one = { body: bodyOf('a\r\nb\r\nc\r\n'), laid: null };
  const two = { body: bodyOf('a\nc\nd'), laid: null };
  const { rows, differences } = await compare(one, two, never);
  expect(rows.map(({ kind, left, right }) => [kind, left?.text, right?.text])).toEqual([
    ['same', 'a', 'a'],
    ['left', 'b', undefined],
    ['same', 'c', 'c'],
    ['right', undefined, 'd'],
  ]);
  expect(differences).toBe(2);
});

test('of long bodies the beginning is compared', async () => {
  const many = { body: bodyOf('line\n'.repeat(30_000)), laid: null };
  expect((await compare(many, many, never)).note).toMatch(/first 20,000 lines/);
});
