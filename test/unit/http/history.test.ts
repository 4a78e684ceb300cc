import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../../src/contract/http/exchange.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { HttpHistory, MAX_ENTRIES } from '../../../src/main/tools/http/library/history.ts';
import { SecretStore } from '../../../src/main/tools/http/library/secret-store.ts';
import type { Ended } from '../../../src/main/tools/http/parts.ts';

let folder = '';
let at = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-history-'));
});
afterEach(() => rm(folder, { recursive: true }));

const opened = async (): Promise<HttpHistory> => {
  const history = new HttpHistory(folder, new SecretStore());
  await history.ready();
  return history;
};
const ended = (url: string): Ended => {
  const summary = {
    startedAt: ++at,
    method: 'GET',
    url,
    status: 200,
    ms: 1,
    bytes: { received: 1 },
    failure: null,
  };
  return {
    request: blankRequest({ url }),
    context: { collection: null, environment: null },
    detail: { summary: summary as unknown as Exchange, hops: [] } as unknown as Ended['detail'],
    body: async () => null,
  };
};
const urls = (history: HttpHistory): string[] => history.find('').map(({ row }) => row.url);
const inFile = async (): Promise<string[]> =>
  (await readFile(join(folder, 'http-history.jsonl'), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { row: { url: string } }).row.url);

test('two runs of the app with one folder keep what both have sent, and what one forgets is forgotten', async () => {
  const [one, other] = [await opened(), await opened()];
  one.add(ended('http://a/'));
  await one.close();
  other.add(ended('http://b/'));
  other.add(ended('http://c/'));
  await other.close();
  const id = one.find('a')[0]!.row.id;
  // Forgetting writes the file anew.
  await one.forget([id]);
  expect((await inFile()).toSorted()).toEqual(['http://b/', 'http://c/']);
  expect(urls(one)).toEqual(['http://c/', 'http://b/']);
  await one.forget([one.find('c')[0]!.row.id]);
  await other.forget([other.find('b')[0]!.row.id]);
  // The other one still had it in its list.
  expect(await inFile()).toEqual([]);
  expect(urls(other)).toEqual([]);
  one.add(ended('http://d/'));
  await one.close();
  await other.forget(null);
  expect(await inFile()).toEqual([]);
  await one.forget(['none']);
  expect(await inFile()).toEqual([]);
});

test('the latest thousand are kept, in memory and on the disk', async () => {
  const history = await opened();
  for (let n = 0; n < MAX_ENTRIES * 2 + 50; n++) history.add(ended(`http://h/${n}`));
  await history.close();
  expect(history.state.entries).toBe(MAX_ENTRIES);
  expect((await inFile()).length).toBeLessThanOrEqual(MAX_ENTRIES * 2);
  const again = await opened();
  expect(again.state.entries).toBe(MAX_ENTRIES);
  expect(urls(again)[0]).toBe(`http://h/${MAX_ENTRIES * 2 + 49}`);
});
