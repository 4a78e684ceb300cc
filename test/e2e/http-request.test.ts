import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOST, HOSTS } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { dropFiles } from '../support/drop.ts';
import { openHttp, withAsked } from '../support/http-page.ts';
import { describeWith } from '../support/needs.ts';

describeWith('chromium', 'a request is written and sent', () => {
  test.each(
    HOSTS.flatMap((host) => [false, true].map((keys) => [host, keys ? 'keyboard' : 'mouse', keys] as const)),
  )('in the %s, by %s alone', (host, _hand, keys) =>
    withAsked(({ port, next }) =>
      openHttp(
        host,
        async (http) => {
          const { app, form } = http;
          await app.hand.write(http.select('Method'), 'PATCH');
          await http.write('URL', `:${port}/things?a=1`);
          await form.getByText(`http://localhost:${port}/things?a=1`, { exact: true }).waitFor();
          // The table and the URL say the same.
          await expect.poll(() => http.field('Name of parameter 1').inputValue()).toBe('a');
          await http.write('Name of parameter 2', 'b');
          await http.write('Value of parameter 2', 'x & y');
          await expect.poll(() => http.field('URL').inputValue()).toBe(`:${port}/things?a=1&b=x%20%26%20y`);
          await http.part('Headers');
          await http.write('Name of header 1', 'X-One');
          await http.write('Value of header 1', 'first');
          await http.part('Body');
          await app.hand.choose(http.select('Kind of body'), 'JSON');
          await http.write('Body', '{"n":[1,2 3]}');
          await form.getByText('Line 1, column 11: A comma is missing here.').waitFor();
          await http.write('Body', '{"n":[1]}');
          await form.getByText('This is JSON.').waitFor();
          await app.hand.press(app.button('Format', form));
          await expect.poll(() => http.field('Body').inputValue()).toBe('{\n  "n": [\n    1\n  ]\n}');
          const asked = next();
          await http.send();
          expect(await asked).toMatchObject({
            method: 'PATCH',
            url: '/things?a=1&b=x%20%26%20y',
            headers: { 'x-one': 'first', 'content-type': 'application/json' },
            body: '{\n  "n": [\n    1\n  ]\n}',
          });
          // The connection it went over stands in the list.
          await app.sessions.getByRole('listitem').first().waitFor();
        },
        keys,
      ),
    ),
  );
});

