import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOST, HOSTS, type Launched, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';
import { faults, followTcp } from '../support/tshark.ts';

/** Presses Export in the open dialog and answers where the file then is. */
async function save(page: Page, app: App, folder: string, answer: Launched['answerSave']): Promise<string> {
  const path = join(folder, 'saved');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const press = () => app.hand.press(app.button('Export', dialog));
  if (!answer) {
    const download = page.waitForEvent('download');
    await press();
    await (await download).saveAs(path);
    await dialog.getByText(/^Downloaded .*\.\w+, /).waitFor();
  } else {
    await answer(path);
    await press();
    await dialog.getByText(`to ${path}`).waitFor();
  }
  await app.hand.press(app.button('Done', dialog));
  await dialog.waitFor({ state: 'detached' });
  return path;
}

/** The rows on the screen, by what they say without their time. */
async function rowsShown(app: App): Promise<string[]> {
  const names = await app.timeline
    .getByRole('row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  return names.map((name) => name.replace(/^\S+ /, ''));
}

describeWith(['chromium', 'tshark'], 'a session that is exported', () => {
  for (const host of HOSTS) {
    test(`as pcapng opens in tshark, and again under Captures, in the ${host}`, () =>
      withApp(host, async ({ page, folder, answerSave }) => {
        const app = new App(page, new MouseHand(page));
        await app.ready();
        await app.respond('Upper-case');
        await app.listen('0');
        await app.connectToIt();
        await app.send('hello out there');
        await app.row(/in, 15 bytes: HELLO OUT THERE/).waitFor();
        await app.hand.press(app.button('Close', app.session));
        await app.row(/close: Closed here/).waitFor();
        const before = await rowsShown(app);

        await app.hand.press(app.button('Export…', app.session));
        const dialog = page.getByRole('dialog', { name: 'Export' });
        await dialog.getByText(/\d rows, about /).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        const file = await save(page, app, folder, answerSave);
        expect(await faults(file)).toBe('');
        const { opener, answerer } = await followTcp(file);
        expect([opener.toString(), answerer.toString()]).toEqual(['hello out there', 'HELLO OUT THERE']);

        await app.hand.press(page.getByRole('tab', { name: 'Captures' }));
        const captures = page.getByRole('tabpanel', { name: 'Captures' });
        const chooser = page.waitForEvent('filechooser');
        await app.hand.press(app.button('Open a capture…', captures));
        await (await chooser).setFiles({ name: 'again.pcapng', mimeType: '', buffer: await readFile(file) });
        await app.row(/in, 15 bytes: HELLO OUT THERE/).waitFor();
        expect(await rowsShown(app)).toEqual(before);
        expect(await seriousFindings(page)).toEqual([]);
        // It takes no messages, and goes with its file.
        await expect.poll(() => captures.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
        await app.hand.press(app.button('Remove again.pcapng', captures));
        await app.timeline.waitFor({ state: 'detached' });
      }));
  }

  test('is chosen, exported as text and refused by keyboard alone', () =>
    withApp(HOST, async ({ page, folder, answerSave }) => {
      const app = new App(page, new KeyboardHand(page));
      await app.ready();
      await app.listen('0');
      await app.connectToIt();
      await app.send('one');
      await app.row(/out, 3 bytes: one/).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('export the session');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Export' });
      await app.hand.choose(dialog.getByRole('combobox', { name: 'Format' }), 'Raw bytes');
      await app.hand.choose(dialog.getByRole('combobox', { name: 'Direction' }), 'Sent');
      await app.hand.write(dialog.getByRole('textbox', { name: 'File name' }), ' ');
      await app.hand.press(app.button('Export', dialog));
      await dialog.getByText('File name is empty.').waitFor();
      await app.hand.write(dialog.getByRole('textbox', { name: 'File name' }), 'mine');
      const file = await save(page, app, folder, answerSave);
      expect(await readFile(file, 'utf8')).toBe('one');
    }));

  test('and a file that is none says so, and leaves nothing', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      await app.hand.press(page.getByRole('tab', { name: 'Captures' }));
      const captures = page.getByRole('tabpanel', { name: 'Captures' });
      const chooser = page.waitForEvent('filechooser');
      await app.hand.press(app.button('Open a capture…', captures));
      await (
        await chooser
      ).setFiles({ name: 'letter.pcapng', mimeType: '', buffer: Buffer.from('Dear all,') });
      await captures
        .getByRole('alert')
        .getByText('letter.pcapng: The file is no capture that can be opened here.')
        .waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await app.hand.press(app.button('Dismiss', captures));
      await captures.getByRole('alert').waitFor({ state: 'detached' });
    }));
});
