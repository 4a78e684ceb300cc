import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readlink, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import type { ReceiveInput } from '../../../src/contract/tools/transfer.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { shell } from '../../support/shell.ts';
import { connectTo, outcome, path, receiver, sender, sendTo, sha256Of } from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopPeers);

const run = promisify(execFile);
const TIME = Date.UTC(2019, 6, 20, 20, 17, 40) / 1000;
const LONG = `${'ä'.repeat(120)}.txt`;
const DEEP = Array.from({ length: 12 }, (_, i) => `folder-${i}-of-a-deep-path`).join('/');

/** Folders with all that a tar has to keep: long names, permissions, times, an empty file and folder, large ones. */
async function makeTree(bench: TestBench): Promise<string> {
  const root = join(bench.folder, 'tree');
  const files: [string, number, number][] = [
    ['plain.txt', 1000, 0o644],
    ['block', 512, 0o600],
    ['run.sh', 20, 0o755],
    ['empty', 0, 0o444],
    ['large.bin', 3 * 1024 * 1024 + 11, 0o640],
    [LONG, 700, 0o644],
    ['line\nbreak 🎉', 3, 0o644],
    [`${DEEP}/deep`, 1, 0o644],
    ['sub/inner', 5000, 0o644],
  ];
  await mkdir(join(root, DEEP), { recursive: true });
  await mkdir(join(root, 'sub/hollow'), { recursive: true });
  for (const [name, size, mode] of files) {
    await writeFile(join(root, name), randomBytes(size));
    await chmod(join(root, name), mode);
    await utimes(join(root, name), TIME, TIME);
  }
  await chmod(join(root, 'sub'), 0o750);
  await utimes(join(root, 'sub'), TIME, TIME);
  return root;
}

/** All that is in a folder: kind, permissions, time and hash or target. */
async function told(folder: string, named = (name: string) => name): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const lines = await Promise.all(
    names.map(async (found) => {
      const at = join(folder, found);
      const name = named(found);
      const stats = await lstat(at);
      const mode = (stats.mode & 0o777).toString(8);
      if (stats.isSymbolicLink()) return `${name} -> ${await readlink(at)}`;
      // Only one folder was given a time of its own.
      if (stats.isDirectory())
        return `${name}/ ${mode}${name === 'sub' ? ` ${Math.floor(stats.mtimeMs / 1000)}` : ''}`;
      return `${name} ${mode} ${Math.floor(stats.mtimeMs / 1000)} ${await sha256Of(at)}`;
    }),
  );
  return lines.toSorted();
}

/** What comes into a folder of ours has no names that steer a terminal. */
const toldHere = (tree: string) => told(tree, (name) => name.replaceAll('\n', '_'));

async function receiving(bench: TestBench, input: Partial<ReceiveInput> = {}) {
  const { listener, port, folder } = await receiver(bench, { mode: 'tar', ...input });
  const ended = async () => {
    const [accepted] = await bench.watch.accepted(listener);
    return outcome(bench, accepted?.id ?? '');
  };
  return { port, folder, ended };
}

const rowsOf = async (bench: TestBench, id: string, filter: 'all' | 'problems') =>
  (await bench.client.transfer.files({ session: id, filter, from: 0, count: 500 })).files;

const FORMATS = ['gnu', 'pax', 'ustar', 'v7', 'oldgnu'] as const;
/** What the older formats have no room for. */
const TOO_LONG: { [format in (typeof FORMATS)[number]]?: string[] } = {
  ustar: [LONG, DEEP],
  v7: [LONG, DEEP],
};

describeWith('nc', 'tar through nc', () => {
  for (const format of FORMATS)
    test(`tar c in the format ${format}: everything is here as it was there`, () =>
      withBench(async (bench) => {
        const tree = await makeTree(bench);
        for (const name of TOO_LONG[format] ?? [])
          await run('rm', ['-r', join(tree, name.split('/')[0] ?? '')]);
        const { port, folder, ended } = await receiving(bench);
        shell(`tar -C "$2" -c --format=${format} . | nc.openbsd -N 127.0.0.1 "$1"`, port, tree);
        const { id, failure, details } = await ended();
        expect({ failure, outcome: details.outcome }).toEqual({ failure: null, outcome: 'whole' });
        expect(await told(folder)).toEqual(await toldHere(tree));
        expect(await rowsOf(bench, id, 'problems')).toEqual([]);
      }));

  test('many small files, some of them twice: all is here, and of two the later one', () =>
    withBench(async (bench) => {
      const [first, again] = [join(bench.folder, 'first'), join(bench.folder, 'again')];
      const numbers = Array.from({ length: 500 }, (_, n) => n);
      for (const folder of [first, again])
        for (const n of numbers) await mkdir(join(folder, `d${n % 3}`), { recursive: true });
      // Up to more than goes to the disk with others.
      const sizeOf = (n: number) => (n % 50 === 0 ? 60_000 + n * 20 : n % 7 === 0 ? 0 : n * 17);
      const write = (folder: string, n: number) =>
        writeFile(join(folder, `d${n % 3}`, `f${n}`), randomBytes(sizeOf(n)));
      await Promise.all(numbers.map((n) => write(first, n)));
      await Promise.all(numbers.filter((n) => n % 4 === 0).map((n) => write(again, n)));
      const archive = join(bench.folder, 'many.tar');
      await run('tar', ['-C', first, '-cf', archive, '.']);
      await run('tar', ['-C', again, '-rf', archive, '.']);
      await run('cp', ['-rp', `${again}/.`, first]);
      const { port, folder, ended } = await receiving(bench, { existing: 'overwrite' });
      shell('nc.openbsd -N 127.0.0.1 "$1" < "$2"', port, archive);
      const { id, failure, details } = await ended();
      expect({ failure, outcome: details.outcome }).toEqual({ failure: null, outcome: 'whole' });
      const filesOf = async (root: string) => (await told(root)).filter((line) => !line.includes('/ '));
      expect(await filesOf(folder)).toEqual(await filesOf(first));
      expect(await rowsOf(bench, id, 'problems')).toEqual([]);
    }));

  test('tar x: everything is there as it is here', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      const there = join(bench.folder, 'there');
      await mkdir(there);
      const { listener, port } = await sender(bench, { mode: 'tar', items: [path(tree)] });
      const peer = shell('nc.openbsd -d 127.0.0.1 "$1" | tar -C "$2" -xp; echo "tar $?"', port, there);
      const [accepted] = await bench.watch.accepted(listener);
      await expectWhole(bench, accepted?.id ?? '');
      await peer.until(/tar 0/);
      expect(peer.errors).toBe('');
      expect(await told(join(there, 'tree'))).toEqual(await told(tree));
    }));

  test('a pipe of tar that never ends is done with the end of its archive', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      const { port, folder, ended } = await receiving(bench);
      const peer = shell('tar -C "$2" -c . | nc.openbsd 127.0.0.1 "$1"', port, tree);
      expect((await ended()).details.outcome).toBe('whole');
      expect(await peer.exited()).toBe(0);
      expect(await told(folder)).toEqual(await toldHere(tree));
    }));
});

