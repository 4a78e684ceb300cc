import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveBytes } from '../../src/main/bench/save-bytes.ts';
import { saveTo } from '../../src/main/hosts/electron/save.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-save-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file has a name of its own only when it is whole', async () => {
  const path = join(folder, 'capture.bin');
  const during: string[] = [];
  const source = {
    name: 'capture.bin',
    size: 6,
    async *read() {
      yield Uint8Array.of(0, 1, 255);
      during.push(...(await readdir(folder)));
      yield Uint8Array.of(10, 13, 128);
    },
  };
  expect(await saveTo(path, source)).toEqual({ kind: 'saved', path, bytes: 6 });
  expect([...(await readFile(path))]).toEqual([0, 1, 255, 10, 13, 128]);
  expect(during).not.toContain('capture.bin');
  expect(await readdir(folder)).toEqual(['capture.bin']);
});

test('a source that fails leaves nothing behind', async () => {
  const source = {
    name: 'x',
    size: 9,
    async *read() {
      yield Uint8Array.of(1);
      throw new Error('the spill file is gone');
    },
  };
  await expect(saveTo(join(folder, 'x'), source)).rejects.toThrow('the spill file is gone');
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that is not there is told as the system tells it', async () => {
  const source = { name: 'x', size: 0, async *read() {} };
  await expect(saveTo(join(folder, 'no/x'), source)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('bytes that can’t be written are told with the reason', async () => {
  const full = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' }));
  await expect(saveBytes(full, 'rules.json', Buffer.from('x'))).rejects.toMatchObject({
    failure: { code: 'ENOSPC', message: 'The disk is full, so the file was not saved.' },
  });
});
