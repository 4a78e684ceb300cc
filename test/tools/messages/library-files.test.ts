import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Saved } from '../../../src/contract/messages.ts';
import { PLAIN } from '../../../src/contract/payload/message.ts';
import { openBench } from '../../../src/main/bench/bench.ts';
import { MessageLibrary } from '../../../src/main/bench/messages/library.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { item, names, saved, until } from './support.ts';

failOnLeaks();

const MiB = 1024 * 1024;

describe('a file of saved messages', () => {
  test('a broken file of another program changes nothing; a good one is added, and comes out again', () =>
    withBench(async ({ client, host }) => {
      await client.messages.put({ item: saved('mine', { key: 'F6' }) });
      const bytes = new Blob(['[{"name":"x","hexstring":"4"}]']);
      await expect(client.messages.import({ name: 'packets.json', bytes })).rejects.toMatchObject({
        data: {
          code: 'BAD_FILE',
          message: expect.stringMatching(/packet 1, “x”: '4' at position 1 is half a byte/),
        },
      });
      const good = new Blob([
        '[{"name":"x","hexstring":"41 42","tcporudp":"UDP","toip":"10.0.0.1","port":"9"}]',
      ]);
      expect(await client.messages.import({ name: 'packets.json', bytes: good })).toEqual({
        added: 1,
        format: 'packet-sender',
        notes: [],
      });
      const before = await until(client, ({ items }) => items.length === 3);
      expect(names(before)).toEqual(['mine', 'packets', 'x']);
      await client.messages.export({});
      const file = host.saved[0]!;
      expect(file.name).toBe('wirebench-messages.json');
      expect(
        (await client.messages.import({ name: file.name, bytes: new Blob([new Uint8Array(file.bytes)]) }))
          .added,
      ).toBe(2);
      const { items } = await until(client, (now) => now.items.length === 6);
      expect(names({ items })).toEqual([...names(before), ...names(before)]);
      // Ids are new, and the key stays with the one that had it.
      expect(new Set(items.map(({ id }) => id)).size).toBe(6);
      expect(items.filter((i) => i.kind === 'message' && i.key === 'F6')).toHaveLength(1);
    }));

  test('a file of many pieces comes back whole; one that is too large is refused', () =>
    withBench(async ({ client, host }) => {
      for (const name of ['a', 'b', 'c'])
        await client.messages.put({ item: saved(name, { spec: { ...PLAIN, text: name.repeat(900_000) } }) });
      await client.messages.export({});
      const file = new Blob([new Uint8Array(host.saved[0]!.bytes)]);
      expect(file.size).toBeGreaterThan(2 * MiB);
      const before = await until(client, ({ items }) => items.length === 3);
      await client.messages.remove({ ids: before.items.map(({ id }) => id) });

      const given = new AbortController();
      const opened = await client.uploads.open(undefined, { signal: given.signal });
      const first = await opened.next();
      if (first.done) throw new Error('the stream ended');
      const { upload } = first.value;
      const last = Math.floor(file.size / MiB) * MiB;
      for (let at = 0; at < last; at += MiB)
        await client.uploads.add({ upload, bytes: file.slice(at, at + MiB) });
      const end = { name: 'x.json', bytes: file.slice(last), after: upload };
      expect((await client.messages.import(end)).added).toBe(3);
      const { items } = await until(client, (now) => now.items.length === 3);
      expect(items.map((one) => one.kind === 'message' && one.spec.text.length)).toEqual([
        900_000, 900_000, 900_000,
      ]);

      const piece = new Blob([new Uint8Array(MiB)]);
      const more = async () => {
        for (;;) await client.uploads.add({ upload, bytes: piece });
      };
      await expect(more()).rejects.toMatchObject({
        data: { code: 'TOO_MUCH', message: expect.stringContaining('larger than 16 MiB') },
      });
      given.abort();
      await expect(opened.next()).rejects.toThrow();
      await expect(client.messages.import(end)).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    }));

  test('exports a sequence with the messages that it sends', () =>
    withBench(async ({ client, host }) => {
      const { id } = await client.messages.put({ item: saved('hello') });
      await client.messages.put({ item: saved('not this one') });
      const sequence = item({
        kind: 'sequence',
        name: 's',
        key: null,
        steps: [{ kind: 'send', message: { saved: id } }],
      });
      const { id: sequenceId } = await client.messages.put({ item: sequence });
      await client.messages.export({ ids: [sequenceId] });
      const file = JSON.parse(host.saved[0]!.bytes.toString()) as { items: Saved[] };
      expect(names(file)).toEqual(['hello', 's']);
      await client.messages.import({
        name: 'x.json',
        bytes: new Blob([new Uint8Array(host.saved[0]!.bytes)]),
      });
      const { items } = await until(client, (now) => now.items.length === 5);
      const again = items[4];
      expect(again?.kind === 'sequence' && again.steps[0]).toEqual({
        kind: 'send',
        message: { saved: items[3]?.id },
      });
    }));

  test('a broken file of its own is put aside and told of; what another version wrote is kept', () =>
    withBench(async ({ host, folder }) => {
      const dataDir = join(folder, 'data');
      const first = await MessageLibrary.open(dataDir);
      await first.put(saved('good'));
      await first.close();
      const path = join(dataDir, 'messages.json');
      const content = JSON.parse(await readFile(path, 'utf8')) as { items: unknown[] };
      content.items.push({ kind: 'hologram', id: 'h', name: 'later' });
      await writeFile(path, JSON.stringify(content));
      const second = await MessageLibrary.open(dataDir);
      expect(names(second.get())).toEqual(['good']);
      await second.put(saved('more'));
      await second.close();
      expect(await readFile(path, 'utf8')).toContain('hologram');

      await writeFile(path, '{"items": [tru');
      const bench = await openBench({ host, version: '0', dataDir, spillDir: folder });
      await bench.close();
      expect(await readFile(join(dataDir, 'messages.broken.json'), 'utf8')).toBe('{"items": [tru');
      const third = await MessageLibrary.open(dataDir);
      await third.close();
      await writeFile(path, 'null');
      const fourth = await MessageLibrary.open(dataDir);
      expect(fourth.get().problem).toMatchObject({
        code: 'BROKEN_FILE',
        hint: expect.stringContaining('messages.broken-2.json'),
      });
      await fourth.close();
    }));

  test('a file that makes knots is untied: twice the same id, a folder in itself', () =>
    withBench(async ({ folder }) => {
      const items = [
        { kind: 'folder', id: 'a', name: 'a', folder: 'b' },
        { kind: 'folder', id: 'b', name: 'b', folder: 'a' },
        { ...saved('x'), id: 'x', folder: 'nowhere' },
        { ...saved('again'), id: 'x' },
      ];
      await writeFile(join(folder, 'messages.json'), JSON.stringify({ items }));
      const library = await MessageLibrary.open(folder);
      expect(library.get().items.map(({ id, folder: parent }) => [id, parent])).toEqual([
        ['a', null],
        ['b', null],
        ['x', null],
      ]);
      await library.close();
    }));
});
