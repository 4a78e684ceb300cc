import { randomBytes } from 'node:crypto';
import { mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { HOSTS, type HostName, type Launched, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { dropFiles } from '../support/drop.ts';
import { describeWith } from '../support/needs.ts';
import { startPeer, stopPeers } from '../support/peer.ts';
import { shell } from '../support/shell.ts';
import { sha256Of } from '../support/transfer.ts';
import { hashes, TransferDriver } from '../support/transfer-page.ts';

afterEach(stopPeers);

const LONG = `${'ä'.repeat(120)}.txt`;
const DEEP = Array.from({ length: 12 }, (_, i) => `folder-${i}-of-a-deep-path`).join('/');

/** Names that need more than the oldest header of tar, an empty file, one of many blocks, and a link. */
async function makeTree(root: string): Promise<void> {
  await mkdir(join(root, DEEP), { recursive: true });
  await writeFile(join(root, 'large.bin'), randomBytes(2 * 1024 * 1024 + 11));
  await writeFile(join(root, LONG), 'long');
  await writeFile(join(root, DEEP, '🌊 wave'), 'deep');
  await writeFile(join(root, 'empty'), '');
  await symlink('large.bin', join(root, 'link'));
}

describeWith(['chromium', 'nc'], 'programs at the other end', () => {
  test.each(HOSTS)('nc takes and gives one file in plain mode, in the %s', (host) =>
    withApp(host, async (launched) => {
      const { app, folder } = await opened(launched, 'Plain');
      const from = join(folder, 'picked.bin');
      const there = join(folder, 'there.bin');
      await writeFile(from, randomBytes(3 * 1024 * 1024 + 7));

      const taker = shell('exec nc.openbsd -l 127.0.0.1 0 > "$1"', there);
      await pick(launched, app, host, from);
      await sendTo(app, await taker.port());
      await app.progress.getByText('Everything was sent').waitFor();
      expect(await taker.exited()).toBe(0);
      expect(await sha256Of(there)).toBe(await sha256Of(from));

      const into = join(folder, 'received');
      await app.hand.press(app.button('More', app.form('Receive')));
      await app.hand.write(app.field('Receive', 'File name'), 'here.bin');
      const giver = shell('exec nc.openbsd -N 127.0.0.1 "$1" < "$2"', await app.receiveInto(into), from);
      await received(app, 'All that came is there', /Done.*here\.bin/);
      expect(await giver.exited()).toBe(0);
      expect(await hashes(into)).toEqual({ 'here.bin': await sha256Of(from) });
      expect(await seriousFindings(app.page)).toEqual([]);
    }),
  );

  test.each(HOSTS)('tar takes and gives a folder through nc in tar mode, in the %s', (host) =>
    withApp(host, async (launched) => {
      const { app, folder } = await opened(launched, 'Tar');
      const tree = join(folder, 'tree');
      await makeTree(tree);
      const whole = await hashes(tree);

      const there = join(folder, 'there');
      await mkdir(there);
      const taker = startPeer('bash', [
        '-c',
        'exec nc.openbsd -l 127.0.0.1 0 > >(tar -x -C "$1")',
        'bash',
        there,
      ]);
      await dropFiles(launched, app.form('Send'), [tree]);
      await app.form('Send').getByText('tree', { exact: true }).waitFor();
      await app.hand.press(app.button('More', app.form('Send')));
      await app.hand.choose(app.select('Send', 'Links'), 'Send as links');
      await sendTo(app, await taker.port());
      await app.progress.getByText('Everything was sent').waitFor();
      // Its outputs are open until tar has ended too.
      expect(await taker.exited()).toBe(0);
      expect(taker.errors).toBe('');
      expect(await hashes(join(there, 'tree'))).toEqual(whole);
      // A page is not told of links: the browser host can’t send them as such.
      if (host !== 'browser host') expect(await readlink(join(there, 'tree/link'))).toBe('large.bin');

      const into = join(folder, 'received');
      await app.hand.press(app.button('More', app.form('Receive')));
      await app.hand.choose(app.select('Receive', 'Links'), 'Keep those that stay in the folder');
      shell('tar -C "$2" -c . | nc.openbsd -N 127.0.0.1 "$1"', await app.receiveInto(into), tree);
      await received(app, 'Everything is there', /Done.*large\.bin/);
      expect(await hashes(into)).toEqual(whole);
      expect(await readlink(join(into, 'link'))).toBe('large.bin');
      expect(await seriousFindings(app.page)).toEqual([]);
    }),
  );
});

/** The page of transfers in a mode. */
async function opened(launched: Launched & { folder: string }, mode: 'Plain' | 'Tar') {
  const { page, folder } = launched;
  const app = new TransferDriver(page);
  await app.ready();
  await app.tool('File transfer');
  await page.getByRole('radio', { name: mode, exact: true }).click();
  return { app, folder };
}

/** Chooses a file by the dialog that the host has. */
async function pick({ page, answerOpen }: Launched, app: TransferDriver, host: HostName, path: string) {
  await answerOpen?.([path]);
  const chooser = host === 'browser host' ? page.waitForEvent('filechooser') : null;
  await app.hand.press(app.button('Add files…', app.form('Send')));
  await (await chooser)?.setFiles(path);
  await app.form('Send').getByText('picked.bin', { exact: true }).waitFor();
}

async function sendTo(app: TransferDriver, port: number): Promise<void> {
  await app.hand.write(app.field('Send', 'Port'), String(port));
  await app.hand.press(app.button('Send', app.form('Send')));
}

/** Waits until who connected has given everything, one of whose files is this. */
async function received(app: TransferDriver, words: string, file: RegExp): Promise<void> {
  await app.hand.pick(app.sessions.getByRole('listitem').filter({ hasText: '↓ from' }).last());
  await app.progress.getByText(words).waitFor();
  await app.file(file).waitFor();
}
