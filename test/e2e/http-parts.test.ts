import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

const field = (within: Page | Locator, name: string) => within.getByRole('textbox', { name, exact: true });
const choice = (within: Page | Locator, name: string) => within.getByRole('combobox', { name, exact: true });

describeWith('chromium', 'the parts of a request', () => {
  test.each(HOSTS)('an XML-RPC call, its answer and its fault, and cookies, in the %s', (host) =>
    withApp(host, async ({ page }) => {
      // One host by mouse, the other by keyboard: each is enough.
      const app = new App(page, host === 'browser host' ? new MouseHand(page) : new KeyboardHand(page));
      const { hand } = app;
      await app.tool('HTTP');
      const serve = page.getByRole('form', { name: 'Serve', exact: true });
      await hand.write(field(serve, 'Port'), '0');
      await hand.choose(choice(serve, 'What'), 'XML-RPC echo');
      await hand.press(app.button('Start server', serve));
      await hand.press(app.button('Request it', serve));

      // The call is there; one more parameter, which holds others.
      const request = page.getByRole('form', { name: 'Request', exact: true });
      await expect.poll(() => field(request, 'Value of parameter 1').inputValue()).toBe('hello');
      await hand.press(app.button('Add a parameter', request));
      await hand.choose(choice(request, 'Type of parameter 2'), 'Struct');
      await hand.press(app.button('Add a member to parameter 2', request));
      await hand.write(field(request, 'Name of parameter 2.1'), 'size');
      await hand.choose(choice(request, 'Type of parameter 2.1'), 'Int');
      await hand.write(field(request, 'Value of parameter 2.1'), 'big');
      await hand.press(app.button('Send', request));
      await request.getByText('.size: "big" is no whole number.', { exact: true }).waitFor();
      await hand.write(field(request, 'Value of parameter 2.1'), '42');
      await hand.press(app.button('Send', request));
      const answer = page.getByRole('region', { name: 'XML-RPC answer', exact: true });
      const lines = answer.getByRole('list', { name: 'Value', exact: true }).getByRole('listitem');
      await lines.nth(3).waitFor();
      await expect
        .poll(() => lines.allInnerTexts())
        .toEqual([
          expect.stringMatching(/Array\s+2 items/),
          expect.stringMatching(/String\s+hello/),
          expect.stringMatching(/Struct\s+1 member/),
          expect.stringMatching(/size\s+Int\s+42/),
        ]);

      expect(await seriousFindings(page)).toEqual([]);

      await hand.write(choice(request, 'Method name'), 'fault');
      await hand.write(field(request, 'Value of parameter 1'), '7');
      await hand.press(app.button('Remove parameter 2', request));
      await hand.press(app.button('Send', request));
      await answer.getByText('Fault 7: This fault was asked for.', { exact: true }).waitFor();

      // Cookies are added, changed and removed.
      await hand.press(page.getByRole('tab', { name: 'Options', exact: true }));
      await hand.press(app.button('Cookies…', request));
      const dialog = page.getByRole('dialog', { name: 'Cookies', exact: true });
      await dialog.getByText('There are no cookies. Servers set them, or you add one.').waitFor();
      await hand.press(app.button('Add a cookie', dialog));
      await expect.poll(() => field(dialog, 'Domain').inputValue()).toBe('127.0.0.1');
      await hand.press(app.button('Add', dialog));
      await dialog.getByText('Name is missing.').waitFor();
      await hand.write(field(dialog, 'Name'), 'session');
      await hand.write(field(dialog, 'Value'), 'a;b');
      await hand.press(app.button('Add', dialog));
      await dialog.getByText('The value of a cookie can’t have a semicolon in it.').waitFor();
      await hand.write(field(dialog, 'Value'), 'abc');
      await hand.press(app.button('Add', dialog));
      await hand.press(dialog.getByRole('button', { name: /^session=abc/ }));
      await hand.write(field(dialog, 'Value'), 'xyz');
      expect(await seriousFindings(page)).toEqual([]);
      await hand.press(app.button('Change', dialog));
      await dialog.getByText('session=xyz').waitFor();
      await hand.press(app.button('Remove session of 127.0.0.1', dialog));
      await dialog.getByText('There are no cookies. Servers set them, or you add one.').waitFor();
      await hand.press(app.button('Close cookies', dialog));
      await dialog.waitFor({ state: 'detached' });
    }),
  );
});
