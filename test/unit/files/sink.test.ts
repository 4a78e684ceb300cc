import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failOnLeaks } from '../../support/leaks.ts';
import { entry, inScene, offer, receive, taken, TIME, tree } from '../../support/sink.ts';

failOnLeaks();

describe('a folder that receives', () => {
  test('gives a file its name, time and permissions when it is whole', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      const file = await taken(sink, entry('a/b/hello.txt', { mode: 0o640 }));
      await file.start(0);
      await file.write(Buffer.from('hel'));
      expect(Object.keys(await tree(folder))).toEqual([
        'a',
        'a/b',
        expect.stringMatching(/^a\/b\/hello\.txt\.\w{12}\.part$/),
      ]);
      await file.write(Buffer.from('lo'));
      expect(await file.finish()).toBe('a/b/hello.txt');
      expect(await tree(folder)).toEqual({ a: '/', 'a/b': '/', 'a/b/hello.txt': 'hello' });
      const there = await stat(join(folder, 'a/b/hello.txt'));
      expect([there.mtimeMs, there.mode & 0o7777]).toEqual([TIME, 0o640]);
    }));

  test('never sets more than the nine permission bits', () =>
    inScene(async ({ folder, open }) => {
      await receive(await open(), 'run', 'x', { mode: 0o6755 });
      expect((await stat(join(folder, 'run'))).mode & 0o7777).toBe(0o755);
    }));

  test('gives folders their times and permissions at the end', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      await offer(sink, entry('photos', { kind: 'folder', size: 0, mode: 0o750 }));
      await receive(sink, 'photos/a', 'one');
      await sink.close(true);
      const there = await stat(join(folder, 'photos'));
      expect([there.mtimeMs, there.mode & 0o7777]).toEqual([TIME, 0o750]);
    }));

  test('leaves the permissions of a folder that was there, and of one that a broken transfer has to come back to', () =>
    inScene(async ({ folder, open }) => {
      await mkdir(join(folder, 'mine'), 0o700);
      for (const whole of [false, true]) {
        const sink = await open();
        for (const path of ['mine', 'locked', 'locked/in'])
          await offer(sink, entry(path, { kind: 'folder', size: 0, mode: 0o555 }));
        await sink.close(whole);
        for (const [path, mode] of [
          ['mine', 0o700],
          ['locked', 0o755],
          ['locked/in', 0o755],
        ] as const)
          expect((await stat(join(folder, path))).mode & 0o7777, path).toBe(mode);
      }
      const sink = await open();
      await offer(sink, entry('new', { kind: 'folder', size: 0, mode: 0o555 }));
      await sink.close(true);
      expect((await stat(join(folder, 'new'))).mode & 0o7777).toBe(0o555);
    }));

  test('lets what is being finished be finished when it is closed', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      const file = await taken(sink, entry('empty', { size: 0 }));
      await file.start(0);
      const finishing = file.finish();
      await sink.close();
      expect(await finishing).toBe('empty');
      expect(await tree(folder)).toEqual({ empty: '' });
    }));

  test('carries on a shorter file that stands there, which stays as it is until the whole one is there', () =>
    inScene(async ({ folder, open }) => {
      const old = 'a'.repeat(1000);
      await writeFile(join(folder, 'log'), old);
      const sink = await open({ existing: 'continue' });
      const file = await taken(sink, entry('log', { size: 1500 }));
      expect(file.have).toBe(1000);
      await file.start(1000);
      await file.write(Buffer.alloc(500, 'b'));
      expect((await tree(folder)).log).toBe(old);
      expect(await file.finish()).toBe('log');
      expect(await tree(folder)).toEqual({ log: old + 'b'.repeat(500) });
    }));

  test('leaves a file alone that is there already, whole and the same', () =>
    inScene(async ({ folder, open }) => {
      await writeFile(join(folder, 'same'), 'hello');
      await utimes(join(folder, 'same'), TIME / 1000, TIME / 1000);
      const before = await stat(join(folder, 'same'));
      for (const existing of ['continue', 'ask', 'rename', 'overwrite'] as const) {
        const file = await taken(await open({ existing }), entry('same'));
        expect(file.have).toBe(5);
        await file.start(5);
        expect(await file.finish()).toBe('same');
      }
      const after = await stat(join(folder, 'same'));
      expect([after.ino, after.ctimeMs]).toEqual([before.ino, before.ctimeMs]);
      // When it turns out to be another one, it comes beside it.
      const file = await taken(await open({ existing: 'ask' }), entry('same'));
      await file.start(0);
      await file.write(Buffer.from('world'));
      expect(await file.finish()).toBe('same (2)');
      expect(await tree(folder)).toEqual({ same: 'hello', 'same (2)': 'world' });
    }));

  test('finds again what an earlier try put beside a file that was in the way', () =>
    inScene(async ({ folder, open }) => {
      await writeFile(join(folder, 'f.txt'), 'mine');
      for (const existing of ['rename', 'continue', 'ask'] as const) {
        const first = existing === 'rename';
        const file = await taken(await open({ existing }), entry('f.txt'));
        expect(file.have).toBe(first ? 0 : 5);
        await file.start(file.have);
        if (first) await file.write(Buffer.from('hello'));
        expect(await file.finish()).toBe('f (2).txt');
      }
      expect(await tree(folder)).toEqual({ 'f.txt': 'mine', 'f (2).txt': 'hello' });
    }));

  test('waits for a broken try that still puts away what came of the same file, and goes on with that', () =>
    inScene(async ({ folder, open }) => {
      const [broken, next] = [await open(), await open()];
      const first = await taken(broken, entry('f'));
      await first.start(0);
      await first.write(Buffer.from('hel'));
      const waiting = taken(next, entry('f'));
      await first.keep();
      const again = await waiting;
      expect(again.have).toBe(3);
      await again.start(3);
      await again.write(Buffer.from('lo'));
      expect(await again.finish()).toBe('f');
      expect(await tree(folder)).toEqual({ f: 'hello' });
    }));

  test('is there once when two transfers bring the same at the same time, and twice when it is not the same', () =>
    inScene(async ({ folder, open }) => {
      const bring = async (text: string) => {
        const file = await taken(await open({ existing: 'continue' }), entry('f'));
        await file.start(0);
        await file.write(Buffer.from(text));
        return file;
      };
      const files = await Promise.all(['hello', 'hello', 'world'].map(bring));
      const names = [];
      for (const file of files) names.push(await file.finish());
      expect(names).toEqual(['f', 'f', 'f (2)']);
      expect(await tree(folder)).toEqual({ f: 'hello', 'f (2)': 'world' });
    }));

  test('finds a part again by a later try of the same file, and not by one of another', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      const big = entry('big', { size: 200_000 });
      const first = await taken(sink, big);
      await first.start(0);
      await first.write(Buffer.alloc(150_000, 'a'));
      await first.keep();
      expect((await taken(sink, { ...big, modified: TIME + 1000 })).have).toBe(0);
      expect((await taken(sink, { ...big, size: 200_001 })).have).toBe(0);
      await sink.close();
      const again = await taken(await open(), big);
      expect(again.have).toBe(150_000);
      const read = Buffer.alloc(10);
      expect(await again.read(read, 149_995)).toBe(5);
      await again.start(100_000);
      await again.write(Buffer.alloc(100_000, 'b'));
      expect(await again.finish()).toBe('big');
      expect(await tree(folder)).toEqual({ big: 'a'.repeat(100_000) + 'b'.repeat(100_000) });
    }));

  test.each([
    ['overwrite', { 'f.txt': 'new' }],
    ['rename', { 'f.txt': 'an old one', 'f (2).txt': 'new' }],
    ['continue', { 'f.txt': 'an old one', 'f (2).txt': 'new' }],
    ['skip', { 'f.txt': 'an old one' }],
  ] as const)('does what is wanted when a file stands there: %s', (existing, found) =>
    inScene(async ({ folder, open }) => {
      await writeFile(join(folder, 'f.txt'), 'an old one');
      const asked: string[] = [];
      const sink = await open({
        existing: 'ask',
        ask: async (what) => {
          asked.push(`${what.entry.path} ${what.existing.size}`);
          return existing;
        },
      });
      if (existing === 'skip') expect(await offer(sink, entry('f.txt'))).toMatchObject({ kind: 'skip' });
      else await receive(sink, 'f.txt', 'new');
      expect(await tree(folder)).toEqual(found);
      expect(asked).toEqual(['f.txt 10']);
    }),
  );
});
