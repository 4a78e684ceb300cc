import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { partName } from '../../../src/main/bench/files/names.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { entry, inScene, receive, refusal, taken, TIME, tree } from '../../support/sink.ts';

failOnLeaks();

/** Enough that most of them go by the thread for small files. */
const MANY = 120;
const numbers = Array.from({ length: MANY }, (_, n) => n);

describe('many small files', () => {
  test('are whole, with their times and permissions', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      const modes = [0o644, 0o600, 0o777, 0o444, 0o6755];
      const paths = await Promise.all(
        numbers.map((n) =>
          receive(sink, `d${n % 7}/f${n}`, `${n}`.repeat(n), { mode: modes[n % 5], modified: TIME + n }),
        ),
      );
      expect(paths).toEqual(numbers.map((n) => `d${n % 7}/f${n}`));
      for (const n of numbers) {
        const path = join(folder, `d${n % 7}/f${n}`);
        expect(await readFile(path, 'utf8')).toBe(`${n}`.repeat(n));
        const there = await stat(path);
        expect([Math.round(there.mtimeMs), there.mode & 0o7777]).toEqual([
          TIME + n,
          (modes[n % 5] ?? 0) & 0o777,
        ]);
      }
      expect(Object.keys(await tree(folder))).toHaveLength(MANY + 7);
    }));

  test.each(['overwrite', 'rename', 'skip', 'continue'] as const)('stand there already: %s', (existing) =>
    inScene(async ({ folder, open }) => {
      for (const n of numbers) await writeFile(join(folder, `f${n}`), 'the old one');
      const sink = await open({ existing });
      if (existing === 'skip') expect(await refusal(sink, entry('f0'))).toBe('skip');
      else await Promise.all(numbers.map((n) => receive(sink, `f${n}`, `new ${n}`)));
      const found = await tree(folder);
      const kept = existing !== 'overwrite';
      for (const n of numbers) {
        expect(found[`f${n}`]).toBe(kept ? 'the old one' : `new ${n}`);
        expect(found[`f${n} (2)`]).toBe(kept && existing !== 'skip' ? `new ${n}` : undefined);
      }
    }),
  );

  test('of one transfer that have one name do not replace each other unless that is wanted', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open({ existing: 'rename' });
      await Promise.all(numbers.map((n) => receive(sink, 'new/same', `${n}`)));
      const found = await tree(folder);
      expect(new Set(Object.values(found))).toEqual(new Set(['/', ...numbers.map(String)]));
    }));

  test('replace nothing that came while they were on their way', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      for (const n of numbers) await receive(sink, `f${n}`, 'x');
      await writeFile(join(folder, 'old'), 'agreed');
      const [late, changed] = [await taken(sink, entry('late')), await taken(sink, entry('old'))];
      for (const file of [late, changed]) {
        await file.start(0);
        await file.write(Buffer.from('12345'));
      }
      await writeFile(join(folder, 'late'), 'mine');
      await writeFile(join(folder, 'old'), 'another one');
      expect(await Promise.all([late.finish(), changed.finish()])).toEqual(['late (2)', 'old (2)']);
      expect(await tree(folder)).toMatchObject({ late: 'mine', old: 'another one', 'late (2)': '12345' });
    }));

  test('take the place of parts that a crash left, and of nothing else', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      await mkdir(join(folder, 'd'));
      const [left, stuck] = [entry('d/left'), entry('d/stuck')];
      await writeFile(join(folder, 'd', partName('left', left)), 'hal');
      await mkdir(join(folder, 'd', partName('stuck', stuck)));
      for (const n of numbers) await receive(sink, `f${n}`, 'x');
      expect(await receive(sink, 'd/left', 'whole')).toBe('d/left');
      await expect(receive(sink, 'd/stuck', 'whole')).rejects.toThrow('“d/stuck”: ');
      expect(await tree(join(folder, 'd'))).toEqual({ left: 'whole', [partName('stuck', stuck)]: '/' });
    }));

  test('fail by name where their folder is gone', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      for (const n of numbers) await receive(sink, `d/f${n}`, 'x');
      await rm(join(folder, 'd'), { recursive: true });
      await expect(receive(sink, 'd/more', 'x')).rejects.toMatchObject({
        failure: { code: 'ENOENT', message: '“d/more”: The folder is not there any more.' },
      });
    }));

  test('that are whole get to the disk when the folder is closed, and the others leave nothing', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      const finishing = numbers.map((n) => receive(sink, `f${n}`, 'x'));
      const half = await taken(sink, entry('half'));
      await half.start(0);
      await half.write(Buffer.from('hal'));
      await Promise.all(finishing.slice(0, 1));
      await sink.close();
      await Promise.allSettled(finishing);
      const found = await tree(folder);
      expect(found.half).toBeUndefined();
      expect(Object.keys(found).filter((name) => name.endsWith('.part'))).toEqual([]);
    }));
});
