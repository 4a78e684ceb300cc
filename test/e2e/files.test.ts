import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { App, HOST, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { dragAway, dropFiles } from '../support/drop.ts';
import { KeyboardHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

const MiB = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A client of the listener in the window, whose session is then shown. */
async function client(app: App): Promise<Socket> {
  const port = Number((await app.listen('0')).split(':')[1]);
  const socket = createConnection(port, '127.0.0.1');
  await once(socket, 'connect');
  await app.show('from');
  return socket;
}

/** Reads until that many bytes have come, and answers their hash. */
async function hashOf(socket: Socket, size: number): Promise<string> {
  const hash = createHash('sha256');
  let left = size;
  for await (const bytes of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    hash.update(bytes);
    left -= bytes.length;
    if (left <= 0) break;
  }
  return hash.digest('hex');
}

describeWith('chromium', 'a file that is dropped on a connection', () => {
  for (const host of HOSTS) {
    test(`is attached, sent as it is, and told, in the ${host}`, () =>
      withApp(host, async (launched) => {
        const { page, folder } = launched;
        const app = new App(page);
        await app.ready();
        const socket = await client(app);
        const path = join(folder, 'holiday film.mov');
        const bytes = randomBytes(24 * MiB + 7);
        await writeFile(path, bytes);
        await page.evaluate(() => {
          const note = (event: DragEvent) => {
            const file = event.dataTransfer?.files[0];
            document.body.dataset.dropped = (file && window.wirebench?.pathOf(file)) ?? 'no path';
          };
          window.addEventListener('drop', note, true);
        });
        // Anywhere on the session will do.
        await dropFiles(launched, app.timeline, [path], async () => {
          await page.getByText('Drop a file to attach it').waitFor();
          expect(await seriousFindings(page)).toEqual([]);
        });
        await app.compose.getByText('holiday film.mov').waitFor();
        await app.compose.getByText('24.0 MiB, sent as it is').waitFor();
        await expect.poll(() => page.getByText('Drop a file to attach it').count()).toBe(0);
        // In the desktop host main reads the file itself.
        const told = await page.evaluate(() => document.body.dataset.dropped);
        expect(told).toBe(host === 'browser host' ? 'no path' : path);

        const came = hashOf(socket, bytes.length);
        // The focus is where the next step is.
        await page.keyboard.press('Enter');
        await app.row(/note: Sent all of holiday film\.mov, 25,165,831 bytes\./).waitFor();
        expect(await came).toBe(sha256(bytes));
        await app.compose.getByRole('textbox', { name: 'Message' }).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        socket.destroy();
      }));
  }

  test('can be cancelled on its way to a peer that does not read, and others wait for it', () =>
    withApp(HOST, async (launched) => {
      const { page, folder } = launched;
      const app = new App(page);
      await app.ready();
      const socket = await client(app);
      socket.pause();
      const path = join(folder, 'big.bin');
      await writeFile(path, randomBytes(32 * MiB));
      await dropFiles(launched, app.compose, [path]);
      await app.hand.press(app.button('Send', app.compose));
      await app.compose.getByRole('progressbar', { name: 'Bytes sent' }).waitFor();
      await app
        .row(/out, 262144 bytes|out, 262,144 bytes|out, 256/)
        .first()
        .waitFor();
      await expect.poll(() => app.button('Send', app.compose).isDisabled()).toBe(true);
      expect(await seriousFindings(page)).toEqual([]);
      await app.hand.press(app.button('Cancel', app.compose));
      await app.compose
        .getByText(/^Sending big\.bin was cancelled: [\d,]+ of 33,554,432 bytes had gone\.$/)
        .waitFor();
      // It can be sent again.
      await app.compose.getByText('big.bin', { exact: true }).waitFor();
      socket.destroy();
    }));

  test('has to be one, and what misses its place does not take the window away', () =>
    withApp(HOST, async (launched) => {
      const { page, folder } = launched;
      const app = new App(page);
      await app.ready();
      const socket = await client(app);
      await mkdir(join(folder, 'album'));
      await writeFile(join(folder, 'a'), 'a');
      await writeFile(join(folder, 'b'), 'b');
      await dropFiles(launched, app.bytes, [join(folder, 'album')]);
      await app.compose.getByText('A folder can’t be sent here').waitFor();
      await dropFiles(launched, app.bytes, [join(folder, 'a'), join(folder, 'b')]);
      await app.compose.getByText('More than one file can’t be sent here').waitFor();
      await dropFiles(launched, app.listenForm, [join(folder, 'a')]);
      const veil = page.getByText('Drop a file to attach it');
      await dragAway(launched, app.timeline, [join(folder, 'a')], () => veil.waitFor());
      await veil.waitFor({ state: 'detached' });
      await app.timeline.waitFor();
      socket.destroy();
    }));

  test('is chosen and sent by keyboard alone', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page, new KeyboardHand(page));
      await app.ready();
      const socket = await client(app);
      const chooser = page.waitForEvent('filechooser');
      await app.hand.press(app.button('Attach file', app.compose));
      await (await chooser).setFiles({ name: 'note.txt', mimeType: '', buffer: Buffer.from('dear all') });
      await app.compose.getByText('8 B, sent as it is').waitFor();
      const came = hashOf(socket, 8);
      await page.keyboard.press('Enter');
      expect(await came).toBe(sha256(Buffer.from('dear all')));
      await app.row(/note: Sent all of note\.txt, 8 bytes\./).waitFor();
      socket.destroy();
    }));
});
