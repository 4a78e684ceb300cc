import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOSTS, type Launched } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { type HttpPage, openHttp } from '../support/http-page.ts';
import { raw } from '../support/http-server.ts';
import { AnswerOnPage, ServePage } from '../support/http-window.ts';
import { describeWith } from '../support/needs.ts';
import { saved } from '../support/saved.ts';

/** GET and POST to a server of one’s own, with their bytes on both ends, and one of them sent again. */
async function inspector(http: HttpPage): Promise<void> {
  const { app, page } = http;
  const serve = new ServePage(app);
  const answer = new AnswerOnPage(app);
  const url = await serve.start('Inspector');
  await page.getByText('No request yet', { exact: true }).waitFor();
  await page.getByText(`curl ${url}`, { exact: true }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await app.hand.press(app.button('Request it', serve.form));
  await expect.poll(() => http.field('URL').inputValue()).toBe(url);
  await http.send();
  await answer.says('200 OK');
  await http.method('POST');
  await http.part('Body');
  await app.hand.choose(http.select('Kind of body'), 'JSON');
  await http.write('Body', '{"n":[1,2]}');
  await http.send();
  await answer.says('Reused connection');
  await answer.region.getByRole('list', { name: 'Lines' }).getByText('"POST"').waitFor();
  await answer.show('Wire');
  await answer.holds('HTTP/1.1 200 OK');
  await answer.region.getByRole('row', { name: /out, .*POST \/ HTTP/ }).waitFor();

  // The other end of the same bytes.
  await app.hand.press(app.sessions.getByRole('listitem').filter({ hasText: 'listening' }));
  await serve.row(/^GET \/, status 200/).waitFor();
  await app.hand.press(serve.row(/^POST \/, status 200/));
  await serve.wire('Request', '{"n":[1,2]}');
  await serve.wire('Answer', 'HTTP/1.1 200 OK');
  await app.hand.press(app.button('Hex', serve.logged));
  await serve.wire('Request', '50 4f 53 54 20 2f');
  expect(await seriousFindings(page)).toEqual([]);
  await app.hand.press(app.button('Send it again', serve.logged));
  await http.part('Body');
  await expect.poll(() => http.field('Body').inputValue()).toContain('{"n":[1,2]}');
  await http.send();
  await answer.says('200 OK');
  await app.hand.press(app.sessions.getByRole('listitem').filter({ hasText: 'listening' }));
  await expect.poll(() => serve.row(/^POST \/, status 200/).count()).toBe(2);
  await app.hand.press(app.button('Clear the log'));
  await page.getByText('No request yet', { exact: true }).waitFor();
  await serve.stop();
  // Nobody listens there any more, and that is said.
  await app.hand.press(http.open.getByRole('tab').first());
  await http.send();
  await answer.fails(/refused the connection|closed the connection/);
}

/** Answers that are written by hand, also while the server runs, and the faults among them. */
async function routes(http: HttpPage): Promise<void> {
  const { app, page } = http;
  const serve = new ServePage(app);
  const answer = new AnswerOnPage(app);
  await app.hand.write(serve.field('Port'), '0');
  await app.hand.choose(serve.form.getByRole('combobox', { name: 'What', exact: true }), 'Routes');
  await app.hand.press(app.button('Routes…', serve.form));
  const dialog = page.getByRole('dialog', { name: 'Routes', exact: true });
  const field = (name: string) =>
    dialog
      .getByRole('textbox', { name, exact: true })
      .or(dialog.getByRole('combobox', { name, exact: true }));
  // By the keyboard: a new route, to its place, gone and back again.
  const order = () => dialog.getByRole('listitem').locator('span').filter({ hasText: '/' }).allInnerTexts();
  const here = (name: string) =>
    page.evaluate((text) => document.activeElement?.textContent?.includes(text), name);
  await app.hand.press(app.button('Add', dialog));
  await expect.poll(() => field('Path').evaluate((e) => e === document.activeElement)).toBe(true);
  await page.keyboard.insertText('/new');
  await dialog.getByRole('button', { name: /\/new/ }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(order).toEqual(['/users/:id', '/new', '/slow', '/broken']);
  expect(await here('/new')).toBe(true);
  await page.keyboard.press('Delete');
  await expect.poll(order).toEqual(['/users/:id', '/slow', '/broken']);
  expect(await here('/slow')).toBe(true);
  await app.hand.press(app.button('Undo', dialog));
  await expect.poll(order).toEqual(['/users/:id', '/new', '/slow', '/broken']);
  await page.keyboard.press('Delete');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => field('Path').inputValue()).toBe('/users/:id');
  await app.hand.write(field('Path'), 'users/:id');
  await app.hand.press(app.button('Keep the routes', dialog));
  await dialog.getByRole('alert').getByText('Route 1: Path must begin with /.').waitFor();
  await expect.poll(() => field('Path').evaluate((e) => e === document.activeElement)).toBe(true);
  await app.hand.write(field('Path'), '/users/:id');
  await app.hand.write(field('Text'), '{"user": "{id}"}');
  expect(await seriousFindings(page)).toEqual([]);
  await app.hand.press(app.button('Keep the routes', dialog));
  await dialog.waitFor({ state: 'detached' });
  const url = await serve.started();
  await app.hand.press(app.button('Request it', serve.form));
  // It is asked for a route that it has.
  await expect.poll(() => http.field('URL').inputValue()).toBe(`${url}users/1`);
  await http.write('URL', `${url}users/ann`);
  await http.send();
  await answer.says('200 OK');
  await answer.show('Pretty');
  await answer.region.getByRole('list', { name: 'Lines' }).getByText('"ann"').waitFor();
  await http.write('URL', `${url}broken`);
  await http.send();
  await answer.fails(/The answer ended after \d+ of \d+ bytes/);

  await app.hand.press(app.button('Routes…', serve.form));
  await dialog.getByRole('button', { name: /broken/ }).click();
  await app.hand.choose(field('Fault'), 'Malformed answer');
  await app.hand.press(app.button('Use the routes', dialog));
  await dialog.waitFor({ state: 'detached' });
  await http.send();
  await answer.fails(/status of the answer is not three digits|no three digits|breaks at byte/);
  await serve.stop();
}

/** A folder that takes files. */
async function uploads(http: HttpPage, folder: string): Promise<void> {
  const { app } = http;
  const serve = new ServePage(app);
  const answer = new AnswerOnPage(app);
  const root = join(folder, 'site');
  await mkdir(root);
  await writeFile(join(root, 'read me.txt'), 'abcdefghij');
  await app.hand.write(serve.field('Port'), '0');
  await app.hand.choose(serve.form.getByRole('combobox', { name: 'What', exact: true }), 'Folder');
  await app.hand.write(serve.field('Folder'), root);
  const url = await serve.started();
  const put = async (name: string) => {
    await app.hand.press(app.button('Request it', serve.form));
    await http.method('PUT');
    await http.write('URL', `${url}${name}`);
    await http.part('Body');
    await app.hand.choose(http.select('Kind of body'), 'Text');
    await http.write('Body', 'put here');
    await http.send();
  };
  await put('new.txt');
  await answer.says('405');
  const allowed = serve.form.getByRole('checkbox', { name: 'Clients may upload files' });
  await allowed.click();
  await expect.poll(() => allowed.isChecked()).toBe(true);
  await put('new.txt');
  await answer.says('201 Created');
  expect(await readFile(join(root, 'new.txt'), 'utf8')).toBe('put here');
  // A part of a file is asked for by a header.
  await app.hand.press(app.button('Request it', serve.form));
  await http.write('URL', `${url}read%20me.txt`);
  await http.part('Headers');
  await http.write('Name of header 1', 'Range');
  await http.write('Value of header 1', 'bytes=2-4');
  await http.send();
  await answer.says(/206 Partial Content.*3 B/s);
  await serve.stop();
}

/** HTTP/2 inside TLS, by a certificate that is made on the spot and trusted by who asks from here. */
async function secure(http: HttpPage, launched: Launched & { folder: string }): Promise<void> {
  const { app, page } = http;
  const serve = new ServePage(app);
  const answer = new AnswerOnPage(app);
  await app.hand.write(serve.field('Port'), '0');
  await serve.form.getByRole('checkbox', { name: 'TLS (https)' }).check();
  const url = await serve.start('Inspector');
  expect(url).toMatch(/^https:/);
  await page.getByText('Certificate', { exact: true }).first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await app.hand.press(app.button('Request it', serve.form));
  await http.send();
  await answer.says(/^200.*HTTP\/2/s);
  await http.part('Options');
  await app.hand.choose(http.select('HTTP version'), 'HTTP/1.1');
  await http.send();
  await answer.says(/200 OK.*HTTP\/1\.1/s);
  // Whoever came by now can still be given what others have to trust.
  const save = () => app.hand.press(app.button('Save the certificate'));
  await app.hand.press(app.sessions.getByRole('listitem').filter({ hasText: 'listening' }));
  expect(await readFile(await saved(launched, save, 'own.pem'), 'utf8')).toMatch(
    /^-----BEGIN CERTIFICATE-----/,
  );
  // A request of one’s own does not know the certificate, and says so.
  await app.hand.press(app.button('New request'));
  await http.write('URL', url);
  await http.send();
  await answer.fails(/self-signed/);
  // Plain HTTP at this port is no mystery either.
  const { port } = new URL(url);
  await raw(Number(port), 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await http.write('URL', `http://127.0.0.1:${port}/`);
  await http.send();
  await answer.fails(/TLS/);
  await app.hand.press(app.sessions.getByRole('listitem').filter({ hasText: 'listening' }));
  await expect.poll(() => serve.row(/^GET \/, status 200/).count()).toBe(2);
  await serve.stop();
}

/** A WebSocket echo shows how it is reached. */
async function echo(http: HttpPage): Promise<void> {
  const { app, page } = http;
  const serve = new ServePage(app);
  const url = await serve.start('WebSocket echo');
  await page.getByText(`python3 -m websockets ${url.replace('http', 'ws')}`, { exact: true }).waitFor();
  await serve.stop();
}

describeWith('chromium', 'the server of HTTP', () => {
  test.each(HOSTS)('serves what it is told by one click, and shows what comes, in the %s', (host) =>
    openHttp(host, async (http, launched) => {
      await inspector(http);
      await routes(http);
      await uploads(http, launched.folder);
      await secure(http, launched);
      await echo(http);
    }),
  );
});
