import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { HOSTS } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { type HttpPage, openHttp } from '../support/http-page.ts';
import { describeWith } from '../support/needs.ts';

interface Form {
  /** The name of its dialog. */
  name: string;
  /** The button in its head. */
  close: string;
  open(): Promise<void>;
  /** What is typed in it. */
  field(dialog: Locator): Locator;
}

/** Runs a command by the palette. */
async function command({ page }: HttpPage, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(title);
  await page.getByRole('option', { name: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Whatever way a form is left by: what was typed in it is not lost without a question, and nothing is asked else. */
async function keeps({ app, page }: HttpPage, { name, close, open, field }: Form): Promise<void> {
  const dialog = page.getByRole('dialog', { name, exact: true });
  const question = page.getByRole('alertdialog', { name: 'Discard changes?', exact: true });
  const gone = async () => {
    await dialog.waitFor({ state: 'detached' });
    // A question over it hides it as well.
    await expect.poll(() => question.count()).toBe(0);
  };
  await open();
  await field(dialog).waitFor();
  await field(dialog).focus();
  await page.keyboard.press('Escape');
  await gone();

  await open();
  const was = await field(dialog).inputValue();
  await app.hand.write(field(dialog), 'typed');
  await page.keyboard.press('Escape');
  await question.waitFor();
  const stay = app.button('Keep editing', question);
  await expect.poll(() => stay.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  await expect.poll(() => field(dialog).inputValue()).toBe('typed');
  await expect.poll(() => field(dialog).evaluate((one) => one === document.activeElement)).toBe(true);

  await app.hand.press(app.button(close, dialog));
  await question.waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await expect.poll(() => field(dialog).inputValue()).toBe('typed');

  // Beside it.
  await page.mouse.click(3, 300);
  await app.hand.press(app.button('Discard', question));
  await gone();
  await open();
  await expect.poll(() => field(dialog).inputValue()).toBe(was);
  // What is as it was again is nothing to lose.
  await app.hand.write(field(dialog), 'typed');
  await app.hand.write(field(dialog), was || 'x');
  if (was === '') await page.keyboard.press('Backspace');
  await expect.poll(() => field(dialog).inputValue()).toBe(was);
  await app.hand.press(app.button(close, dialog));
  await gone();
}

describeWith(['chromium'], 'a form that is left', () => {
  test.each(HOSTS)('asks before what was typed in it is lost, %s', (host) =>
    openHttp(
      host,
      async (http, { folder }) => {
        const { app, page } = http;
        const text = (name: string) => (dialog: Locator) =>
          dialog.getByRole('textbox', { name, exact: true });
        const serve = page.getByRole('form', { name: 'Serve', exact: true });
        await app.hand.choose(serve.getByRole('combobox', { name: 'What', exact: true }), 'Routes');
        await keeps(http, {
          name: 'Routes',
          close: 'Close routes',
          open: () => app.hand.press(app.button('Routes…', serve)),
          field: text('Path'),
        });
        await keeps(http, {
          name: 'Import a curl command',
          close: 'Close',
          open: () => command(http, 'Import a curl command'),
          field: text('Command'),
        });
        await keeps(http, {
          name: 'Settings',
          close: 'Close settings',
          open: () => app.hand.press(app.button('Settings')),
          field: text('Memory limit'),
        });

        await http.part('Options');
        const cookies = page.getByRole('dialog', { name: 'Cookies', exact: true });
        await keeps(http, {
          name: 'Cookies',
          close: 'Close cookies',
          open: async () => {
            await app.hand.press(app.button('Cookies…', http.form));
            await app.hand.press(app.button('Add a cookie', cookies));
          },
          field: text('Value'),
        });

        // Variables are read from a file: what was read is nothing to lose.
        const made = page.getByRole('dialog', { name: 'Save the request', exact: true });
        await page.keyboard.press('Control+s');
        await app.hand.write(made.getByRole('textbox', { name: 'Name', exact: true }), 'One');
        const where = made.getByRole('textbox', { name: 'Folder of the collection', exact: true });
        await app.hand.write(where, join(folder, 'kept'));
        await app.hand.press(app.button('Save', made));
        await made.waitFor({ state: 'detached' });
        await keeps(http, {
          name: 'Shared variables',
          close: 'Close',
          open: () => app.hand.press(app.button('Edit variables')),
          field: text('Value of variable 1'),
        });
      },
      host !== 'browser host',
    ),
  );

  test.each(HOSTS)('asks so for a message that is saved, %s', (host) =>
    openHttp(host, async (http) => {
      const { app, page } = http;
      await app.tool('TCP');
      await app.listen('0');
      await app.connectToIt();
      await app.hand.write(app.compose.getByRole('textbox', { name: 'Message' }), 'hello');
      await keeps(http, {
        name: 'Save the message',
        close: 'Close',
        open: () => page.keyboard.press('Control+s'),
        field: (dialog) => dialog.getByRole('textbox', { name: 'For', exact: true }),
      });
    }),
  );
});