describeWith('chromium', 'the page of HTTP', () => {
  test('begins with one click: a server here, a request to it, and its answer', () =>
    openHttp(HOST, async ({ app, page }) => {
      await app.hand.press(app.button('Send a request to a server started here'));
      await page.getByText('200', { exact: false }).first().waitFor();
      await app.sessions.getByRole('listitem').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    }));

  test('says what is wrong with a request, where it is, and loses nothing of it', () =>
    withAsked(({ port, asked }) =>
      openHttp(HOST, async (http) => {
        const { page, form } = http;
        await http.write('URL', 'http://loc alhost/');
        await http.send();
        await http.refusal.getByText(/space/).waitFor();
        await expect.poll(() => http.field('URL').evaluate((e) => e === document.activeElement)).toBe(true);
        await http.write('URL', `:${port}/`);
        await http.part('Headers');
        await http.write('Name of header 1', 'X-Bad');
        await http.write('Value of header 1', 'one\r\nX-More: two');
        await http.part('Notes');
        await http.send();
        await http.refusal.getByText(/line break/).waitFor();
        // It is shown where it is, on two lines.
        await expect
          .poll(() => http.field('Name of header 1').evaluate((e) => e === document.activeElement))
          .toBe(true);
        await expect.poll(() => http.field('Value of header 1').inputValue()).toBe('one\nX-More: two');
        await page.getByRole('button', { name: 'Remove header 1', exact: true }).click();
        await http.part('Body');
        await http.app.hand.choose(http.select('Kind of body'), 'JSON');
        await http.write('Body', '{\n  "a": }');
        await http.send();
        await http.refusal.getByText(/line 2, column 8/).waitFor();
        await expect.poll(() => http.field('Body').inputValue()).toBe('{\n  "a": }');
        // Another kind of body and back: it is still there.
        await http.app.hand.choose(http.select('Kind of body'), 'None');
        await http.app.hand.choose(http.select('Kind of body'), 'JSON');
        await expect.poll(() => http.field('Body').inputValue()).toBe('{\n  "a": }');
        await http.app.hand.choose(http.select('Kind of body'), 'Text');
        await http.app.hand.write(http.select('Method'), 'A B');
        await http.send();
        await http.refusal.getByText(/no method/).waitFor();
        expect(asked).toEqual([]);
        await http.app.hand.write(http.select('Method'), 'POST');
        await http.send();
        await http.refusal.waitFor({ state: 'detached' });
        await expect.poll(() => asked.map(({ body }) => body)).toEqual(['{\n  "a": }']);
        for (const part of ['Query', 'Headers', 'Auth', 'Body', 'Options', 'Expect', 'Notes']) {
          await http.part(part);
          if (part === 'Auth') await http.app.hand.choose(http.select('Authentication'), 'Basic');
          if (part === 'Expect') await page.getByRole('button', { name: 'Add an expectation' }).click();
          expect(await seriousFindings(page)).toEqual([]);
        }
        await form.getByRole('textbox', { name: 'Notes', exact: true }).waitFor();
      }),
    ));

  test('cancels a request that gets no answer', () =>
    withAsked(({ port, next, gone }) =>
      openHttp(HOST, async (http) => {
        await http.write('URL', `:${port}/silent`);
        const asked = next();
        await http.send();
        await asked;
        await http.app.hand.press(http.app.button('Cancel', http.form));
        await gone();
        await http.app.button('Send', http.form).waitFor();
      }),
    ));

  test('keeps several requests open, by their names, also when the window is loaded anew', () =>
    openHttp(HOST, async (http) => {
      const { app, page } = http;
      await http.write('URL', 'localhost/first');
      await http.tab('GET localhost/first').waitFor();
      await app.hand.press(app.button('New request'));
      await http.write('URL', 'localhost/second');
      await http.tab('GET localhost/second').press('F2');
      await page.getByRole('textbox', { name: 'Name of the request' }).fill('Second');
      await page.keyboard.press('Enter');
      await http.tab('Second').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Duplicate', exact: true }).click();
      await http.tab('Second copy').waitFor();
      await expect.poll(() => http.field('URL').inputValue()).toBe('localhost/second');
      await http.tab('Second copy').press('Delete');
      await http.tab('Second copy').waitFor({ state: 'detached' });
      await http.tab('Second').click();
      await http.part('Auth');
      await app.hand.choose(http.select('Authentication'), 'Basic');
      await http.form.getByLabel('Password', { exact: true }).fill('open sesame');
      await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
      await page.reload();
      await http.tab('Second').and(page.locator('[aria-selected="true"]')).waitFor();
      await http.tab('GET localhost/first').waitFor();
      await http.part('Auth');
      await expect
        .poll(() => http.form.getByLabel('Password', { exact: true }).inputValue())
        .toBe('open sesame');
      await http.tab('GET localhost/first').click();
      await expect.poll(() => http.field('URL').inputValue()).toBe('localhost/first');
    }));
});

describeWith('chromium', 'files go out with a request', () => {
  test.each(HOSTS)('as parts of a form, in the %s', (host) =>
    withAsked(({ port, next }) =>
      openHttp(host, async (http, launched) => {
        const { app, form } = http;
        const file = join(launched.folder, 'note ü.txt');
        await writeFile(file, 'what is in it');
        await app.hand.write(http.select('Method'), 'POST');
        await http.write('URL', `:${port}/upload`);
        await http.part('Body');
        await app.hand.choose(http.select('Kind of body'), 'Multipart');
        await http.write('Name of part 1', 'title');
        await http.write('Value of part 1', 'A note');
        await dropFiles(launched, form.getByRole('tabpanel', { name: 'Body', exact: true }), [file]);
        await form.getByText('note ü.txt').waitFor();
        const asked = next();
        await http.send();
        const { headers, body } = await asked;
        expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
        expect(headers['content-length']).toBe(String(body.length));
        expect(Buffer.from(body, 'latin1').toString()).toMatch(
          /name="title"\r\n\r\nA note\r\n[^]*name="file"; filename="note ü.txt"\r\nContent-Type: text\/plain[^\r]*\r\n\r\nwhat is in it\r\n/,
        );
      }),
    ),
  );
});
