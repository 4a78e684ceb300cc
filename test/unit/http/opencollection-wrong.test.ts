import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BenchError } from '../../../src/main/bench/failure.ts';
import { readBrunoFolder } from '../../../src/main/tools/http/library/bruno/folder.ts';
import { collectionFolder, GET, TOP } from '../../support/opencollection.ts';

// Files of OpenCollection that are damaged, or made to do harm.

const { collection, folder } = collectionFolder();

describe('what is wrong', () => {
  const laughs = Array.from(
    { length: 30 },
    (_, n) => `a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1}, *a${n - 1}`}]`,
  );
  const cases: [string, string, RegExp][] = [
    ['a list that is none', `${GET}  headers: 5\n`, /line 7, column 12: “headers” should be a list/],
    [
      'a text that is none',
      `${GET}  body: {type: json, data: {a: 1}}\n`,
      /line 7, column 28: “data” should be a text/,
    ],
    [
      'a map that is none',
      'info: {type: http}\nhttp:\n  - x\n',
      /line 3, column 3: “http” should have names/,
    ],
    ['no YAML', `${GET}  body: {type: [\n`, /line \d+, column \d+/],
    ['a key said twice', `${GET}  url: http://other/\n`, /line 7, column 3/],
    ['aliases without an end', `${GET}${laughs.join('\n')}\n`, /too many values/],
    ['an alias of itself', `${GET}a: &a [*a]\n`, /too many/],
    ['deep nesting', `${GET}a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, /too deep|too many/],
  ];
  test.each(cases)('%s is told and left out', async (_name, text, why) => {
    const { requests, notes } = await collection({
      'opencollection.yml': TOP,
      'bad.yml': text,
      'good.yml': GET,
    });
    expect(requests.map(({ request }) => request.name)).toEqual(['One']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^bad\.yml can/);
    expect(notes[0]).toMatch(why);
  });

  test.each(cases)('%s alone is refused', async (_name, text, why) => {
    const failure = await collection({ 'opencollection.yml': TOP, 'bad.yml': text }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(BenchError);
    const { message, hint } = (failure as BenchError).failure;
    expect(`${message} ${hint}`).toMatch(why);
  });

  test('keys that every object has are keys like others', async () => {
    const { requests } = await collection({
      'opencollection.yml': TOP,
      'one.yml': `${GET}  __proto__: {url: evil, headers: [{name: A, value: b}]}\n  constructor: x\n__proto__:\n  docs: evil\n`,
      'two.yml': 'info: {name: Two, type: http}\nhttp:\n  __proto__: {url: evil}\n',
    });
    expect(requests.map(({ request: { url, headers, docs } }) => [url, headers, docs])).toEqual([
      ['http://h/', [], ''],
      ['', [], ''],
    ]);
    expect(({} as Record<string, unknown>)['docs']).toBeUndefined();
  });

  test('links are not followed, and a folder without requests is refused', async () => {
    await writeFile(join(folder(), 'opencollection.yml'), TOP);
    await symlink('/etc', join(folder(), 'etc'));
    await symlink('/etc/hostname', join(folder(), 'link.yml'));
    await expect(readBrunoFolder(folder())).rejects.toThrow(/there is no request of Bruno/);
  });
});
