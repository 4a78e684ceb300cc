import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Saved } from '../../../src/contract/messages.ts';
import { PLAIN } from '../../../src/contract/payload/message.ts';
import { revisionOf } from '../../../src/contract/payload/revision.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { connect, listen, received } from '../../support/tcp.ts';
import { item, names, saved, until } from './support.ts';

failOnLeaks();

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
