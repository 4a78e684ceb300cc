import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import type { ReceiveInput } from '../../../src/contract/tools/transfer.ts';
import { entryHeader } from '../../../src/main/tools/transfer/tar/write-entry.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { stopPeers } from '../../support/peer.ts';
import { shell } from '../../support/shell.ts';
import { tree } from '../../support/sink.ts';
import { outcome, path, receiver, sender, sha256Of, until } from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopPeers);

const run = promisify(execFile);
const MiB = 1024 * 1024;

/** The blocks of one entry, as anybody can make them. */
function block(name: string, text = '', more: Partial<Parameters<typeof entryHeader>[0]> = {}): Buffer {
  const bytes = Buffer.from(text);
  const entry = {
    path: name,
    kind: 'file' as const,
    size: bytes.length,
    modified: 0,
    mode: 0o644,
    target: '',
  };
  return Buffer.concat([
    entryHeader({ ...entry, ...more }),
    bytes,
    Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ]);
}
const END = Buffer.alloc(1024);

/** Sends bytes to a receiver of tar and ends; answers what came of it. */
async function receive(bench: TestBench, bytes: Uint8Array, input: Partial<ReceiveInput> = {}) {
  const { listener, port, folder } = await receiver(bench, { mode: 'tar', ...input });
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
  socket.resume().end(bytes);
  const [accepted] = await bench.watch.accepted(listener);
  const ended = await outcome(bench, accepted?.id ?? '');
  if (!socket.closed) await once(socket.destroy(), 'close');
  const { files } = await bench.client.transfer.files({
    session: ended.id,
    filter: 'all',
    from: 0,
    count: 500,
  });
  const notes = Object.fromEntries(files.filter(({ note }) => note).map((row) => [row.path, row.note]));
  return { ...ended, folder, files, notes };
}

test('what would leave the folder is refused by name, and the rest is received', () =>
  withBench(async (bench) => {
    await mkdir(join(bench.folder, 'out'));
    const folder = join(bench.folder, 'received');
    await mkdir(folder);
    await symlink('../out', join(folder, 'door'));
    const archive = Buffer.concat([
      block('../escaped', 'x'),
      block('/tmp/absolute', 'x'),
      block('a/../../escaped', 'x'),
      block('C:/drive', 'x'),
      block('door/through', 'x'),
      block('made', '', { kind: 'link', target: '../out' }),
      block('./good/./file', 'good'),
      END,
    ]);
    const { failure, details, notes } = await receive(bench, archive, { links: 'keep' });
    expect(failure).toBeNull();
    expect(details).toMatchObject({ outcome: 'part', files: { done: 1, refused: 6 } });
    expect(Object.keys(notes)).toEqual([
      '../escaped',
      '/tmp/absolute',
      'a/../../escaped',
      'C:/drive',
      'door/through',
      'made',
    ]);
    expect(await tree(folder)).toEqual({ door: '-> ../out', good: '/', 'good/file': 'good' });
    expect(await readdir(join(bench.folder, 'out'))).toEqual([]);
    expect(await readdir(bench.folder)).not.toContain('escaped');
  }));

test('an archive that is cut is told, with what it is cut in; what was whole stays', () =>
  withBench(async (bench) => {
    const archive = Buffer.concat([block('first', 'whole'), block('second', 'x'.repeat(2000)), END]);
    const within = await receive(bench, archive.subarray(0, 512 * 3 + 100));
    expect(within.failure).toMatchObject({
      code: 'TAR_CUT',
      message: 'The archive is cut off in the middle of second.',
    });
    expect(within.details).toMatchObject({ outcome: 'broken', files: { done: 1 } });
    expect(await tree(within.folder)).toEqual({ first: 'whole' });
    const between = await receive(bench, archive.subarray(0, 1024), { existing: 'overwrite' });
    expect(between.failure).toMatchObject({
      code: 'TAR_CUT',
      message: 'The archive is cut off behind first: its end is missing.',
    });
    const nothing = await receive(bench, Buffer.alloc(0));
    expect(nothing.failure?.message).toBe('The other side ended without sending anything.');
    // A sum over a header that is wrong.
    const broken = Buffer.from(archive);
    broken[1024] = 0x7a;
    const damaged = await receive(bench, broken, { existing: 'overwrite' });
    expect(damaged.failure).toMatchObject({
      code: 'TAR_DAMAGED',
      message: 'The archive is damaged behind first: the sum over a header is wrong.',
    });
    expect(await tree(damaged.folder)).toEqual({ first: 'whole' });
  }));