describeWith('socat', 'tar through socat', () => {
  test('it listens and gives what comes to tar x', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      const there = join(bench.folder, 'there');
      await mkdir(there);
      const peer = startPeer('socat', ['-u', 'TCP-LISTEN:0,bind=127.0.0.1', `EXEC:tar -C ${there} -xp`]);
      const id = await sendTo(bench, await peer.port(), { mode: 'tar', items: [path(tree)] });
      await expectWhole(bench, id);
      expect(await peer.exited()).toBe(0);
      expect(await told(join(there, 'tree'))).toEqual(await told(tree));
    }));

  test('it listens and sends what tar c makes', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      const peer = startPeer('socat', ['-u', `EXEC:tar -C ${tree} -c .`, 'TCP-LISTEN:0,bind=127.0.0.1']);
      const folder = join(bench.folder, 'received');
      const place = connectTo(await peer.port());
      const { session } = await bench.client.transfer.receive({ place, mode: 'tar', folder });
      await expectWhole(bench, session ?? '');
      expect(await told(folder)).toEqual(await toldHere(tree));
    }));
});

describeWith('ncat', 'tar through ncat', () => {
  test('tar c: what the pipe brings is here, links that stay in the folder among it', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      await symlink('inner', join(tree, 'sub/to-inner'));
      await symlink('../plain.txt', join(tree, 'sub/up'));
      const { port, folder, ended } = await receiving(bench, { links: 'keep' });
      shell('tar -C "$2" -c . | ncat --send-only 127.0.0.1 "$1"', port, tree);
      expect((await ended()).details.outcome).toBe('whole');
      expect(await told(folder)).toEqual(await toldHere(tree));
    }));

  test('tar x: links are there as links, when they are kept', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      await symlink('plain.txt', join(tree, 'short'));
      await symlink(`somewhere/${'x'.repeat(150)}/é`, join(tree, 'long'));
      const there = join(bench.folder, 'there');
      await mkdir(there);
      const input = { mode: 'tar' as const, items: [path(tree)], links: 'keep' as const };
      const { listener, port } = await sender(bench, input);
      const peer = shell('ncat --recv-only 127.0.0.1 "$1" | tar -C "$2" -xp; echo "tar $?"', port, there);
      const [accepted] = await bench.watch.accepted(listener);
      await expectWhole(bench, accepted?.id ?? '');
      await peer.until(/tar 0/);
      expect(await told(join(there, 'tree'))).toEqual(await told(tree));
    }));
});

describeWith('python3', 'tar with the tarfile of Python', () => {
  test('it unpacks what is sent', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      const there = join(bench.folder, 'there');
      await mkdir(there);
      const { listener, port } = await sender(bench, { mode: 'tar', items: [path(tree)] });
      const peer = python('tar_client.py', 'unpack', port, there);
      const [accepted] = await bench.watch.accepted(listener);
      await expectWhole(bench, accepted?.id ?? '');
      await peer.until(/done/);
      expect(await told(join(there, 'tree'))).toEqual(await told(tree));
    }));

  test('what it packs is unpacked here', () =>
    withBench(async (bench) => {
      const tree = await makeTree(bench);
      const { port, folder, ended } = await receiving(bench);
      const peer = python('tar_client.py', 'pack', port, tree);
      await expectWhole(bench, (await ended()).id);
      expect(await peer.exited()).toBe(0);
      expect(await told(folder)).toEqual(await toldHere(tree));
    }));
});

async function expectWhole(bench: TestBench, id: string) {
  const { failure, details } = await outcome(bench, id);
  expect({ failure, outcome: details.outcome, problems: await rowsOf(bench, id, 'problems') }).toEqual({
    failure: null,
    outcome: 'whole',
    problems: [],
  });
  expect(details.bytes.moved).toBe(details.bytes.total);
}
