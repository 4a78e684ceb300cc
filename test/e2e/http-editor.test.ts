import { expect, test } from 'vitest';
import { HOST } from '../support/app.ts';
import { type HttpPage, openHttp, withAsked } from '../support/http-page.ts';
import { describeWith } from '../support/needs.ts';

/** The machine may be busy with others. */

/** Pastes a text where the keyboard is. */
const paste = ({ page }: HttpPage, text: string) =>
  page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);

/** The accessible name of what has the keyboard. */
const focused = ({ page }: HttpPage) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

describeWith('chromium', 'the editor of a request', () => {
  test('takes rows that are pasted, and goes on with Enter in each of its tables', () =>
    withAsked(({ port, next }) =>
      openHttp(
        HOST,
        async (http) => {
          const { app, page } = http;
          await http.write('URL', `:${port}/`);
          await app.hand.write(http.select('Method'), 'POST');
          await http.field('Name of parameter 1').focus();
          await paste(http, 'a: 1\nb=two words\n// c=off\n');
          await expect.poll(() => http.field('URL').inputValue()).toBe(`:${port}/?a=1&b=two%20words`);
          await expect
            .poll(() => page.getByRole('checkbox', { name: 'Send parameter 3' }).isChecked())
            .toBe(false);
          await http.part('Headers');
          await http.field('Name of header 1').focus();
          await paste(http, '> GET / HTTP/1.1\n> X-One: 1\n> X-Two: 2\n');
          await expect.poll(() => http.field('Value of header 2').inputValue()).toBe('2');
          await http.part('Body');
          await app.hand.choose(http.select('Kind of body'), 'Form');
          await http.field('Name of form field 1').focus();
          for (const text of ['x', '1', 'y', '2']) {
            await page.keyboard.type(text);
            await page.keyboard.press('Enter');
            const wanted =
              text === 'x' ? 'Value of form field 1' : text === 'y' ? 'Value of form field 2' : null;
            if (wanted) await expect.poll(() => focused(http)).toBe(wanted);
            else
              await expect.poll(() => focused(http)).toBe(`Name of form field ${text === '1' ? '2' : '3'}`);
          }
          const asked = next();
          await http.send();
          expect(await asked).toMatchObject({
            url: '/?a=1&b=two%20words',
            headers: { 'x-one': '1', 'x-two': '2' },
            body: 'x=1&y=2',
          });
        },
        true,
      ),
    ));

  test('leads to where JSON breaks, and what was formatted is undone by the keyboard', () =>
    openHttp(HOST, async (http) => {
      const { app, form, page } = http;
      await http.part('Body');
      await app.hand.choose(http.select('Kind of body'), 'JSON');
      const rows = Array.from({ length: 300 }, (_, i) => `  "row ${i}": ${i},`);
      const broken = ['{', ...rows, '  "last": [1 2]', '}'].join('\n');
      const body = http.field('Body');
      await body.fill(broken);
      const at = broken.indexOf(' 2]') + 1;
      const place = () =>
        body.evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.scrollTop > 0]);
      await body.evaluate((area: HTMLTextAreaElement) => {
        area.setSelectionRange(0, 0);
        area.scrollTop = 0;
      });
      await app.hand.press(app.button('Format', form));
      await expect.poll(place).toEqual([at, true]);
      expect(await focused(http)).toBe('Body');
      await expect.poll(() => body.inputValue()).toBe(broken);
      await body.fill('{"a":1}');
      await app.hand.press(app.button('Format', form));
      await expect.poll(() => body.inputValue()).toBe('{\n  "a": 1\n}');
      await page.keyboard.press('Control+z');
      await expect.poll(() => body.inputValue()).toBe('{"a":1}');
    }));
});
