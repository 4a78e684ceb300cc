import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Library, Saved } from '../../../src/contract/messages.ts';
import { PLAIN } from '../../../src/contract/payload/message.ts';
import { revisionOf } from '../../../src/contract/payload/revision.ts';
import { openBench } from '../../../src/main/bench/bench.ts';
import { MessageLibrary } from '../../../src/main/bench/messages/library.ts';
import type { BenchClient } from '../../../src/renderer/bridge/client.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { within } from '../../support/wait.ts';
import { connect, listen, received } from '../../support/tcp.ts';
import { item, saved } from './support.ts';

failOnLeaks();

/** Waits until the library, as a window is told of it, is as wanted. */
async function until(client: BenchClient, wanted: (library: Library) => boolean): Promise<Library> {
  const abort = new AbortController();
  let last: Library | null = null;
  const look = async (): Promise<Library> => {
    for await (const library of await client.messages.watch(undefined, { signal: abort.signal })) {
      last = library;
      if (wanted(library)) return library;
    }
    throw new Error('the stream ended');
  };
  try {
    return await within(look(), () => `the library: ${JSON.stringify(last)}`);
  } finally {
    abort.abort();
  }
}
const MiB = 1024 * 1024;
const names = ({ items }: { items: readonly Saved[] }) => items.map(({ name }) => name);

describe('saved messages', () => {
  test('all windows agree, whoever changes what, and what is saved is on the disk, for the user alone', () =>
    withBench(async (bench) => {
      const other = bench.openWindow();
      const { id: folder } = await bench.client.messages.put({
        item: item({ kind: 'folder', name: 'Lamps' }),
      });
      const puts = Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? bench : other).client.messages.put({ item: saved(`m${n}`, { folder }) }),
      );
      const ids = (await Promise.all(puts)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(40);
      const [ours, theirs] = await Promise.all(
        [bench, other].map(({ client }) => until(client, ({ items }) => items.length === 41)),
      );
      expect(ours).toEqual(theirs);
      const file = join(bench.folder, 'messages.json');
      const onDisk = JSON.parse(await readFile(file, 'utf8')) as { items: Saved[] };
      expect(names(onDisk)).toEqual(names(ours!));
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }));

  test('moves in the tree, and nothing into itself', () =>
    withBench(async ({ client }) => {
      const put = async (of: Saved) => (await client.messages.put({ item: of })).id;
      const outer = await put(item({ kind: 'folder', name: 'outer' }));
      const inner = await put(item({ kind: 'folder', name: 'inner', folder: outer }));
      const a = await put(saved('a'));
      const b = await put(saved('b', { folder: inner }));
      await client.messages.move({ ids: [a], folder: inner, before: b });
      const { items } = await until(client, (now) => now.items.at(-1)?.name === 'b');
      expect(items.filter((i) => i.folder === inner).map(({ name }) => name)).toEqual(['a', 'b']);
      await expect(client.messages.move({ ids: [outer], folder: inner, before: null })).rejects.toMatchObject(
        {
          data: { field: 'folder', message: 'A folder can’t be put into itself.' },
        },
      );
      await expect(client.messages.move({ ids: [a], folder: b, before: null })).rejects.toMatchObject({
        data: { code: 'NOT_FOUND' },
      });
    }));

  test('brings back what was removed, where it was, with all that was in it', () =>
    withBench(async ({ client }) => {
      const put = async (of: Saved) => (await client.messages.put({ item: of })).id;
      await put(saved('first'));
      const folder = await put(item({ kind: 'folder', name: 'folder' }));
      await put(saved('in it', { folder, key: 'F6' }));
      await put(saved('last'));
      const before = await until(client, ({ items }) => items.length === 4);
      const { removed, undo } = await client.messages.remove({ ids: [folder] });
      expect(removed).toBe(2);
      expect(names(await until(client, ({ items }) => items.length === 2))).toEqual(['first', 'last']);
      await client.messages.undo({ undo });
      expect(await until(client, ({ items }) => items.length === 4)).toEqual(before);
      await expect(client.messages.undo({ undo })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    }));

  test('a key fires one message only', () =>
    withBench(async ({ client }) => {
      const { id } = await client.messages.put({ item: saved('one', { key: 'F6' }) });
      await expect(client.messages.put({ item: saved('two', { key: 'F6' }) })).rejects.toMatchObject({
        data: { code: 'KEY_TAKEN', field: 'key', message: 'F6 fires “one” already.' },
      });
      await client.messages.put({ item: saved('one, renamed', { id, key: 'F6' }) });
      await expect(client.messages.put({ item: saved('three', { key: 'F5' }) })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      });
    }));

  test('a key that fires something else by now stays there when what had it is brought back', () =>
    withBench(async ({ client }) => {
      const { id } = await client.messages.put({ item: saved('old', { key: 'F6' }) });
      const { undo } = await client.messages.remove({ ids: [id] });
      await client.messages.put({ item: saved('new', { key: 'F6' }) });
      await client.messages.undo({ undo });
      const { items } = await until(client, (library) => library.items.length === 2);
      expect(items).toMatchObject([
        { name: 'old', key: null },
        { name: 'new', key: 'F6' },
      ]);
    }));

  test('the second of two windows that edit one message is told', () =>
    withBench(async ({ client }) => {
      const { id } = await client.messages.put({ item: saved('one') });
      const { items } = await until(client, (library) => library.items.length === 1);
      const was = revisionOf(items[0]);
      await client.messages.put({ item: saved('ours', { id }), was });
      const again = client.messages.put({ item: saved('theirs', { id }), was });
      await expect(again).rejects.toMatchObject({ data: { code: 'CHANGED' } });
      expect(names(await until(client, () => true))).toEqual(['ours']);
    }));

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

  test('a repeat makes each message anew, and its counter goes on', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const session = await connect(bench, { port });
      const [accepted] = await bench.watch.accepted(listener);
      const spec = { ...PLAIN, text: 'n={{counter}};', template: true };
      await bench.client.tcp.repeat({
        target: { session: session.id },
        message: { spec, counter: 4 },
        everyMs: 1,
        times: 3,
      });
      expect((await received(bench, accepted!.id, 12)).toString()).toBe('n=5;n=6;n=7;');
      await expect(
        bench.client.tcp.repeat({
          target: { session: session.id },
          message: { spec: { ...spec, text: '{{x}}' }, counter: 0 },
          everyMs: 1,
        }),
      ).rejects.toMatchObject({ data: { code: 'BAD_INPUT', field: 'message' } });
      await expect(
        bench.client.tcp.repeat({ target: { session: session.id }, everyMs: 1 }),
      ).rejects.toMatchObject({ data: { message: 'There is nothing to repeat.' } });
    }));
});
