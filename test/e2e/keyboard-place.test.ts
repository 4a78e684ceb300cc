import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOST, withApp } from '../support/app.ts';
import { describeWith } from '../support/needs.ts';

/** Waits until what has the keyboard is called so. */
const hasKeyboard = (page: Page, name: string): Promise<unknown> =>
  page.waitForFunction((wanted) => {
    const now = document.activeElement;
    const label =
      now instanceof HTMLInputElement || now instanceof HTMLTextAreaElement ? now.labels?.[0] : null;
    return (now?.getAttribute('aria-label') ?? label?.textContent ?? now?.textContent)?.trim() === wanted;
  }, name);

/** Everything that screen readers are told from now on. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const live = element?.closest('[role=status]');
        if (live) said.push(live.textContent);
        for (const node of addedNodes)
          if (node instanceof Element && node.closest('[role=alert]') === null)
            for (const alert of node.querySelectorAll('[role=alert]')) said.push(alert.textContent);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

describeWith('chromium', 'who has no mouse, and who does not see', () => {
  test('goes on where they were when what they pressed is gone', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.listen('0');
      await app.connectToIt();
      await app.compose.getByRole('textbox', { name: 'Message' }).fill('hello');
      await page.keyboard.press('Control+s');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Greeting');
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await hasKeyboard(page, 'Message');
      // The panel has come with what was saved.
      const saved = page.getByRole('list', { name: 'Saved messages' }).getByRole('listitem');
      await saved.first().focus();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Remove', exact: true }).press('Enter');
      await hasKeyboard(page, 'New');
      await page.keyboard.press('Alt+4');
      await hasKeyboard(page, 'HTTP');
      await page.keyboard.press('Alt+2');
      await hasKeyboard(page, 'UDP');
      await page.keyboard.press('Alt+1');
      await hasKeyboard(page, 'New');
    }));

  test('keeps Send after an answer and a tab after the one before it is closed, and hears each outcome once', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.tool('HTTP');
      const said = await listen(page);
      await app.button('Send a request to a server started here').press('Enter');
      await page.getByRole('group', { name: 'Status', exact: true }).getByText('200 OK').waitFor();
      await hasKeyboard(page, 'URL');
      const request = page.getByRole('form', { name: 'Request', exact: true });
      await app.button('Send', request).press('Enter');
      await expect
        .poll(async () => (await said()).filter((each) => each.startsWith('200 OK, ')).length)
        .toBe(2);
      await hasKeyboard(page, 'Send');

      await app.button('New request').press('Enter');
      await hasKeyboard(page, 'URL');
      await page.keyboard.type('{{nobody}}');
      await page.keyboard.press('Enter');
      await request.getByRole('alert').waitFor();
      const sentence = /There is no variable nobody/;
      await expect.poll(async () => (await said()).filter((each) => sentence.test(each)).length).toBe(1);

      await page.getByRole('tab', { name: /nobody/ }).press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Close', exact: true }).press('Enter');
      await page.getByRole('tab', { name: /nobody/ }).waitFor({ state: 'detached' });
      await page.waitForFunction(() =>
        document.activeElement?.matches('[role=tab][aria-controls=http-request]'),
      );
    }));
});