test('a large file that is cut stays as a part, and never under its name', () =>
  withBench(async (bench) => {
    const archive = block('big.bin', 'x'.repeat(MiB));
    const { failure, folder } = await receive(bench, archive.subarray(0, 512 * 1024));
    expect(failure?.code).toBe('TAR_CUT');
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^big\.bin\..*part$/)]);
  }));

test('what is no tar archive is told by what it is', () =>
  withBench(async (bench) => {
    const known: [string | Buffer, string][] = [
      [Buffer.from('1f8b0800000000000003', 'hex'), 'packed with gzip'],
      ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'a request of HTTP'],
      ['WBXFER1\n', 'a verified transfer'],
      ['hello\n', 'no tar archive.'],
      [randomBytes(2000), 'no tar archive'],
    ];
    for (const [bytes, what] of known) {
      const { failure, folder } = await receive(bench, Buffer.from(bytes));
      expect(failure).toMatchObject({ code: 'NOT_TAR', message: expect.stringContaining(what) as string });
      expect(await readdir(folder)).toEqual([]);
    }
  }));

test('lying sizes and endless headers end in a failure, in little memory', () =>
  withBench(async (bench) => {
    const header = (type: string, size: string) => {
      const bytes = block('x');
      bytes.write(`${size}\0`, 124, 'latin1');
      bytes.write(type, 156, 'latin1');
      bytes.write('        ', 148, 'latin1');
      const sum = bytes.reduce((all, byte) => all + byte, 0);
      bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
      return bytes;
    };
    const endless = await receive(
      bench,
      Buffer.concat([header('x', '77777777777'), Buffer.alloc(4 * MiB, '9')]),
    );
    expect(endless.failure).toMatchObject({ code: 'TAR_DAMAGED' });
    const many = await receive(
      bench,
      Buffer.concat(Array.from({ length: 100 }, () => header('x', '00000000000'))),
    );
    expect(many.failure).toMatchObject({ code: 'TAR_DAMAGED' });
    const sizes = [header('0', '77777777777'), header('0', '99999999999'), header('L', '77777777777')];
    for (const bytes of sizes) {
      const { failure, folder } = await receive(bench, bytes, { maxBytes: MiB });
      expect(failure?.code).toMatch(/TAR_|NOT_TAR/);
      expect(await readdir(folder)).toEqual([]);
    }
  }));

test('more files than are taken are refused, and a million of them broken off', () =>
  withBench(async (bench) => {
    const archive = Buffer.concat([...Array.from({ length: 11_000 }, (_, i) => block(`f${i}`)), END]);
    const { failure, folder } = await receive(bench, archive, { maxFiles: 10 });
    expect(failure?.code).toBe('TOO_MANY_REFUSED');
    expect(await readdir(folder)).toHaveLength(10);
  }));

