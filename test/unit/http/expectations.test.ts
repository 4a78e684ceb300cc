import { describe, expect, test } from 'vitest';
import type { Expectation } from '../../../src/contract/http/request.ts';
import { type Came, evaluate } from '../../../src/main/tools/http/expect/evaluate.ts';

const variables = {
  get: (name: string) => (name === 'type' ? { value: 'json', secret: false } : undefined),
};
const came = (body: string, change: Partial<Came> = {}): Came => ({
  answer: {
    status: 200,
    reason: 'OK',
    headers: [
      { name: 'Content-Type', value: 'application/json' },
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
    ],
  },
  ms: 120,
  body: { bytes: Buffer.from(body), whole: true, charset: null },
  ...change,
});
const BODY = '{"id": 7, "name": "Ada", "tags": ["a", "b"], "deep": {"x": [{"y": 1}, {"y": 2}]}, "nil": null}';
type How = 'equals' | 'contains' | 'matches' | 'exists';
const one = (expectation: Expectation, what = came(BODY)) => {
  const [result] = evaluate([expectation], what, variables);
  return result!;
};
const json = (path: string, how: How, value = ''): Expectation => ({
  kind: 'json',
  on: true,
  path,
  how,
  value,
});
const header = (name: string, how: How, value = ''): Expectation => ({
  kind: 'header',
  on: true,
  name,
  how,
  value,
});

test.each([
  ['200', true],
  ['2xx', true],
  ['404 200', true],
  ['20X,', true],
  ['404', false],
  ['3xx', false],
])('status %s', (value, ok) => {
  expect(one({ kind: 'status', on: true, value })).toEqual({
    ok,
    text: `Status is ${value}`,
    found: 'It is 200 OK.',
  });
});

test.each(['', 'abc', '2*', '(2|3)xx', '2000'])('a status that is none: %j', (value) => {
  expect(one({ kind: 'status', on: true, value })).toMatchObject({
    ok: false,
    found: expect.stringContaining('is no status'),
  });
});

test.each<[Expectation, boolean, string]>([
  [header('content-type', 'contains', '{{type}}'), true, 'It is application/json.'],
  [header('Content-Type', 'equals', 'text/html'), false, 'It is application/json.'],
  [header('X-A', 'equals', '2'), true, 'It is 2.'],
  [header('X-B', 'exists'), false, 'There is no such header.'],
  [header('X-A', 'matches', '^[0-9]$'), true, 'It is 1.'],
  [json('$.id', 'equals', '7'), true, 'It is 7.'],
  [json('$.name', 'equals', 'Ada'), true, 'It is "Ada".'],
  [json('$.name', 'equals', '"Ada"'), true, 'It is "Ada".'],
  [json('$.name', 'equals', 'Bob'), false, 'It is "Ada".'],
  [json('$.tags', 'contains', 'b'), true, 'It is ["a","b"].'],
  [json('$.deep', 'equals', '{"x":[{"y":1},{"y":2}]}'), true, 'It is {"x":[{"y":1},{"y":2}]}.'],
  [json('$..y', 'equals', '2'), true, 'It is 2.'],
  [json('$..y', 'equals', '3'), false, 'It is 1. None of 2 is.'],
  [json("$.deep.x[?match(@.z, 'a')]", 'exists'), false, 'The path leads to nothing.'],
  [json('$.nil', 'exists'), true, 'It is null.'],
  [json('$.no', 'exists'), false, 'The path leads to nothing.'],
  [{ kind: 'body', on: true, how: 'contains', value: '"Ada"' }, true, `It begins with ${BODY}.`],
  [{ kind: 'time', on: true, atMost: 120 }, true, 'It took 120 ms.'],
  [{ kind: 'time', on: true, atMost: 119 }, false, 'It took 120 ms.'],
])('%j', (expectation, ok, found) => {
  expect(one(expectation)).toMatchObject({ ok, found });
});

describe('what can’t be checked has failed, and says why', () => {
  test.each<[Expectation, RegExp]>([
    [json('$.a[', 'exists'), /^The path can’t be read from character 5 on: unclosed bracketed selection\.$/],
    [json('$.', 'exists'), /^The path ends with a dot: a name has to follow it/],
    [json('items[0]', 'exists'), /^A path begins with \$: write \$\.items\[0\]\.$/],
    [json('[0]', 'exists'), /write \$\[0\]\.$/],
    [json('', 'exists'), /^There is no path/],
    [json('$.name', 'matches', '('), /Invalid regular expression/],
    [header('X-A', 'matches', '('), /Invalid regular expression/],
    [header('X-A', 'equals', '{{none}}'), /no variable none/],
  ])('%j', (expectation, found) => {
    expect(one(expectation)).toMatchObject({ ok: false, found: expect.stringMatching(found) });
  });

  test('expressions that run away are stopped', () => {
    const letters = 'a'.repeat(40);
    const ran = one({ kind: 'body', on: true, how: 'matches', value: '^(a+)+$' }, came(`${letters}!`));
    expect(ran).toMatchObject({ ok: false, found: expect.stringContaining('took too long') });
    const path = one(json("$[?search(@, '^(a+)+$')]", 'exists'), came(JSON.stringify([`${letters}!`])));
    expect(path).toMatchObject({ ok: false, found: expect.stringContaining('took too long') });
    // Each of a thousand values would take all of the time there is for one.
    const texts = JSON.stringify(Array<string>(1000).fill(`${letters}!`));
    const began = process.cpuUsage();
    const each = one(json('$[*]', 'matches', '^(a+)+$'), came(texts));
    expect(each).toMatchObject({ ok: false, found: expect.stringContaining('1,000 values took too long') });
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(5000);
    const deep = one(json('$..x', 'exists'), came('['.repeat(3000) + ']'.repeat(3000)));
    expect(deep.ok).toBe(false);
  });

  test('a body that is no JSON, none, or longer than what is looked at', () => {
    expect(one(json('$', 'exists'), came('<html>')).found).toBe(
      'The body isn’t JSON: line 1, column 1. This is no value of JSON.',
    );
    expect(one(json('$', 'exists'), came('')).found).toBe('There is no body.');
    const long = came('{"a": 1}', { body: { bytes: Buffer.from('abc'), whole: false, charset: null } });
    expect(one({ kind: 'body', on: true, how: 'contains', value: 'z' }, long).found).toContain('first 4 MiB');
    expect(one(json('$.a', 'exists'), long).found).toContain('first 4 MiB');
  });

  test('no answer came', () => {
    expect(one({ kind: 'time', on: true, atMost: 1000 }, came('', { answer: null }))).toMatchObject({
      ok: false,
      found: 'No answer came.',
    });
  });
});

test('those that are off are left out, and a charset is read', () => {
  const latin = came('', { body: { bytes: Buffer.from([0xfc]), whole: true, charset: 'iso-8859-1' } });
  expect(
    evaluate(
      [
        { kind: 'time', on: false, atMost: 0 },
        { kind: 'body', on: true, how: 'equals', value: 'ü' },
      ],
      latin,
      variables,
    ),
  ).toMatchObject([{ ok: true }]);
});
