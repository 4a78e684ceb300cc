import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

/** The parts of the window that are about collections, by their accessible names. */
class Collections {
  readonly app: App;
  constructor(app: App) {
    this.app = app;
  }
  get dialog() {
    return this.app.page.getByRole('dialog');
  }
  get list() {
    return this.app.page.getByRole('list', { name: 'Requests in collections' });
  }
  item(name: string) {
    return this.list.getByRole('listitem').filter({ hasText: name });
  }
  get url() {
    return this.app.page.getByRole('textbox', { name: 'URL', exact: true });
  }
  field(name: string) {
    return this.dialog.getByRole('textbox', { name, exact: true });
  }

  /** Runs a command by the palette. */
  async run(title: string): Promise<void> {
    const { page } = this.app;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(title);
    await page.getByRole('option', { name: title }).first().waitFor();
    await page.keyboard.press('Enter');
    await this.dialog.waitFor();
  }

  async done(button: string): Promise<void> {
    await this.app.hand.press(this.dialog.getByRole('button', { name: button, exact: true }));
    await this.dialog.waitFor({ state: 'detached' });
  }
}

describeWith(['chromium'], 'requests as files, in the window', () => {
  for (const host of HOSTS)
    for (const Hand of [MouseHand, KeyboardHand])
      test(`a curl command is kept as a file that can be edited by hand, ${host} by ${Hand.name}`, () =>
        withApp(host, async ({ page, folder }) => {
          const app = new App(page, new Hand(page));
          await app.ready();
          await app.tool('HTTP');
          const all = new Collections(app);
          const requests = join(folder, 'requests');

          await all.run('Import a curl command');
          const command = `curl -X PUT 'http://localhost:3000/users/7?x=1' -H 'Accept: text/plain' --json '{"name":"Ann"}'`;
          await app.hand.write(all.field('Command'), command);
          await all.done('Import');
          await expect.poll(() => all.url.inputValue()).toBe('http://localhost:3000/users/7?x=1');

          await app.page.keyboard.press('Control+s');
          await app.hand.write(all.field('Name'), 'Rename Ann');
          await app.hand.write(all.field('Folder of the collection'), requests);
          expect(await seriousFindings(app.page)).toEqual([]);
          await all.done('Save');
          await all.item('Rename Ann').waitFor();
          expect(await readdir(requests)).toEqual(['Rename Ann.request.yaml']);
          const file = join(requests, 'Rename Ann.request.yaml');
          const text = await readFile(file, 'utf8');
          expect(text).toContain('url: http://localhost:3000/users/7?x=1');
          expect(text).toContain('method: PUT');

          await writeFile(file, text.replace('users/7', 'users/8 # the other one').replace('?x=1', ''));
          await expect.poll(() => all.url.inputValue()).toBe('http://localhost:3000/users/8');

          // Both change: nothing is lost without being asked.
          await app.hand.write(all.url, ':4000/here');
          await writeFile(file, text.replace('users/7', 'users/9'));
          await app.page.getByText('was changed on the disk, and here too.').waitFor({ state: 'attached' });
          await app.page.keyboard.press('Control+s');
          await all.done('Take the file’s');
          await expect.poll(() => all.url.inputValue()).toBe('http://localhost:3000/users/9?x=1');

          await app.hand.pick(all.item('Rename Ann'));
          await app.page.keyboard.press('Delete');
          await app.hand.press(app.button('Undo'));
          await all.item('Rename Ann').waitFor();
          expect(await readdir(requests)).toEqual(['Rename Ann.request.yaml']);
        }));
});
