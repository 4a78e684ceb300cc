import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOST, HOSTS, type Launched, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { dropFiles } from '../support/drop.ts';
import { KeyboardHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';
import { sha256 } from '../support/transfer.ts';
import { hashes, TransferDriver } from '../support/transfer-page.ts';

/** Sends a file to where one of its name stands already, by keyboard alone: what becomes of it is asked. */
async function sendWhatIsThere(launched: Launched & { folder: string }) {
  const { page, folder } = launched;
  const app = new TransferDriver(page, new KeyboardHand(page));
  await app.ready();
  const into = join(folder, 'received');
  await mkdir(into);
  await writeFile(join(into, 'notes.txt'), 'these stand here and are longer');
  await writeFile(join(folder, 'notes.txt'), 'these come');
  await app.tool('File transfer');
  await app.receiveInto(into);
  await dropFiles(launched, app.form('Send'), [join(folder, 'notes.txt')]);
  await app.form('Send').getByText('notes.txt', { exact: true }).waitFor();
  await app.hand.press(app.button('Send to it', app.form('Receive')));
  return { app, into, question: page.getByRole('alertdialog', { name: 'notes.txt is there already' }) };
}

describeWith('chromium', 'a folder that is dragged in', () => {
  test.each(HOSTS)('is cut by a relay, resumed, and the same at the other end, in the %s', (host) =>
    withApp(host, async (launched) => {
      const { page, folder } = launched;
      const app = new TransferDriver(page);
      const clean = async () => expect(await seriousFindings(page)).toEqual([]);
      await app.ready();
      const from = join(folder, 'photos');
      const into = join(folder, 'received');
      await mkdir(join(from, 'deep'), { recursive: true });
      const sea = randomBytes(3 * 1024 * 1024);
      await writeFile(join(from, 'sea.bin'), sea);
      await writeFile(join(from, 'deep', '🌊 wave.txt'), 'a wave\n');
      await writeFile(join(from, 'empty'), '');

      await app.tool('File transfer');
      await app.button('Receive and send a sample file').waitFor();
      await clean();
      const port = await app.receiveInto(into);
      await clean();
      const through = await app.relayThatBreaks(port, '1500000');

      await app.tool('File transfer');
      await dropFiles(launched, app.form('Send'), [from], async () => {
        await page.getByText('Drop files and folders to send them').waitFor();
      });
      await app.form('Send').getByText('photos', { exact: true }).waitFor();
      await app.hand.write(app.field('Send', 'Port'), through);
      await app.hand.press(app.button('Send', app.form('Send')));
      await app.progress.getByText('Broken off').waitFor();
      await clean();
      // What is not whole has no final name.
      expect(Object.keys(await hashes(into))).not.toContain('photos/sea.bin');

      await app.tool('Relay');
      await app.hand.press(app.button('Faults', page.getByRole('region', { name: 'Directions' })));
      await app.hand.press(app.button('No faults', app.faults));
      await page.getByText('1 fault on').first().waitFor({ state: 'detached' });
      await app.tool('File transfer');
      await app.hand.press(app.button('Resume', app.session));
      await app.progress.getByText('Everything is there').waitFor();
      await app.progress.getByText(/were there before/).waitFor();
      await app.file(new RegExp(`Done.*photos/sea\\.bin.*${sha256(sea).slice(0, 12)}`)).waitFor();
      await clean();
      const there = await hashes(into);
      const here = await hashes(from);
      expect(there).toEqual(
        Object.fromEntries(Object.entries(here).map(([path, hash]) => [`photos/${path}`, hash])),
      );

      // The receiver tells the same, and what went over the wire is in a second view.
      await app.hand.pick(app.sessions.getByRole('listitem').filter({ hasText: '↓ from' }).last());
      await app.file(new RegExp(`Done.*photos/sea\\.bin.*${sha256(sea).slice(0, 12)}`)).waitFor();
      if (host === 'browser host') {
        const download = page.waitForEvent('download');
        await app.hand.press(app.button('Save photos/sea.bin'));
        expect(sha256(await readFile(await (await download).path()))).toBe(sha256(sea));
      }
      await app.hand.press(page.getByRole('tab', { name: 'Timeline and bytes', exact: true }));
      await app.row(/accept: Accepted from/).waitFor();
      await clean();
    }),
  );

  test('asks about a file in the way, by keyboard alone', () =>
    withApp(HOST, async (launched) => {
      const { page } = launched;
      const { app, into, question } = await sendWhatIsThere(launched);
      // Who has sent it is asked, for the receiver is on this bench too.
      await question.getByText('31 B').waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await app.hand.press(app.button('Rename', question));
      await app.progress.getByText('Everything is there').waitFor();
      await app.hand.pick(app.sessions.getByRole('listitem').filter({ hasText: '↓ from' }).last());
      await app.file(/Done.*notes.*sent as notes\.txt/).waitFor();
      const there = await readdir(into);
      expect(there).toHaveLength(2);
      expect(await readFile(join(into, 'notes.txt'), 'utf8')).toBe('these stand here and are longer');
      const other = there.find((name) => name !== 'notes.txt') ?? '';
      expect(await readFile(join(into, other), 'utf8')).toBe('these come');
    }));

  test('is cancelled, resumed, paused and goes on, by keyboard alone', () =>
    withApp(HOST, async (launched) => {
      const { app, into, question } = await sendWhatIsThere(launched);
      const there = join(into, 'notes.txt');
      // It stays where it is as long as nobody answers.
      await question.waitFor();
      await app.hand.press(app.button('Cancel', app.session));
      await app.progress.getByText('Cancelled', { exact: true }).waitFor();
      await question.waitFor({ state: 'detached' });
      await app.hand.press(app.button('Resume', app.session));
      await question.waitFor();
      await app.hand.press(app.button('Pause', app.session));
      const goOn = app.button('Resume', app.session);
      await goOn.waitFor();
      // Who pressed it by mistake presses the same key again.
      await expect.poll(() => goOn.evaluate((button) => button === document.activeElement)).toBe(true);
      await app.hand.press(app.button('Overwrite', question));
      await app.progress.getByText('Paused here').waitFor();
      expect(await readFile(there, 'utf8')).toBe('these stand here and are longer');
      await app.hand.press(goOn);
      await app.progress.getByText('Everything is there').waitFor();
      expect(await readFile(there, 'utf8')).toBe('these come');
    }));

  test('goes inside TLS to a receiver of the same bench, which is trusted as it is', () =>
    withApp(HOST, async (launched) => {
      const { page, folder } = launched;
      const app = new TransferDriver(page);
      await app.ready();
      const into = join(folder, 'received');
      await writeFile(join(folder, 'secret.txt'), 'inside');
      await app.tool('File transfer');
      await app.hand.press(app.button('More', app.form('Receive')));
      await app.form('Receive').getByRole('checkbox', { name: 'TLS', exact: true }).click();
      await app.receiveInto(into);
      await page.getByRole('region', { name: 'Certificate', exact: true }).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await dropFiles(launched, app.form('Send'), [join(folder, 'secret.txt')]);
      await app.form('Send').getByText('secret.txt', { exact: true }).waitFor();
      await app.hand.press(app.button('Send to it', app.form('Receive')));
      await app.progress.getByText('Everything is there').waitFor();
      await app.hand.press(app.button('Inside TLS 1.3', app.session));
      const security = page.getByRole('dialog', { name: 'Security' });
      await security.getByRole('region', { name: 'Server’s certificate' }).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await readFile(join(into, 'secret.txt'), 'utf8')).toBe('inside');

      // To one who does not know it the reason stands beside the chain, and one press trusts it for this transfer.
      await app.hand.press(app.button('Close security'));
      await app.hand.press(app.button('Send', app.form('Send')));
      await page.getByRole('region', { name: 'The chain that was shown' }).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await app.hand.press(app.button('Trust this certificate for this connection'));
      await app.progress.getByText('Everything is there').waitFor();
      await app.button('Inside TLS 1.3', app.session).waitFor();
    }));

  test('is not lost by what is wrong in the form', () =>
    withApp(HOST, async (launched) => {
      const { page, folder } = launched;
      const app = new TransferDriver(page);
      await app.ready();
      await writeFile(join(folder, 'a.txt'), 'a');
      await writeFile(join(folder, 'b.txt'), 'b');
      await app.tool('File transfer');
      await app.hand.press(app.button('Send', app.form('Send')));
      await page.getByRole('alert').getByText('Choose a file or a folder first').waitFor();
      await dropFiles(launched, app.form('Send'), [join(folder, 'a.txt'), join(folder, 'b.txt')]);
      await app.form('Send').getByText('b.txt', { exact: true }).waitFor();
      await app.hand.write(app.field('Send', 'Port'), '0');
      await app.hand.press(app.button('Send', app.form('Send')));
      await page.getByText('Port must be a whole number from 1 to 65535.').waitFor();
      // Nothing listens there: the failure says so, and the files are still chosen.
      await app.hand.write(app.field('Send', 'Port'), '9');
      await app.hand.press(app.button('Send', app.form('Send')));
      await page
        .getByText(/refused the connection/)
        .first()
        .waitFor();
      await app.form('Send').getByText('a.txt', { exact: true }).waitFor();
      // Plain bytes have no names: a press of a button chooses a mode that has.
      await page.getByRole('radio', { name: 'Plain', exact: true }).click();
      await app.hand.press(app.button('Send', app.form('Send')));
      await page
        .getByRole('alert')
        .getByText(/Plain mode sends the bytes of one file/)
        .waitFor();
      await app.hand.press(app.button('Send verified'));
      await page.getByRole('radio', { name: 'Verified', exact: true, checked: true }).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    }));
});
