import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, open, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failOnLeaks } from '../../support/leaks.ts';
import { fileOf, list } from '../../support/listed.ts';

failOnLeaks();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-source-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, text = '') => writeFile(join(folder, name), text);

describe('a file that is read', () => {
  const MiB = 1024 * 1024;
  const openOne = async (name: string) => {
    const all = await list([join(folder, name)]);
    return fileOf(all, name).open();
  };

  test('comes in pieces from anywhere, and ends where it ends', async () => {
    await put('f', '0123456789');
    const file = await openOne('f');
    const into = Buffer.alloc(4);
    expect([await file.read(into, 8), into.toString('utf8', 0, 2)]).toEqual([2, '89']);
    expect([await file.read(into, 3), into.toString()]).toEqual([4, '3456']);
    expect(await file.read(into, 10)).toBe(0);
    await file.check();
    await file.close();
    await file.close();
  });

  test('may be closed while it is read from', async () => {
    await put('f', 'x'.repeat(4 * MiB));
    const file = await openOne('f');
    const reads = [0, 1, 2, 3].map((at) => file.read(Buffer.alloc(MiB), at * MiB).catch(() => -1));
    await file.close();
    for (const count of await Promise.all(reads)) expect([MiB, -1]).toContain(count);
    await expect(file.read(Buffer.alloc(1), 0)).rejects.toThrow('closed');
  });

  test.each([
    ['shrinks', 'it has become shorter', (path: string) => truncate(path, 3)],
    ['grows', 'it has grown', (path: string) => appendFile(path, 'more')],
    ['is written to', 'it was written to', (path: string) => utimes(path, 5, 5)],
  ])('and that %s is told', async (_what, how, change) => {
    await put('f', '0123456789');
    const file = await openOne('f');
    await file.check();
    await change(join(folder, 'f'));
    await expect(file.check()).rejects.toMatchObject({
      failure: { code: 'FILE_CHANGED', message: `f changed while it was sent: ${how}.` },
    });
    await file.close();
  });

  test('and became a pipe holds nothing up', async () => {
    await put('f', 'x');
    const all = await list([join(folder, 'f')]);
    await rm(join(folder, 'f'));
    execFileSync('mkfifo', [join(folder, 'f')]);
    const file = await fileOf(all, 'f').open();
    await expect(file.read(Buffer.alloc(1), 0)).rejects.toThrow('f can’t be sent: it is no regular file.');
    await expect(file.check()).rejects.toThrow('it is no regular file any more');
    await file.close();
  });

  test('and was removed since is told by name', async () => {
    await put('f', 'x');
    const all = await list([join(folder, 'f')]);
    await rename(join(folder, 'f'), join(folder, 'g'));
    await expect(fileOf(all, 'f').open()).rejects.toMatchObject({
      failure: { code: 'ENOENT', message: /^f can’t be sent: there is no such file/ },
    });
  });

  test('has 5 GiB, most of them a hole', async () => {
    const size = 5 * 1024 * MiB;
    const made = await open(join(folder, 'sparse'), 'w');
    await made.write('end', size - 3);
    await made.close();
    const all = await list([join(folder, 'sparse')]);
    expect(fileOf(all, 'sparse').size).toBe(size);
    const file = await fileOf(all, 'sparse').open();
    const into = Buffer.alloc(MiB);
    expect(await file.read(into, size - MiB)).toBe(MiB);
    expect(createHash('sha256').update(into.subarray(0, -3)).digest('hex')).toBe(
      createHash('sha256')
        .update(Buffer.alloc(MiB - 3))
        .digest('hex'),
    );
    expect(into.toString('utf8', MiB - 3)).toBe('end');
    expect(await file.read(into, size)).toBe(0);
    await file.check();
    await file.close();
  });

  test('and tells no size, as those of /proc, is not taken for empty', async () => {
    const all = await list(['/proc/self/status']);
    const file = await fileOf(all, 'status').open();
    await expect(file.check()).rejects.toThrow('it has more bytes than it tells');
    await file.close();
  });
});
