import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { held, lend } from '../../support/lend.ts';

failOnLeaks();

describe('files that are handed over', () => {
  test('are chosen in a dialog of the host, or not at all', () =>
    withBench(async ({ client, host }) => {
      host.picks.push(['/a', '/b']);
      expect(await client.files.pick({ what: 'files', title: 'Choose files to send' })).toEqual({
        paths: ['/a', '/b'],
      });
      expect(await client.files.pick({ what: 'folder', title: 'Receive into' })).toEqual({ paths: null });
      expect(host.asked.map(({ what }) => what)).toEqual(['files', 'folder']);
      expect((await client.files.places()).downloads).not.toBe('');
    }));

  test('are looked at, whatever stands there', () =>
    withBench(async ({ client, folder }) => {
      const at = (name: string) => join(folder, name);
      await writeFile(at('file'), 'four');
      await mkdir(at('folder'));
      await symlink('file', at('link'));
      await symlink('nowhere', at('broken'));
      execFileSync('mkfifo', [at('pipe')]);
      const names = ['file', 'folder', 'link', 'broken', 'pipe', 'gone'];
      const { items } = await client.files.look({ paths: names.map(at) });
      expect(items.map(({ name, kind, size }) => [name, kind, size])).toEqual([
        ['file', 'file', 4],
        ['folder', 'folder', null],
        ['link', 'file', 4],
        ['broken', 'link', null],
        ['pipe', 'other', null],
        ['gone', 'missing', null],
      ]);
      await expect(client.files.look({ paths: ['notes.txt'] })).rejects.toMatchObject({
        data: { code: 'BAD_INPUT', message: 'notes.txt is no whole path.' },
      });
    }));

  test('by a page end with its stream, and nothing of another page is touched', () =>
    withBench(async (bench) => {
      const { client } = bench;
      const other = bench.openWindow();
      const { loan } = await lend(other.client, [held('f', new Uint8Array(3))]);
      const mine = await lend(client, [held('g', new Uint8Array(3))]);
      await expect(
        client.files.add({ loan, files: [{ path: '../f', kind: 'file', size: 0, modified: 0 }] }),
      ).rejects.toMatchObject({ data: { code: 'BAD_INPUT' } });
      await other.close();
      const add = (to: string) =>
        client.files.add({ loan: to, files: [{ path: 'more', kind: 'file', size: 0, modified: 0 }] });
      const gone = async () => {
        while (await add(loan).then(() => true)) await new Promise(setImmediate);
      };
      await expect(gone()).rejects.toMatchObject({ data: { code: 'LOAN_GONE' } });
      await add(mine.loan);
      mine.stop();
    }));

  test('by too many pages at once are refused', () =>
    withBench(async (bench) => {
      const windows = [bench.openWindow(), bench.openWindow()];
      const lendAll = async () => {
        for (const window of windows)
          for (let n = 0; n < 200; n++) await lend(window.client, [held('f', new Uint8Array(1))]);
      };
      await expect(lendAll()).rejects.toMatchObject({ data: { code: 'LIMIT' } });
      for (const window of windows) await window.close();
    }));
});
