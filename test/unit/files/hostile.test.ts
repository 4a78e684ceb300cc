import { execFileSync } from 'node:child_process';
import { link, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { partName } from '../../../src/main/bench/files/names.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { entry, inScene, offer, receive, refusal, taken, TIME, tree } from '../../support/sink.ts';

failOnLeaks();

const folderOf = (path: string) => entry(path, { kind: 'folder', size: 0 });
const linkTo = (path: string, target: string) => entry(path, { kind: 'link', size: 0, target });

describe('a sender that means harm', () => {
  test('leaves the folder by no name', () =>
    inScene(async ({ root, open }) => {
      await writeFile(join(root, 'outside'), 'mine');
      const sink = await open({ links: 'keep' });
      const names = [
        '../outside',
        '/outside',
        join(root, 'outside'),
        'a/../../outside',
        'C:\\outside',
        '..\\outside',
      ];
      for (const name of [...names, '..', '.', '', 'a/./b', '\\\\host\\share']) {
        for (const kind of ['file', 'folder', 'link'] as const) {
          expect(await refusal(sink, entry(name, { kind, target: 'x' })), `${kind} ${name}`).toBe(
            'UNSAFE_NAME',
          );
        }
      }
      expect(await tree(root)).toEqual({ in: '/', outside: 'mine' });
    }));

  test('is refused with the name of the file and the reason', () =>
    inScene(async ({ open }) => {
      expect(await offer(await open(), entry('../a\n\u001b[2J'))).toMatchObject({
        kind: 'refuse',
        failure: { message: '“../a\\n\\u001b[2J”: Its name leads out of the folder (“..”).' },
      });
    }));

  test('writes through no link that stands there', () =>
    inScene(async ({ root, folder, open }) => {
      await mkdir(join(root, 'elsewhere'));
      await writeFile(join(root, 'elsewhere/file'), 'mine');
      await symlink('../elsewhere', join(folder, 'out'));
      await symlink('../elsewhere/file', join(folder, 'name'));
      await symlink('../elsewhere/new', join(folder, 'dangling'));
      const sink = await open({ existing: 'continue' });
      expect(await refusal(sink, entry('out/file'))).toBe('LINK_IN_THE_WAY');
      expect(await refusal(sink, folderOf('out/deep'))).toBe('LINK_IN_THE_WAY');
      expect(await refusal(sink, folderOf('out'))).toBe('LINK_IN_THE_WAY');
      // A file in the place of a link: the link stays unless it is to be overwritten, and what it leads to stays anyway.
      expect(await receive(sink, 'name', 'theirs')).toBe('name (2)');
      expect(await receive(sink, 'dangling', 'theirs')).toBe('dangling (2)');
      expect(await receive(await open(), 'name', 'theirs')).toBe('name');
      expect(await tree(root)).toEqual({
        elsewhere: '/',
        'elsewhere/file': 'mine',
        in: '/',
        'in/out': '-> ../elsewhere',
        'in/name': 'theirs',
        'in/name (2)': 'theirs',
        'in/dangling': '-> ../elsewhere/new',
        'in/dangling (2)': 'theirs',
      });
    }));

  test('makes no link that leads out, nor writes through one it made', () =>
    inScene(async ({ root, folder, open }) => {
      expect(await refusal(await open(), linkTo('a', 'b'))).toBe('LINK');
      await mkdir(join(root, 'elsewhere'));
      await symlink('../elsewhere', join(folder, 'out'));
      const sink = await open({ links: 'keep' });
      for (const target of [
        '/etc',
        '..',
        '../elsewhere',
        'a/../../elsewhere',
        'out',
        'out/file',
        'C:\\x',
        '',
        'x\0y',
      ]) {
        expect(await refusal(sink, linkTo('l', target)), target).toBe('LINK');
      }
      // Each of these stays inside by its letters; behind the first, the second would lead two folders up.
      expect(await refusal(sink, folderOf('x'))).toBe('take');
      expect(await refusal(sink, linkTo('a/b/c/l', '../../../x'))).toBe('take');
      expect(await refusal(sink, linkTo('a/b/c/m', 'l/../..'))).toBe('LINK');
      expect(await refusal(sink, entry('a/b/c/l/file'))).toBe('LINK_IN_THE_WAY');
      // A chain is followed to its end, whichever end is made first.
      expect(await refusal(sink, linkTo('so', 'so.1'))).toBe('take');
      expect(await refusal(sink, linkTo('so.1', 'so.1.2'))).toBe('take');
      expect(await refusal(sink, linkTo('first', 'so'))).toBe('take');
      expect(await refusal(sink, linkTo('loop', 'loop'))).toBe('take');
      expect(await refusal(sink, linkTo('round', 'loop'))).toBe('LINK');
      expect(Object.entries(await tree(folder)).filter(([, what]) => what.startsWith('->'))).toEqual(
        expect.arrayContaining([
          ['a/b/c/l', '-> ../../../x'],
          ['first', '-> so'],
          ['loop', '-> loop'],
          ['out', '-> ../elsewhere'],
          ['so', '-> so.1'],
          ['so.1', '-> so.1.2'],
        ]),
      );
      expect(await tree(join(root, 'elsewhere'))).toEqual({});
    }));

  test('gets nothing written through what it puts where a part would be', () =>
    inScene(async ({ folder, open }) => {
      await writeFile(join(folder, 'diary'), 'mine');
      const big = entry('big', { size: 100_000 });
      const sink = await open({ links: 'keep' });
      const part = partName('big', big);
      expect(await refusal(sink, linkTo(part, 'diary'))).toBe('take');
      expect(await receive(sink, part, 'x')).toBe(part.replace(/\.part$/, '_part'));
      expect(Object.keys(await tree(folder))).not.toContain(part);
      await symlink('diary', join(folder, part));
      const file = await taken(sink, big);
      expect(file.have).toBe(0);
      await file.start(0);
      await file.write(Buffer.alloc(100_000, 'x'));
      await file.finish();
      // The same by a second name of a file, which only someone on this machine can give.
      const other = entry('other', { size: 100_000 });
      await link(join(folder, 'diary'), join(folder, partName('other', other)));
      const second = await taken(sink, other);
      expect(second.have).toBe(0);
      await second.start(0);
      await second.write(Buffer.alloc(100_000, 'y'));
      await second.finish();
      // And by a folder, which is not removed: the file fails.
      const third = entry('third', { size: 100_000 });
      await mkdir(join(folder, partName('third', third)));
      const stuck = await taken(sink, third);
      await expect(stuck.start(0)).rejects.toThrow('third');
      expect((await tree(folder)).diary).toBe('mine');
    }));

  test('does not get a file where a folder, a pipe or a device is, nor a folder where a file is', () =>
    inScene(async ({ folder, open }) => {
      await mkdir(join(folder, 'dir'));
      await writeFile(join(folder, 'file'), 'mine');
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      const sink = await open();
      expect(await refusal(sink, entry('dir'))).toBe('IN_THE_WAY');
      expect(await refusal(sink, entry('pipe'))).toBe('IN_THE_WAY');
      expect(await refusal(sink, folderOf('file'))).toBe('IN_THE_WAY');
      expect(await refusal(sink, entry('file/in'))).toBe('IN_THE_WAY');
      expect(await receive(await open({ existing: 'rename' }), 'pipe', 'x')).toBe('pipe (2)');
      expect(await tree(folder)).toEqual({ dir: '/', file: 'mine', pipe: 'other', 'pipe (2)': 'x' });
    }));

  test('lies about sizes in vain', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      for (const size of [-1, 0.5, Number.NaN, Infinity, 2 ** 60]) {
        expect(await refusal(sink, entry('a', { size })), String(size)).toBe('WRONG_SIZE');
      }
      const more = await taken(sink, entry('more', { size: 100_000 }));
      await more.start(0);
      await more.write(Buffer.alloc(100_000));
      await expect(more.write(Buffer.alloc(1))).rejects.toMatchObject({ failure: { code: 'WRONG_SIZE' } });
      await more.discard();
      for (const size of [10, 100_000]) {
        const less = await taken(sink, entry('less', { size }));
        await less.start(0);
        await less.write(Buffer.alloc(9));
        await expect(less.finish()).rejects.toMatchObject({ failure: { code: 'WRONG_SIZE' } });
        await less.discard();
      }
      expect(await tree(folder)).toEqual({});
    }));

  test('sends no more files and bytes than are taken', () =>
    inScene(async ({ folder, open }) => {
      const few = await open({ maxFiles: 2 });
      await offer(few, folderOf('d'));
      await receive(few, 'one', '1');
      expect(await refusal(few, entry('two'))).toBe('LIMIT');
      expect(await refusal(few, folderOf('e'))).toBe('LIMIT');
      const little = await open({ maxBytes: 100 });
      const first = await taken(little, entry('first', { size: 60 }));
      expect(await refusal(little, entry('second', { size: 41 }))).toBe('LIMIT');
      await first.discard();
      await receive(little, 'second', 'x'.repeat(41));
      // Where nobody says how much it is, it ends where the limit is.
      const endless = await taken(little, entry('endless', { size: null }));
      await endless.start(0);
      await endless.write(Buffer.alloc(59));
      await expect(endless.write(Buffer.alloc(1))).rejects.toMatchObject({ failure: { code: 'LIMIT' } });
      await endless.discard();
      expect(Object.keys(await tree(folder))).toEqual(['d', 'one', 'second']);
    }));

  test('promises more than the disk has, and is refused before it comes', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open({ maxBytes: Number.MAX_SAFE_INTEGER });
      const verdict = await offer(sink, entry('huge', { size: 2 ** 52 }));
      expect(verdict).toMatchObject({ kind: 'refuse', failure: { code: 'DISK_FULL' } });
      expect(await tree(folder)).toEqual({});
    }));

  test('gives times and permissions that make no sense', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      for (const [n, modified] of [Number.NaN, Infinity, -1e18, 8.64e15, -8.64e15].entries()) {
        await receive(sink, `f${n}`, 'x', { modified, mode: -1 });
      }
      expect(Object.values(await tree(folder))).toEqual(['x', 'x', 'x', 'x', 'x']);
      expect((await stat(join(folder, 'f0'))).mode & 0o7777).toBe(0o600);
    }));

  test('sends a million names without filling the folder', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open({ maxFiles: 5 });
      let refusals = 0;
      for (let n = 0; n < 20_000; n++) if ((await refusal(sink, folderOf(`${n}`))) === 'LIMIT') refusals++;
      expect(refusals).toBe(19_995);
      expect(Object.keys(await tree(folder))).toHaveLength(5);
    }));

  test('sends one name twice at once', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open({ existing: 'continue' });
      const twice = entry('twice', { size: 100_000 });
      const files = [await taken(sink, twice), await taken(sink, twice)];
      for (const [n, file] of files.entries()) {
        await file.start(0);
        await file.write(Buffer.alloc(100_000, String(n)));
      }
      expect((await Promise.all(files.map((file) => file.finish()))).toSorted()).toEqual([
        'twice',
        'twice (2)',
      ]);
      const found = await tree(folder);
      expect(new Set(Object.values(found).map((text) => text.slice(0, 2)))).toEqual(new Set(['00', '11']));
    }));

  test('keeps awkward names apart and whole', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open({ existing: 'rename' });
      const names = [
        'e\u0301',
        '\u00e9',
        'A',
        'a',
        '🎉'.repeat(63),
        'n'.repeat(255),
        '-rf',
        '~',
        '$HOME',
        'a b',
        '*',
      ];
      for (const name of names) await receive(sink, name, name);
      expect(await receive(sink, 'new\nline', 'x')).toBe('new_line');
      expect(await receive(sink, 'new\u0007line', 'y')).toBe('new_line (2)');
      const found = await tree(folder);
      for (const name of names) expect(found[name]).toBe(name);
      expect(Object.keys(found)).toHaveLength(names.length + 2);
    }));

  test('many who send one name at once all keep theirs', () =>
    inScene(async ({ folder, open }) => {
      const sinks = await Promise.all(Array.from({ length: 12 }, () => open({ existing: 'rename' })));
      const paths = await Promise.all(
        sinks.map((sink, n) => receive(sink, 'hw/main.py', `${n}`, { modified: TIME + n })),
      );
      expect(new Set(paths).size).toBe(12);
      for (const [n, path] of paths.entries())
        expect(await readFile(join(folder, path), 'utf8')).toBe(`${n}`);
    }));
});