describeWith('nc', 'odd archives of GNU tar', () => {
  test('devices, pipes, sparse files and hard links are refused by name; the others are there', () =>
    withBench(async (bench) => {
      const from = join(bench.folder, 'from');
      await mkdir(from);
      await writeFile(join(from, 'a-good'), 'good');
      await run('mkfifo', [join(from, 'b-pipe')]);
      await writeFile(join(from, 'c-file'), 'linked');
      await link(join(from, 'c-file'), join(from, 'd-hard'));
      // Many holes: the map of it takes more blocks than its header has room for.
      await run('sh', [
        '-c',
        'for i in $(seq 0 40); do printf x | dd of="$1" bs=1 seek=$((i*65536)) conv=notrunc status=none; done',
        'sh',
        join(from, 'e-sparse'),
      ]);
      await symlink('a-good', join(from, 'f-link'));
      await writeFile(join(from, 'g-last'), 'last');
      for (const format of ['gnu', 'pax']) {
        const into = join(bench.folder, format);
        const { listener, port } = await receiver(bench, { mode: 'tar', folder: into });
        shell(
          `cd "$2" && tar -S -c --sort=name --format=${format} -V label * | nc.openbsd -N 127.0.0.1 "$1"`,
          port,
          from,
        );
        const [accepted] = await bench.watch.accepted(listener);
        const { id, failure, details } = await outcome(bench, accepted?.id ?? '');
        expect({ failure, outcome: details.outcome }).toEqual({ failure: null, outcome: 'part' });
        const { files } = await bench.client.transfer.files({
          session: id,
          filter: 'problems',
          from: 0,
          count: 9,
        });
        expect(files.map(({ path: name, note }) => [name, note])).toEqual([
          ['b-pipe', 'It is a named pipe.'],
          ['d-hard', expect.stringContaining('hard link to c-file')],
          ['e-sparse', expect.stringContaining('sparse file of GNU tar')],
          ['f-link', expect.stringContaining('link')],
        ]);
        expect(await tree(into)).toEqual({ 'a-good': 'good', 'c-file': 'linked', 'g-last': 'last' });
      }
    }));

  test('a file that changes before it is sent is left out by name; one that shrinks breaks it off', () =>
    withBench(async (bench) => {
      const from = join(bench.folder, 'from');
      await mkdir(from);
      for (const name of ['a', 'b', 'c']) await writeFile(join(from, name), name.repeat(100));
      await writeFile(join(from, 'large'), '');
      await truncate(join(from, 'large'), 8 * MiB);
      const items = [path(from)];
      const start = async () => {
        const { listener, port } = await sender(bench, { mode: 'tar', items, awaitFirst: true });
        const peer = shell('nc.openbsd 127.0.0.1 "$1" | tar -t; echo over', port);
        const [accepted] = await bench.watch.accepted(listener);
        const id = accepted?.id ?? '';
        await until(bench, id, 'has listed all', ({ files }) => files.total !== null);
        return { id, peer };
      };
      const first = await start();
      await rm(join(from, 'a'));
      await writeFile(join(from, 'b'), 'grown'.repeat(100));
      await first.peer.write('go\n');
      first.peer.end();
      const { failure, details, id } = await outcome(bench, first.id);
      expect({ failure, outcome: details.outcome }).toEqual({ failure: null, outcome: 'part' });
      const { files } = await bench.client.transfer.files({
        session: id,
        filter: 'problems',
        from: 0,
        count: 9,
      });
      expect(files.map(({ path: name }) => name)).toEqual(['from/a', 'from/b']);
      await first.peer.until(/over/);
      expect(first.peer.text).toBe('from/\nfrom/c\nfrom/large\nover\n');

      const second = await start();
      await truncate(join(from, 'large'), 5 * MiB);
      await second.peer.write('go\n');
      const broken = await outcome(bench, second.id);
      expect(broken.failure).toMatchObject({ code: 'FILE_CHANGED' });
      expect(broken.details.outcome).toBe('broken');
      await second.peer.until(/over/);
      await second.peer.until(/Unexpected EOF/);
    }));

  test('thousands of small files go over both ends of the bench', () =>
    withBench(async (bench) => {
      const from = join(bench.folder, 'from');
      await mkdir(join(from, 'deep'), { recursive: true });
      const bytes = randomBytes(4096);
      for (let i = 0; i < 3000; i++)
        await writeFile(join(from, i % 2 ? 'deep' : '', `f${i}`), bytes.subarray(i));
      const { listener, port, folder } = await receiver(bench, { mode: 'tar' });
      const { session } = await bench.client.transfer.send({
        place: { how: 'connect', host: '127.0.0.1', port },
        mode: 'tar',
        items: [path(from)],
      });
      const [accepted] = await bench.watch.accepted(listener);
      for (const id of [session ?? '', accepted?.id ?? '']) {
        const { failure, details } = await outcome(bench, id);
        expect({ failure, outcome: details.outcome, done: details.files.done }).toEqual({
          failure: null,
          outcome: 'whole',
          done: 3000,
        });
      }
      const { stdout } = await run('diff', ['-r', from, join(folder, 'from')]);
      expect(stdout).toBe('');
      expect(await sha256Of(join(folder, 'from/f0'))).toBe(await sha256Of(join(from, 'f0')));
    }));
});
