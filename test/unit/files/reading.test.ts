import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Files } from '../../../src/main/bench/files/files.ts';
import { entriesOf, isLeftOut, type Source, type SourceEntry } from '../../../src/main/bench/files/source.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

const ROOM = 9;
const NUMBERS = Array.from({ length: 80 }, (_, n) => n);
const bytesOf = NUMBERS.map((n) => randomBytes(n * n * 10));

let folder: string;
let source: Source;
let entries: Map<string, SourceEntry>;

/** Many small files, so that they are read by the thread. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-reading-'));
  for (const n of NUMBERS) await writeFile(join(folder, `${n}`), bytesOf[n] ?? '');
  source = new Files().source([{ kind: 'path', path: folder }], { links: 'leave' });
  entries = new Map();
  for await (const one of entriesOf(source))
    if (!isLeftOut(one)) entries.set(one.path.split('/')[1] ?? '', one);
});
afterEach(async () => {
  await source.close();
  await rm(folder, { recursive: true });
});

const load = async (name: number) => {
  const { load: read } = entries.get(`${name}`) ?? {};
  if (!read) throw new Error(`${name} is not read by the thread`);
  return read(ROOM);
};
const refusal = (name: number) =>
  load(name).then(
    () => 'loaded',
    (error: { failure?: { code: string; message: string } }) => error.failure,
  );

describe('many small files', () => {
  test('are read whole with room before them, and hashed', async () => {
    const all = await Promise.all(NUMBERS.map(load));
    for (const [n, { bytes, sha256 }] of all.entries()) {
      const own = bytesOf[n] ?? Buffer.alloc(0);
      expect(Buffer.from(bytes.subarray(ROOM)).equals(own)).toBe(true);
      expect(sha256).toBe(createHash('sha256').update(own).digest('hex'));
    }
    expect(entries.get('')?.load).toBeUndefined();
  });

  test('that are not any more what they were are refused by name, and the others are read', async () => {
    const at = (n: number) => join(folder, `${n}`);
    await truncate(at(10), 5);
    await appendFile(at(11), 'more');
    await utimes(at(12), 1, 1);
    await rm(at(13));
    await rm(at(14));
    await symlink(at(15), at(14));
    await rm(at(16));
    execFileSync('mkfifo', [at(16)]);
    await appendFile(at(0), 'no longer empty');
    const [short, grown, written, gone, link, pipe, empty, whole] = await Promise.all(
      [10, 11, 12, 13, 14, 16, 0, 20].map(refusal),
    );
    const changed = (how: string) => ({
      code: 'FILE_CHANGED',
      message: expect.stringContaining(how) as string,
    });
    expect(short).toMatchObject(changed('/10 changed while it was sent: it has become shorter'));
    expect(grown).toMatchObject(changed('/11 changed while it was sent: it has grown'));
    expect(written).toMatchObject(changed('it was written to'));
    expect(gone).toMatchObject({ code: 'ENOENT', message: expect.stringContaining('/13 can’t') as string });
    expect(link).toMatchObject({ code: 'ELOOP' });
    expect(pipe).toMatchObject({ message: expect.stringContaining('/16 c') as string });
    expect(empty).toMatchObject(changed('it has grown'));
    expect(whole).toBe('loaded');
  });

  test('that are on their way when the source is closed are given up', async () => {
    const loads = NUMBERS.map((n) => load(n).catch((error: unknown) => error));
    await source.close();
    const all = await Promise.all(loads);
    expect(all.some((one) => one instanceof Error)).toBe(true);
  });
});
