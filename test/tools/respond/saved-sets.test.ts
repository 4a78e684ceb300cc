import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { revisionOf } from '../../../src/contract/payload/revision.ts';
import { RuleStore } from '../../../src/main/net/respond/rules/rule-store.ts';
import { blob, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { ANY, exactly, setOf } from '../../support/rules.ts';

failOnLeaks();

describe('saved sets', () => {
  test('every window sees them; they are there after a start; a file takes them elsewhere', () =>
    withBench(async (bench) => {
      const set = setOf([{ match: exactly('a'), answers: ['b'] }], { name: 'Carried' });
      const other = bench.openWindow();
      const seen = (async () => {
        for await (const { sets } of await other.client.rules.watch()) if (sets.length > 0) return sets;
        throw new Error('the stream ended');
      })();
      await bench.client.rules.save(set);
      expect(await seen).toEqual([set]);
      await expect(bench.client.rules.save({ ...set, id: 'another' })).rejects.toMatchObject({
        data: { code: 'NAME_TAKEN' },
      });

      await bench.client.rules.export({ sets: [set.id] });
      const file = blob(new Uint8Array(bench.host.saved[0]!.bytes));
      expect((await bench.client.rules.import({ bytes: file })).sets).toMatchObject([
        { name: 'Carried (2)' },
      ]);
      await expect(bench.client.rules.import({ bytes: blob('{"wirebench": "rules"') })).rejects.toMatchObject(
        {
          data: { code: 'BROKEN_FILE', message: expect.stringMatching(/line 1, column 22/) },
        },
      );

      const again = await RuleStore.open(bench.folder);
      expect(again.list().map(({ name }) => name)).toEqual(['Carried', 'Carried (2)']);
    }));

  test('a file of them that was broken on the disk is put aside, and nothing else is lost', () =>
    withBench(async (bench) => {
      const path = join(bench.folder, 'rules.json');
      for (const [content, aside] of [
        ['{ "version": 1, "sets": [', 'rules.broken.json'],
        ['null', 'rules.broken-2.json'],
      ] as const) {
        await writeFile(path, content);
        const store = await RuleStore.open(bench.folder);
        expect(store.list()).toEqual([]);
        expect(store.problem).toMatchObject({ code: 'BROKEN_FILE', hint: expect.stringContaining(aside) });
        expect(await readFile(join(bench.folder, aside), 'utf8')).toBe(content);
      }
      const good = setOf([{ match: ANY }]);
      await writeFile(path, JSON.stringify({ version: 1, sets: [good, { kind: 'of a later version' }] }));
      const store = await RuleStore.open(bench.folder);
      expect(store.problem).toBeNull();
      await store.save({ ...good, name: 'Renamed' });
      expect(await readFile(path, 'utf8')).toMatch(/Renamed[^]*of a later version/);
    }));

  test('the second of two windows that edit one set is told, and neither loses anything', () =>
    withBench(async (bench) => {
      const set = setOf([{ match: ANY, answers: ['a'] }]);
      const { client } = bench;
      const { revision: read } = await client.rules.save(set);
      const { revision } = await client.rules.save({ ...set, name: 'Ours', was: read });
      await expect(client.rules.save({ ...set, name: 'Theirs', was: read })).rejects.toMatchObject({
        data: { code: 'CHANGED', message: '“Theirs” was changed in another window meanwhile.' },
      });
      for await (const { sets } of await bench.openWindow().client.rules.watch()) {
        expect(sets.map(({ name }) => name)).toEqual(['Ours']);
        // What a window reads is what it names when it saves.
        expect(revisionOf(sets[0])).toBe(revision);
        break;
      }
      await client.rules.remove({ set: set.id });
      await expect(client.rules.save({ ...set, was: revision })).rejects.toMatchObject({
        data: { code: 'CHANGED', message: expect.stringContaining('was removed in another window') },
      });
    }));
});
