import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_PATH } from '../../../src/contract/files.ts';
import { Files } from '../../../src/main/bench/files/files.ts';
import { entriesOf, isLeftOut } from '../../../src/main/bench/files/source.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { isRoot } from '../../support/needs.ts';
import { fileOf, list, told } from '../../support/listed.ts';

failOnLeaks();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-source-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, text = '') => writeFile(join(folder, name), text);

describe('what stands on the disk', () => {
  test('is listed with its folders first, in the order of names, with size, time and permissions', async () => {
    await mkdir(join(folder, 'photos/2024'), { recursive: true });
    await put('photos/b.txt', 'bb');
    await put('photos/a.txt', '');
    await put('photos/2024/c.txt', 'ccc');
    await chmod(join(folder, 'photos/b.txt'), 0o4751);
    await utimes(join(folder, 'photos/b.txt'), 1_000_000, 1_000_000);
    const all = await list([join(folder, 'photos/')]);
    expect(told(all)).toEqual([
      'folder photos',
      'folder photos/2024',
      'file photos/2024/c.txt 3',
      'file photos/a.txt 0',
      'file photos/b.txt 2',
    ]);
    expect(fileOf(all, 'photos/b.txt')).toMatchObject({ modified: 1e9, mode: 0o751 });
  });

  test('of several places has names of its own, also where they differ by case only', async () => {
    for (const name of ['one', 'two', 'three']) await mkdir(join(folder, name));
    await put('one/a.tar.gz', '1');
    await put('two/A.tar.gz', '2');
    await put('three/a.tar.gz', '3');
    const all = await list(['one/a.tar.gz', 'two/A.tar.gz', 'three/a.tar.gz'].map((p) => join(folder, p)));
    expect(told(all)).toEqual(['file a.tar.gz 1', 'file A.tar (2).gz 1', 'file a.tar (3).gz 1']);
  });

  test('and can’t be sent is left out with a sentence, and the rest is listed', async () => {
    await put('file', 'x');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((done) => server.once('listening', done));
    try {
      const bad = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]);
      await writeFile(bad, '');
      const name = folder.split('/').at(-1) ?? '';
      expect(told(await list([folder, join(folder, 'gone'), '/dev/null']))).toEqual([
        `folder ${name}`,
        `${name}/caf\uFFFD: Its name is no text (no UTF-8).`,
        `file ${name}/file 1`,
        `${name}/pipe: It is a named pipe, not a file.`,
        `${name}/socket: It is a socket, not a file.`,
        'gone: It can’t be sent: there is no such file on the machine where Wirebench runs.',
        'null: It is a device, not a file.',
      ]);
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  test('has names of 255 bytes, with newlines, emoji and both normal forms, as they are', async () => {
    const names = ['a\nb', '🐙.txt', 'caf\u00e9', 'cafe\u0301', 'ü'.repeat(127), ' ', '-rf', 'back\\slash'];
    for (const name of names) await put(name, name);
    const all = await list([folder]);
    const listed = all.flatMap((one) => (isLeftOut(one) ? [] : [one.path.split('/').slice(1).join('/')]));
    expect(new Set(listed)).toEqual(new Set(['', ...names]));
  });

  test('and lies too deep is left out', async () => {
    // Made from within: no path of that length can be given to the system.
    const deep = 'd'.repeat(250);
    execFileSync('python3', [
      '-c',
      `import os\nos.chdir(${JSON.stringify(folder)})\nfor i in range(20):\n os.mkdir('${deep}'); os.chdir('${deep}')`,
    ]);
    const all = await list([folder]);
    execFileSync('rm', ['-rf', folder]);
    expect(all.filter((one) => !isLeftOut(one)).every((one) => one.path.length <= MAX_PATH)).toBe(true);
    const left = all.filter(isLeftOut);
    expect(left).toHaveLength(1);
    expect(left[0]?.why).toMatch(/too long|longer than 4,096 characters/);
  });

  test.skipIf(!isRoot)('and may not be read is left out (as root, without its rights)', async () => {
    await put('secret', 'x');
    await chmod(join(folder, 'secret'), 0);
    await mkdir(join(folder, 'closed'), { mode: 0 });
    await put('theirs', 'y');
    await chmod(join(folder, 'theirs'), 0o600);
    await chmod(folder, 0o755);
    const name = folder.split('/').at(-1) ?? '';
    process.seteuid?.(65534);
    try {
      expect(told(await list([folder]))).toEqual([
        `folder ${name}`,
        `${name}/closed: What is in it can’t be listed: Wirebench may not read it.`,
        `${name}/secret: It can’t be sent: Wirebench may not read it.`,
        `${name}/theirs: It can’t be sent: Wirebench may not read it.`,
      ]);
    } finally {
      process.seteuid?.(0);
    }
  });

  test('needs a whole path', () => {
    const source = () => new Files().source([{ kind: 'path', path: 'notes.txt' }], { links: 'leave' });
    expect(source).toThrow('notes.txt is no whole path.');
  });
});

describe('a link', () => {
  beforeEach(async () => {
    await mkdir(join(folder, 'in/sub'), { recursive: true });
    await put('outside', 'out');
    await put('in/sub/x', 'x');
    await symlink('../outside', join(folder, 'in/file'));
    await symlink('.', join(folder, 'in/loop'));
    await symlink('nowhere', join(folder, 'in/broken'));
    await symlink('self', join(folder, 'in/self'));
    await symlink('sub', join(folder, 'in/twice'));
  });

  test('is left out, and said', async () => {
    expect(told(await list([join(folder, 'in')]))).toEqual([
      'folder in',
      'in/broken: It is a link (to nowhere).',
      'in/file: It is a link (to ../outside).',
      'in/loop: It is a link (to .).',
      'in/self: It is a link (to self).',
      'folder in/sub',
      'file in/sub/x 1',
      'in/twice: It is a link (to sub).',
    ]);
  });

  test('is kept as it is', async () => {
    expect(told(await list([join(folder, 'in')], 'keep'))).toEqual([
      'folder in',
      'link in/broken -> nowhere',
      'link in/file -> ../outside',
      'link in/loop -> .',
      'link in/self -> self',
      'folder in/sub',
      'file in/sub/x 1',
      'link in/twice -> sub',
    ]);
  });

  test('is followed, never in a circle', async () => {
    const all = await list([join(folder, 'in')], 'follow');
    expect(told(all)).toEqual([
      'folder in',
      'in/broken: It is a link to nowhere that can’t be followed: there is no such file on the machine where Wirebench runs.',
      'file in/file 3',
      'in/loop: It is a link that leads back to in.',
      'in/self: It is a link to self that can’t be followed: it is a link that leads in a circle.',
      'folder in/sub',
      'file in/sub/x 1',
      'folder in/twice',
      'file in/twice/x 1',
    ]);
    const file = await fileOf(all, 'in/file').open();
    const into = Buffer.alloc(8);
    expect(into.toString('utf8', 0, await file.read(into, 0))).toBe('out');
    await file.check();
    await file.close();
  });

  test('that the user chose is followed, unless links are kept', async () => {
    const chosen = join(folder, 'in/file');
    expect(told(await list([chosen]))).toEqual(['file file 3']);
    expect(told(await list([chosen], 'keep'))).toEqual(['link file -> ../outside']);
  });

  test('that took the place of a file is not followed', async () => {
    const all = await list([join(folder, 'in/sub')]);
    await rm(join(folder, 'in/sub/x'));
    await symlink('../../outside', join(folder, 'in/sub/x'));
    await expect(fileOf(all, 'sub/x').open()).rejects.toThrow('sub/x can’t be sent: it is a link');
  });
});

describe('a folder of 100,000 files', () => {
  // Making and removing them would take most of the time on a disk.
  const memory = '/dev/shm';
  beforeEach(async () => {
    if (!existsSync(memory)) return;
    await rm(folder, { recursive: true });
    folder = await mkdtemp(join(memory, 'wirebench-source-'));
  });

  test('is listed without holding anything else up, and can be left in the middle', async () => {
    execFileSync('python3', [
      '-c',
      `import os\nfor i in range(100000): os.close(os.open(${JSON.stringify(folder)} + f'/{i:06}', os.O_CREAT, 0o644))`,
    ]);
    // Time of the processor: how long it takes says more about what else the machine does.
    const busy = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    let longest = 0;
    let last = busy();
    const beat = setInterval(() => {
      longest = Math.max(longest, busy() - last);
      last = busy();
    }, 5);
    const source = new Files().source([{ kind: 'path', path: folder }], { links: 'leave' });
    try {
      let count = 0;
      for await (const one of entriesOf(source)) if (!isLeftOut(one)) count++;
      expect(count).toBe(100_001);
      // Far above what is seen (about 20), far below what would be felt.
      expect(longest).toBeLessThan(500);
      const stop = new AbortController();
      const cut = async () => {
        for await (const _one of entriesOf(source, stop.signal)) if (--count === 90_000) stop.abort();
      };
      await expect(cut()).rejects.toThrow('aborted');
    } finally {
      await source.close();
      clearInterval(beat);
    }
  });
});
