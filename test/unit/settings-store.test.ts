import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SettingsStore } from '../../src/main/bench/settings.ts';
import { withBench } from '../support/bench.ts';

const MiB = 1024 * 1024;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function stored(text: string): Promise<SettingsStore> {
  await writeFile(join(folder, 'settings.json'), text);
  return SettingsStore.open(folder);
}

it('one setting that makes no sense takes its default, the others stay', async () => {
  const settings = await stored(
    JSON.stringify({ settings: { theme: 'sepia', memoryLimit: 32 * MiB }, remembered: { split: 0.4 } }),
  );
  expect(settings.get()).toMatchObject({ theme: 'system', memoryLimit: 32 * MiB });
  expect(settings.recall()).toEqual({ split: 0.4 });
  await settings.close();
});

it.each(['{', '', 'null', '[]', '"text"'])('a file that holds %j is put aside', async (text) => {
  const settings = await stored(text);
  expect(settings.get().theme).toBe('system');
  expect(await readdir(folder)).toEqual(['settings.broken.json']);
  await settings.close();
});

it('a change of one setting leaves the others as they are', () =>
  withBench(async ({ client }) => {
    await client.settings.update({ memoryLimit: 32 * MiB });
    await client.settings.update({ density: 'compact' });
    expect(await client.settings.update({ theme: 'dark' })).toMatchObject({
      theme: 'dark',
      density: 'compact',
      memoryLimit: 32 * MiB,
    });
  }));
