import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { shell } from '../../support/shell.ts';
import { connectTo, LISTEN, outcome, path, receiver, sender, sendTo, until } from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopPeers);

const MiB = 1024 * 1024;

async function fileOf(bench: TestBench, size: number, name = 'a.bin') {
  const file = join(bench.folder, name);
  await writeFile(file, randomBytes(size));
  return file;
}

test('without a name the file is called by the time and who sent it', () =>
  withBench(async (bench) => {
    const { port, folder } = await receiver(bench, { mode: 'plain' });
    const items = [path(await fileOf(bench, 10))];
    const sent = await outcome(bench, await sendTo(bench, port, { mode: 'plain', items }));
    const [name] = await readdir(folder);
    expect(name).toMatch(/^\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d from 127\.0\.0\.1 port \d+$/);
    expect(name).toContain(`port ${sent.local?.port}`);
  }));

test('what begins as verified mode does is taken as it is, and told', () =>
  withBench(async (bench) => {
    const file = await fileOf(bench, 10);
    await writeFile(file, 'WBXFER1\nthe rest of a hello');
    const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'got' });
    await outcome(bench, await sendTo(bench, port, { mode: 'plain', items: [path(file)] }));
    const [accepted] = await bench.watch.accepted(listener);
    const { id } = await outcome(bench, accepted?.id ?? '');
    const { files } = await bench.client.transfer.files({ session: id, filter: 'all', from: 0, count: 1 });
    expect(files[0]).toMatchObject({
      state: 'done',
      note: expect.stringContaining('Verified mode') as string,
    });
    expect(await readFile(join(folder, 'got'))).toEqual(await readFile(file));
  }));

test('a folder is no plain file: nothing of it is sent, and it says which modes can', () =>
  withBench(async (bench) => {
    const folder = join(bench.folder, 'folder');
    await mkdir(folder);
    await fileOf(bench, 10, 'folder/a');
    const { port, folder: into } = await receiver(bench, { mode: 'plain' });
    const sending = sendTo(bench, port, { mode: 'plain', items: [path(folder)] });
    const failure = await sending.then(
      async (id) => (await outcome(bench, id)).failure,
      (error: { data: { code: string; field: string } }) => error.data,
    );
    expect(failure).toMatchObject({ code: 'ONE_FILE', field: 'files' });
    expect(await readdir(into)).toEqual([]);
  }));

describeWith('python3', 'plain transfers that go wrong', () => {
  test('a name that leads out of the folder is refused, and the sender is not told that all went well', () =>
    withBench(async (bench) => {
      const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: '../out.bin' });
      const file = await fileOf(bench, MiB);
      const sent = await outcome(bench, await sendTo(bench, port, { mode: 'plain', items: [path(file)] }));
      const [accepted] = await bench.watch.accepted(listener);
      const { failure, details } = await outcome(bench, accepted?.id ?? '');
      expect(failure?.code).toBe('UNSAFE_NAME');
      expect(details).toMatchObject({ outcome: 'broken', files: { refused: 1 } });
      expect(sent.details.outcome).toBe('broken');
      expect(await readdir(folder)).toEqual([]);
      expect(await readdir(bench.folder)).not.toContain('out.bin');
    }));

  test('a file that becomes shorter while it is sent breaks the transfer off, and says so', () =>
    withBench(async (bench) => {
      const size = 64 * MiB;
      const file = await fileOf(bench, 0);
      await truncate(file, size);
      const items = [path(file)];
      const { listener, port } = await sender(bench, { mode: 'plain', items, awaitFirst: true });
      const peer = shell('exec nc.openbsd 127.0.0.1 "$1"', port);
      const [accepted] = await bench.watch.accepted(listener);
      const id = accepted?.id ?? '';
      await until(bench, id, 'waits', ({ files }) => files.total === 1);
      await truncate(file, MiB + 1);
      await peer.write('hello\n');
      const { failure, details } = await outcome(bench, id);
      expect(failure).toMatchObject({
        code: 'FILE_CHANGED',
        message: expect.stringContaining('a.bin changed while it was sent') as string,
      });
      expect(details.outcome).toBe('broken');
      // It was broken off, so that it does not pass for the whole file there.
      expect((await bench.rows(id)).some(({ kind }) => kind === 'end-sent')).toBe(false);
    }));

  test('a receiver that resets after all was sent is not taken for one that has it', () =>
    withBench(async (bench) => {
      const peer = python('reset_unread.py');
      const items = [path(await fileOf(bench, 1000))];
      const id = await sendTo(bench, await peer.port(), { mode: 'plain', items });
      await until(bench, id, 'has sent all', ({ bytes }) => bytes.moved === 1000);
      await peer.write('now\n');
      const { failure, details } = await outcome(bench, id);
      expect(details.outcome).toBe('broken');
      expect(failure?.message).toContain('after all was sent');
      expect(details.files.done).toBe(0);
    }));

  test('a sender that is killed leaves no file under its name, and what came as a part', () =>
    withBench(async (bench) => {
      const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
      const peer = python('reset_midway.py', port);
      const [accepted] = await bench.watch.accepted(listener);
      await until(bench, accepted?.id ?? '', 'has the first bytes', ({ bytes }) => bytes.moved === 100_000);
      await peer.write('now\n');
      const { failure, details } = await outcome(bench, accepted?.id ?? '');
      expect(failure?.code).toBe('ECONNRESET');
      expect(details).toMatchObject({ outcome: 'broken', files: { done: 0 } });
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^b\.bin\.[0-9a-f]+\.part$/)]);
    }));

  test('a sender that resets right behind its last bytes has not sent a file', () =>
    withBench(async (bench) => {
      const peer = python('reset_behind.py', 'serve', 1, 'told');
      const folder = join(bench.folder, 'in');
      const { session } = await bench.client.transfer.receive({
        place: connectTo(await peer.port()),
        mode: 'plain',
        fileName: 'b.bin',
        folder,
      });
      await bench.watch.session(session ?? '', 'is open', ({ openedAt }) => openedAt !== null);
      await peer.write('now\n');
      await brokenBehind(bench, session ?? '', folder);
    }));

  test('nor has one inside TLS', () =>
    withBench(async (bench) => {
      const place = { ...LISTEN, tls: { certificate: { kind: 'made' as const } } };
      const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b.bin', place });
      python('reset_behind.py', 'connect', port, 1, 'mute', 'tls');
      const [accepted] = await bench.watch.accepted(listener);
      await brokenBehind(bench, accepted?.id ?? '', folder);
    }));

  test('more than the receiver takes is refused, and nothing is left under its name', () =>
    withBench(async (bench) => {
      const { listener, port, folder } = await receiver(bench, {
        mode: 'plain',
        fileName: 'b.bin',
        maxBytes: 100_000,
      });
      const items = [path(await fileOf(bench, 8 * MiB))];
      const sent = await outcome(bench, await sendTo(bench, port, { mode: 'plain', items }));
      const [accepted] = await bench.watch.accepted(listener);
      const { failure } = await outcome(bench, accepted?.id ?? '');
      expect(failure?.code).toBe('LIMIT');
      expect(sent.details.outcome).toBe('broken');
      expect(await readdir(folder)).not.toContain('b.bin');
    }));
});

/** All that came is there, and under no final name. */
async function brokenBehind(bench: TestBench, session: string, folder: string): Promise<void> {
  const { failure, details } = await outcome(bench, session);
  expect(failure?.code).toBe('ECONNRESET');
  expect(details).toMatchObject({ outcome: 'broken', files: { done: 0 }, bytes: { moved: 11 } });
  expect(await readdir(folder)).not.toContain('b.bin');
}
