import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { HOSTS } from '../support/app.ts';
import { openHttp } from '../support/http-page.ts';
import { AnswerOnPage, ServePage } from '../support/http-window.ts';
import { describeWith } from '../support/needs.ts';

const hasKeyboard = (element: Locator) =>
  expect.poll(() => element.evaluate((e) => e === document.activeElement)).toBe(true);

describeWith(['chromium'], 'the keyboard on the page of HTTP', () => {
  test.each(HOSTS)('is where the next step is, in the %s', async (host) => {
    await openHttp(host, async (http) => {
      const { app, page } = http;
      const { keyboard } = page;
      const serve = new ServePage(app);
      const answer = new AnswerOnPage(app);
      // A server of routes is asked for one that it has; Enter sends it.
      const url = new URL(await serve.start('Routes'));
      await app.hand.press(app.button('Request it', serve.form));
      await hasKeyboard(http.field('URL'));
      expect(await http.field('URL').inputValue()).toBe(`${url.origin}/users/1`);
      await keyboard.press('Enter');
      await answer.says('200 OK');

      await answer.show('Wire');
      await app.hand.press(app.button('Show connection', answer.region));
      await hasKeyboard(app.sessions.getByRole('listitem').filter({ hasText: /^to http/ }));
      await app.hand.press(http.tab(`GET ${url.host}/users/1`));

      // A row that is added has it, then the row that takes the place of one that is removed.
      await http.part('Expect');
      for (const kind of ['Status', 'Header', 'JSON path']) {
        await app.hand.press(app.button('Add an expectation', http.form));
        await expect
          .poll(() =>
            page.evaluate(() => (document.activeElement as HTMLSelectElement).selectedOptions?.[0]?.text),
          )
          .toBe(kind);
      }
      await app.hand.press(app.button('Remove expectation 1', http.form));
      await hasKeyboard(http.select('Kind of expectation 1'));
      for (const left of [1, 0]) {
        await app.hand.press(app.button('Remove expectation 1', http.form));
        await http.form
          .getByRole('checkbox', { name: /^Check expectation/ })
          .nth(left)
          .waitFor({ state: 'detached' });
      }
      await hasKeyboard(app.button('Add an expectation', http.form));

      // A command of curl takes the place of the request it was pasted into, and of its field.
      await http.field('URL').evaluate((field, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        (field as HTMLElement).focus();
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, `curl ${url.origin}/users/2`);
      await http.tab(`GET ${url.host}/users/2`).waitFor();
      await hasKeyboard(http.field('URL'));

      // As many requests begin, the button that had it goes; when they are done, it is there again.
      await app.hand.press(app.button('Many…', http.form));
      const many = page.getByRole('dialog', { name: 'Many requests', exact: true });
      await app.hand.write(many.getByRole('textbox', { name: 'Requests', exact: true }), '3');
      await app.button('Start', many).focus();
      await keyboard.press('Enter');
      await many.getByText('· Done').waitFor();
      await hasKeyboard(app.button('Start', many));
    });
  });
});
