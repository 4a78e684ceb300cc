import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeIf, isRoot } from '../../support/needs.ts';
import { entry, inScene, offer, receive, taken, tree } from '../../support/sink.ts';

failOnLeaks();

const MIB = 1024 * 1024;
const mount = (at: string) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', at], { stdio: 'pipe' });
const unmount = (at: string) => execFileSync('umount', [at], { stdio: 'pipe' });

function canMount(): boolean {
  if (!isRoot || process.platform !== 'linux') return false;
  const at = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    mount(at);
    unmount(at);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(at);
  }
}

describeIf(canMount(), 'root and mounting', 'a disk of 4 MiB', () => {
  let disk = '';
  beforeAll(async () => {
    disk = await mkdtemp(join(tmpdir(), 'disk-'));
    mount(disk);
  });
  afterAll(async () => {
    unmount(disk);
    await rmdir(disk);
  });

  test('is not begun to be filled with what does not fit', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      const first = await taken(sink, entry('first', { size: 3 * MIB }));
      expect(await offer(sink, entry('second', { size: 2 * MIB }))).toMatchObject({
        kind: 'refuse',
        failure: {
          code: 'DISK_FULL',
          message: expect.stringMatching(
            /^“second”: It needs 2\.0 MiB more, and [34]\.\d MiB are free on the disk, of which other files on their way take 3\.0 MiB\.$/,
          ),
        },
      });
      await first.discard();
      await receive(sink, 'second', Buffer.alloc(2 * MIB));
      expect(Object.keys(await tree(folder))).toEqual(['second']);
    }, disk));

  test('that gets full leaves a part, which is carried on when there is room', () =>
    inScene(async ({ root, folder, open }) => {
      await writeFile(join(root, 'ballast'), Buffer.alloc(MIB));
      const sink = await open();
      const unknown = entry('f', { size: null });
      const file = await taken(sink, unknown);
      await file.start(0);
      const full = async () => {
        for (;;) await file.write(Buffer.alloc(100_000, 'x'));
      };
      await expect(full()).rejects.toMatchObject({
        failure: { code: 'DISK_FULL', message: '“f”: The disk is full.' },
      });
      await file.keep();
      expect(Object.keys(await tree(folder))).toEqual([expect.stringMatching(/^f\.\w+\.part$/)]);
      await unlink(join(root, 'ballast'));
      const again = await taken(sink, unknown);
      expect(again.have).toBeGreaterThan(2 * MIB);
      await again.start(again.have);
      await again.write(Buffer.from('the end'));
      expect(await again.finish()).toBe('f');
      expect((await tree(folder)).f).toBe(`${'x'.repeat(again.have)}the end`);
    }, disk));

  test('that others fill meanwhile is found full', () =>
    inScene(async ({ root, folder, open }) => {
      const sink = await open();
      const file = await taken(sink, entry('f', { size: 3 * MIB }));
      await file.start(0);
      await file.write(Buffer.alloc(MIB));
      await writeFile(join(root, 'ballast'), Buffer.alloc(2 * MIB));
      await expect(file.write(Buffer.alloc(2 * MIB))).rejects.toMatchObject({
        failure: { code: 'DISK_FULL' },
      });
      await file.discard();
      expect(await tree(folder)).toEqual({});
    }, disk));

  test('gets full by small files, and those that are there are whole', () =>
    inScene(async ({ root, folder, open }) => {
      const sink = await open();
      const files = [];
      for (let n = 0; n < 100; n++) files.push(await taken(sink, entry(`f${n}`, { size: 30_000 })));
      await writeFile(join(root, 'ballast'), Buffer.alloc(3 * MIB));
      const results = await Promise.allSettled(
        files.map(async (file) => {
          await file.start(0);
          await file.write(Buffer.alloc(30_000, 'x'));
          return file.finish();
        }),
      );
      const failed = results.filter((result) => result.status === 'rejected');
      expect(failed.length).toBeGreaterThan(10);
      for (const { reason } of failed) expect(reason).toMatchObject({ failure: { code: 'DISK_FULL' } });
      for (const file of files) await file.keep();
      const found = Object.entries(await tree(folder)).filter(([name]) => !name.endsWith('.part'));
      expect(found.length).toBe(100 - failed.length);
      for (const [, text] of found) expect(text).toHaveLength(30_000);
    }, disk));
});

describe('a folder', () => {
  test('is made where it is not there, and refused where a file is', () =>
    inScene(async ({ root, open }) => {
      await receive(await open({ folder: join(root, 'new/deep') }), 'f', 'x');
      expect(await tree(join(root, 'new'))).toEqual({ deep: '/', 'deep/f': 'x' });
      for (const folder of ['new/deep/f', 'new/deep/f/more']) {
        await expect(open({ folder: join(root, folder) })).rejects.toMatchObject({
          failure: { field: 'folder', message: expect.stringContaining('is a file') },
        });
      }
    }));

  test('that is taken away meanwhile fails its files by name', () =>
    inScene(async ({ folder, open }) => {
      const sink = await open();
      await rm(folder, { recursive: true });
      expect(await offer(sink, entry('d/f'))).toMatchObject({ kind: 'refuse', failure: { code: 'ENOENT' } });
      await expect(receive(sink, 'f', 'x')).rejects.toMatchObject({ failure: { code: 'ENOENT' } });
    }));
});

/** Root may write anywhere, so it gives up its rights for the length of `work`. */
async function asUser(folder: string, work: () => Promise<void>): Promise<void> {
  if (!isRoot) return work();
  execFileSync('chown', ['-R', '65534', folder]);
  process.seteuid?.(65534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

describeIf(
  process.platform !== 'win32',
  'permissions as on Unix',
  'a folder that may not be written to',
  () => {
    test('is refused at once, with the field', () =>
      inScene(async ({ root, folder, open }) => {
        await chmod(root, 0o755);
        await asUser(folder, async () => {
          await chmod(folder, 0o555);
          await expect(open()).rejects.toMatchObject({
            failure: {
              code: 'EACCES',
              field: 'folder',
              message: `“${folder}”: The folder may not be written to.`,
            },
          });
          await chmod(folder, 0o755);
        });
      }));

    test('since it was opened, refuses what begins; what was under way stays a part', () =>
      inScene(async ({ root, folder, open }) => {
        await chmod(root, 0o755);
        await asUser(folder, async () => {
          const sink = await open();
          const file = await taken(sink, entry('begun', { size: 70_000 }));
          await file.start(0);
          await file.write(Buffer.alloc(70_000));
          await chmod(folder, 0o555);
          await expect(file.finish()).rejects.toMatchObject({
            failure: { code: 'EACCES', message: '“begun”: The folder may not be written to.' },
          });
          await file.keep();
          expect(await offer(sink, entry('d/f'))).toMatchObject({
            kind: 'refuse',
            failure: { code: 'EACCES' },
          });
          await expect(receive(sink, 'f', 'x')).rejects.toMatchObject({ failure: { code: 'EACCES' } });
          await chmod(folder, 0o755);
          const again = await taken(sink, entry('begun', { size: 70_000 }));
          expect(again.have).toBe(70_000);
          await again.start(70_000);
          await again.finish();
        });
        expect(Object.keys(await tree(folder))).toEqual(['begun']);
      }));
  },
);
