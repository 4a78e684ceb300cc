import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { App, browserHostTest, HOST, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

/** The parts of the window that are about saved messages, by their accessible names. */
class Saved {
  readonly app: App;
  constructor(app: App) {
    this.app = app;
  }
  get page() {
    return this.app.page;
  }
  get dialog() {
    return this.page.getByRole('dialog');
  }
  get panel() {
    return this.page.getByRole('complementary', { name: 'Saved' });
  }
  get list() {
    return this.panel.getByRole('list', { name: 'Saved messages' });
  }
  run(name: string) {
    return this.panel.getByRole('region', { name: `Run of ${name}` });
  }
  field(name: string, at = 0) {
    return this.dialog.getByRole('textbox', { name, exact: true }).nth(at);
  }

  /** An echo server and a client that is connected to it. */
  async talk(): Promise<void> {
    await this.app.ready();
    await this.app.hand.press(this.app.button('Start an echo server and connect to it'));
    await this.app.row(/connect: Connected to/).waitFor();
  }

  async save(): Promise<void> {
    await this.app.hand.press(this.dialog.getByRole('button', { name: 'Save', exact: true }));
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** Chooses of a menu that a button opens. */
  async menu(button: string, item: string, last = false): Promise<void> {
    const buttons = this.page.getByRole('button', { name: button, exact: true });
    await this.app.hand.press(last ? buttons.last() : buttons.first());
    const choice = this.page.getByRole('menuitem', { name: item, exact: true });
    await choice.waitFor();
    if (this.app.hand.name === 'mouse') await choice.click();
    else {
      const chosen = () => choice.evaluate((element) => element === document.activeElement);
      for (let step = 0; step < 20 && !(await chosen()); step++) await this.page.keyboard.press('ArrowDown');
      await this.page.keyboard.press('Enter');
    }
    await choice.waitFor({ state: 'detached' });
  }

  /** Saves the message of the composer under a name and a key. */
  async saveMessage(name: string, key: string): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.app.hand.write(this.field('Name'), name);
    await this.app.hand.choose(this.dialog.getByRole('combobox', { name: 'Key' }), key);
    await this.save();
    await this.list.getByText(name).waitFor();
  }
}

/** Saves a frame with a checksum, fires it by a key, and runs a sequence that passes and, changed, fails. */
async function walk(saved: Saved): Promise<void> {
  const { app, page } = saved;
  const { hand } = app;
  await saved.talk();
  await hand.choose(app.compose.getByRole('combobox', { name: 'Encoding' }), 'Hex');
  await hand.write(
    app.compose.getByRole('textbox', { name: 'Message' }),
    '01 03 00 00 00 0a {{crc16-modbus:le}}',
  );
  const template = app.compose.getByRole('checkbox', { name: 'Template' });
  if (hand.name === 'mouse') await template.check();
  else {
    await template.focus();
    await page.keyboard.press('Space');
  }
  await app.compose.getByRole('group', { name: 'Preview' }).getByText('c5 cd').waitFor();
  await saved.saveMessage('Read registers', 'F6');
  await page.keyboard.press('F6');
  await app.row(/in, 8 bytes/).waitFor();

  await saved.menu('New', 'New sequence…');
  await hand.write(saved.field('Name'), 'Is it there');
  await saved.menu('Add a step', 'Send');
  await hand.choose(saved.dialog.getByRole('combobox', { name: 'What' }).first(), 'Read registers');
  await saved.menu('Add a step', 'Wait for');
  await hand.choose(saved.dialog.getByRole('combobox', { name: 'What' }).nth(1), 'Hex');
  await hand.write(saved.field('Expected'), '0a c5 cd');
  await saved.save();
  const row = saved.list.getByRole('listitem').filter({ hasText: 'Is it there' });
  await hand.pick(row);
  if (hand.name === 'mouse') await hand.press(row.getByRole('button', { name: 'Run Is it there' }));
  else await page.keyboard.press('Enter');
  const run = saved.run('Is it there');
  await run.getByText('Passed', { exact: true }).waitFor();
  await run
    .getByRole('listitem')
    .filter({ hasText: /^Passed: Wait for 0a c5 cd/ })
    .waitFor();

  if (hand.name === 'mouse') await row.click({ button: 'right' });
  else {
    await hand.pick(row);
    await page.keyboard.press('Shift+F10');
  }
  await page.getByRole('menuitem', { name: 'Edit…' }).focus();
  await page.keyboard.press('Enter');
  await hand.write(saved.field('Expected'), '0a c5 ce');
  await hand.write(saved.field('Within, in milliseconds'), '50');
  await saved.save();
  await hand.press(run.getByRole('button', { name: 'Run again' }));
  await run.getByText('Failed', { exact: true }).waitFor();
  const failed = run.getByRole('listitem').filter({ hasText: /^Failed: Wait for 0a c5 ce/ });
  await failed.getByText('Not within 50 ms.').waitFor();
  await failed.getByText('01 03 00 00 00 0a c5 cd').waitFor();
}

describeWith('chromium', 'saved messages', () => {
  for (const host of HOSTS) {
    const Hand = host === 'browser host' ? MouseHand : KeyboardHand;
    test(`are sent by a key, and a sequence of them passes and, changed, fails, in the ${host}`, () =>
      withApp(host, async ({ page }) => {
        const saved = new Saved(new App(page, new Hand(page)));
        await walk(saved);
        expect(await seriousFindings(page)).toEqual([]);
      }));
  }

  test('stay after a reload, are deleted and brought back, and show their key', () =>
    withApp(HOST, async ({ page }) => {
      const saved = new Saved(new App(page));
      await saved.talk();
      await saved.app.compose.getByRole('textbox', { name: 'Message' }).fill('hello {{counter}}');
      await saved.saveMessage('Greeting', 'Ctrl+Alt+1');
      await page.reload();
      await saved.app.ready();
      await saved.app.show('to');
      const row = saved.list.getByRole('listitem').filter({ hasText: 'Greeting' });
      await row.getByText('Ctrl+Alt+1').waitFor();
      await page.keyboard.press('Control+Alt+1');
      await saved.app.row(/in, 17 bytes: hello \{\{counter}}/).waitFor();
      await row.click();
      await page.keyboard.press('Delete');
      await row.waitFor({ state: 'detached' });
      await saved.app.hand.press(saved.app.button('Undo', saved.panel));
      await row.waitFor();
      await saved.page.getByRole('heading', { name: 'Saved' }).click();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Greeting').waitFor();
    }));

  browserHostTest(
    'come from Packet Sender, and go out as a file; a broken one is refused and changes nothing',
    () =>
      withApp(HOST, async ({ page }) => {
        const saved = new Saved(new App(page));
        await saved.talk();
        await saved.app.hand.press(saved.app.button('Saved', saved.app.compose));
        const input = saved.panel.locator('input[type=file]');
        const give = (name: string, text: string) =>
          input.setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
        const packets =
          '[{"name":"Lamp on","hexstring":"02 01 03","tcporudp":"TCP","toip":"10.0.0.7","port":"4001"}]';
        await give('lamps.json', packets.slice(0, -20));
        await saved.panel.getByText(/lamps\.json can’t be imported: it ends too early, at line 1/).waitFor();
        await give('lamps.json', packets);
        await saved.panel.getByText('Imported 1 message of Packet Sender.').waitFor();
        await saved.app.hand.press(saved.list.getByRole('button', { name: 'Send Lamp on' }));
        await saved.app.row(/in, 3 bytes/).waitFor();
        const download = page.waitForEvent('download');
        await saved.menu('Import and export', 'Export all');
        const text = await readFile(await (await download).path(), 'utf8');
        expect(text).toContain('"format": "wirebench-messages"');
        expect(text).toContain('02 01 03');
      }),
  );
});
