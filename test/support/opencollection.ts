import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { readBrunoFolder } from '../../src/main/tools/http/library/bruno/folder.ts';

export const TOP = 'opencollection: 1.0.0\ninfo:\n  name: Shop\n';
export const GET = 'info:\n  name: One\n  type: http\nhttp:\n  method: GET\n  url: http://h/\n';

/** A folder for each test, in which a collection of Bruno is written and read. */
export function collectionFolder() {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opencollection-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    folder: () => folder,
    /** Puts files there, and reads them all. */
    async collection(files: Readonly<Record<string, string>>) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
      }
      return readBrunoFolder(folder);
    },
  };
}
