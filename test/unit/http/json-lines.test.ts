import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonLayout } from '../../../src/main/tools/http/view/json-layout.ts';
import { JsonLines, jsonText } from '../../../src/main/tools/http/view/json-lines.ts';
import { LaidBody } from '../../../src/main/tools/http/view/laid-body.ts';
import { bodyOf, laidOut } from '../../support/http-bodies.ts';

/** Lays text out as it comes in pieces of `size` bytes. */
function lay(text: string, size = Infinity): { text: string; balanced: boolean } {
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  const scanner = new JsonLines(({ start, end, depth }) =>
    lines.push('  '.repeat(depth) + jsonText(bytes.subarray(start, end).toString())),
  );
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  scanner.end();
  return { text: lines.join('\n'), balanced: scanner.balanced };
}

test('lines are those of JSON.stringify, split at every byte', () => {
  const value = {
    a: [1, -2.5e10, 'x: {,} "q" \\ \u00e9'],
    empty: {},
    none: [],
    deep: { b: [null, true, { c: '' }] },
  };
  for (const text of [
    JSON.stringify(value),
    JSON.stringify(value, null, 3),
    JSON.stringify(value, null, '\t\r\n'),
  ]) {
    const whole = JSON.stringify(value, null, 2);
    for (let size = 1; size <= 9; size++) expect(lay(text, size)).toEqual({ text: whole, balanced: true });
    expect(lay(text)).toEqual({ text: whole, balanced: true });
  }
});

test('any value is laid out as JSON.stringify does it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 50 }), (value, size) => {
      expect(lay(JSON.stringify(value), size).text).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test('anything at all becomes lines that follow each other and hold every byte that is no space', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\ \n1ax'), maxLength: 60 }), (text) => {
      const seen: number[] = [];
      let before = 0;
      const scanner = new JsonLines(({ start, end }, next) => {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeLessThanOrEqual(next);
        for (let at = start; at < end; at++) seen.push(at);
        before = end;
      });
      scanner.push(Buffer.from(text));
      scanner.end();
      const places = new Set(seen);
      for (let at = 0; at < text.length; at++) if (!/\s/.test(text[at]!)) expect(places.has(at)).toBe(true);
    }),
  );
});

test('values beside each other stand on lines of their own', () => {
  expect(lay('{"a":1}\n{"a":[]}\n3 "x"\ntrue').text).toBe('{\n  "a": 1\n}\n{\n  "a": []\n}\n3\n"x"\ntrue');
});

test('what is not closed, or closed twice, is told', async () => {
  for (const [text, note] of [
    ['{"a":[1,', /ends before/],
    ['"abc', /ends before/],
    ['[1]]', /closed that is not open/],
    ['[1]', /^$/],
  ] as const) {
    const laid = await laidOut(new LaidBody(bodyOf(Buffer.from(text)), new JsonLayout()));
    expect(laid.state.note ?? '').toMatch(note);
  }
});

test('any page of many lines is that of the whole', async () => {
  const value = Array.from({ length: 3000 }, (_, n) => ({
    n,
    name: `n${n}`,
    tags: n % 3 ? ['a', { b: n }] : [],
  }));
  const whole = JSON.stringify(value, null, 2).split('\n');
  const body = bodyOf(Buffer.from(JSON.stringify(value)));
  const laid = await laidOut(new LaidBody(body, new JsonLayout()));
  expect(laid.state).toEqual({ lines: whole.length, looked: body.size, whole: true, note: null });
  for (const from of [0, 1, 511, 512, 513, 9000, whole.length - 3, whole.length]) {
    const page = await laid.page(from, 100);
    expect(page.map(({ depth, text }) => '  '.repeat(depth) + text)).toEqual(whole.slice(from, from + 100));
  }
  // What folds is what stands between a bracket and its own.
  expect(await laid.end(0)).toBe(whole.length - 1);
  expect(await laid.end(1)).toBe(whole.indexOf('  },'));
  expect(await laid.end(2)).toBeNull();
  const { folds, cut } = await laid.folds(1);
  expect(cut).toBe(false);
  expect(folds.length).toBe(6000);
  for (const n of [0, 1, 2999]) {
    expect(whole[folds[2 * n]!]).toBe('  {');
    expect(whole[folds[2 * n + 1]!]).toMatch(/^ {2}\},?$/);
  }
  const at = body.bytes.indexOf('"n2500"');
  expect(whole[(await laid.lineAt(at))!]).toContain('"n2500"');
});

test('a string of megabytes costs no more than its beginning', async () => {
  const long = 'é'.repeat(3_000_000);
  const body = bodyOf(Buffer.from(JSON.stringify({ before: 1, long, after: [2] })));
  const laid = await laidOut(new LaidBody(body, new JsonLayout()));
  body.mostRead = 0;
  const page = await laid.page(0, 100);
  expect(page.map(({ text }) => text.slice(0, 12))).toEqual([
    '{',
    '"before": 1,',
    '"long": "ééé',
    '"after": [',
    '2',
    ']',
    '}',
  ]);
  expect(page[2]!.text.length).toBe(1000);
  expect(page[2]!.more).toBeGreaterThan(5_900_000);
  expect(body.mostRead).toBeLessThan(300_000);
  const { text, more } = await laid.line(2);
  expect(text.length).toBeGreaterThan(500_000);
  expect(more).toBeGreaterThan(4_000_000);
});

test('lines come while the body does, and whoever leaves is told nothing', async () => {
  const body = bodyOf(Buffer.from('[1,2,'), false);
  const laid = new LaidBody(body, new JsonLayout());
  let told = 0;
  const stop = laid.watch(() => told++);
  await expect.poll(() => laid.state.lines).toBe(3);
  body.grow(Buffer.from('3]'), true);
  await expect.poll(() => laid.state).toEqual({ lines: 5, looked: 7, whole: true, note: null });
  stop();
  expect(told).toBeGreaterThan(1);
  expect(body.watchers).toBe(0);
});

test('what has the form of JSON and is none is told with its place, a value a line is not', async () => {
  const noteOf = async (text: string) =>
    (await laidOut(new LaidBody(bodyOf(text), new JsonLayout()))).state.note;
  expect(await noteOf('{"a": 1,\n "b": NaN}')).toBe(
    'This is no valid JSON, at line 2, column 7: This is no value of JSON.',
  );
  expect(await noteOf('[1, 2,]')).toMatch(/line 1, column 7/);
  expect(await noteOf('[01]')).toMatch(/^This is no valid JSON/);
  expect(await noteOf('{"a":1}\n{"a":2}\r\n\n[3]\n')).toBeNull();
  expect(await noteOf('{"a":1,"a":2,"big":123456789012345678901234567890,"lone":"\\ud800"}')).toBeNull();
  expect(await noteOf('')).toBeNull();
});
