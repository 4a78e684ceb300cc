import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { HOSTS, type Launched } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { type HttpPage, openHttp, withAsked } from '../support/http-page.ts';
import { AnswerOnPage } from '../support/http-window.ts';
import { describeWith } from '../support/needs.ts';
import { saved } from '../support/saved.ts';

/** The list of collections and its dialogs, by their accessible names. */
class Collections {
  readonly http: HttpPage;
  readonly page: Page;
  constructor(http: HttpPage) {
    this.http = http;
    this.page = http.page;
  }
  get list(): Locator {
    return this.page.getByRole('list', { name: 'Requests in collections' });
  }
  item(name: string): Locator {
    return this.list.getByRole('listitem').filter({ hasText: name });
  }
  /** What is said of what was done. */
  said(text: string | RegExp): Locator {
    return this.page.getByRole('region', { name: 'Collections', exact: true }).getByText(text);
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
  press(name: string, within: Page | Locator = this.page): Promise<void> {
    return this.http.app.hand.press(this.http.app.button(name, within));
  }
  write(name: string, text: string): Promise<void> {
    return this.http.app.hand.write(this.dialog.getByRole('textbox', { name, exact: true }), text);
  }
  /** Takes an act of the menu of a collection, a folder or a request. */
  async act(of: string, act: string): Promise<void> {
    await this.item(of).first().hover();
    await this.press(`Actions for ${of}`);
    await this.page.getByRole('menuitem', { name: act, exact: true }).click();
  }
  /** Gives up what was typed, which is asked about. */
  async discard(): Promise<void> {
    await this.press('Cancel', this.dialog);
    await this.press('Discard', this.page.getByRole('alertdialog'));
    await this.dialog.waitFor({ state: 'detached' });
  }
  /** Presses the button that does it, and waits until it is done. */
  async done(button: string): Promise<void> {
    await this.press(button, this.dialog);
    await this.dialog.waitFor({ state: 'detached' });
  }
}

/** Files as other programs write them, each with one request, and what that is called here. */
const FILES: [file: string, text: string, request: string][] = [
  [
    'api.yaml',
    `openapi: 3.0.0\ninfo: { title: Users, version: '1' }\nservers: [{ url: 'http://localhost:3000' }]
paths:\n  /users:\n    get: { operationId: listUsers, summary: List users, responses: { '200': { description: ok } } }\n`,
    'List users',
  ],
  [
    'postman.json',
    JSON.stringify({
      info: { name: 'P', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      item: [{ name: 'From Postman', request: { method: 'GET', url: 'http://localhost:3000/p' } }],
    }),
    'From Postman',
  ],
  [
    'one.bru',
    'meta {\n  name: From Bruno\n  type: http\n  seq: 1\n}\n\nget {\n  url: http://localhost:3000/b\n  body: none\n  auth: none\n}\n',
    'From Bruno',
  ],
  [
    'seen.har',
    JSON.stringify({
      log: {
        version: '1.2',
        creator: { name: 'x', version: '1' },
        entries: [
          {
            startedDateTime: '2026-01-01T00:00:00.000Z',
            time: 1,
            request: {
              method: 'DELETE',
              url: 'http://localhost:3000/har/1',
              httpVersion: 'HTTP/1.1',
              headers: [],
              queryString: [],
              cookies: [],
              headersSize: -1,
              bodySize: 0,
            },
            response: {},
            cache: {},
            timings: {},
          },
        ],
      },
    }),
    'DELETE 1',
  ],
  ['commands.sh', "curl -X PATCH 'http://localhost:3000/from-curl'\n", 'from-curl'],
];

/** A collection is made, filled from files, renamed in, doubled, emptied and brought back. */
async function fill(all: Collections, folder: string): Promise<void> {
  const { page } = all;
  const kept = join(folder, 'kept');
  await all.press('Open a folder');
  await all.write('Folder', kept);
  await all.done('Open');
  await all.said(`Made the folder ${kept}.`).waitFor();
  await all.act('kept', 'New folder…');
  await all.write('Name', 'Users');
  await all.done('Make the folder');
  await all.item('Users').waitFor();

  for (const [index, [name, text]] of FILES.entries()) {
    const file = join(folder, name);
    await writeFile(file, text);
    await all.act('kept', 'Import a file…');
    // By its path, or as a file of the page.
    if (index % 2 === 0) await all.write('File or folder', file);
    else await all.dialog.getByLabel('File to import', { exact: true }).setInputFiles(file);
    await all.done('Import');
    await all.said(/^Imported 1 request\./).waitFor();
    await all.press('Dismiss');
  }
  for (const [, , request] of FILES) await all.item(request).first().waitFor();
  await all.act('kept', 'Import a file…');
  await writeFile(join(folder, 'none.json'), '{"what": "is this"}');
  await all.write('File or folder', join(folder, 'none.json'));
  await all.press('Import', all.dialog);
  await all.dialog.getByRole('alert').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await all.discard();

  await all.act('From Postman', 'Rename…');
  await all.write('Name', 'Renamed');
  await all.done('Rename');
  await all.item('Renamed').waitFor();
  await all.act('Renamed', 'Duplicate');
  await all.item('Renamed copy').waitFor();
  await all.act('Renamed copy', 'Remove');
  await all.item('Renamed copy').waitFor({ state: 'detached' });
  await all.press('Undo');
  await all.item('Renamed copy').waitFor();
  await page.getByRole('textbox', { name: 'Search the collections' }).fill('bruno');
  await all.item('Renamed').first().waitFor({ state: 'detached' });
  await all.item('From Bruno').waitFor();
  await page.getByRole('textbox', { name: 'Search the collections' }).fill('');
  // It is all text in a folder.
  expect((await readdir(kept)).filter((name) => name.startsWith('Renamed')).sort()).toEqual([
    'Renamed copy.request.yaml',
    'Renamed.request.yaml',
  ]);
}

/** Variables of an environment, of which one is a secret, are used, and the secret is in no file. */
async function variables(all: Collections, folder: string, port: number): Promise<void> {
  const { http, page } = all;
  await all.act('kept', 'New environment…');
  await all.write('Name', 'Local');
  await all.write('Name of variable 1', 'base');
  await all.write('Value of base', `http://127.0.0.1:${port}`);
  await all.write('Name of variable 2', 'token');
  await all.dialog.getByRole('checkbox', { name: 'Secret', exact: true }).nth(1).check();
  const secret = all.dialog.getByLabel('Value of token', { exact: true });
  await secret.fill('open sesame');
  expect(await seriousFindings(page)).toEqual([]);
  await all.done('Save');
  const file = await readFile(join(folder, 'kept/environments/Local.yaml'), 'utf8');
  expect(file).toContain('token');
  expect(file).not.toContain('open sesame');

  for (const path of ['first', 'second']) {
    await all.press('New request');
    await http.write('URL', `{{base}}/${path}`);
    await http.part('Headers');
    await http.write('Name of header 1', 'X-Token');
    await http.write('Value of header 1', '{{token}}');
    await page.keyboard.press('Control+s');
    await all.write('Name', path);
    await http.app.hand.choose(all.dialog.getByRole('combobox', { name: 'Folder', exact: true }), 'Users');
    await all.done('Save');
    await all.item(path).waitFor();
  }
  expect(await readFile(join(folder, 'kept/Users/second.request.yaml'), 'utf8')).toContain('{{token}}');
}

/** What was sent is found again, and goes out as HAR and as a command of curl. */
async function exported(all: Collections, launched: Launched & { folder: string }): Promise<void> {
  const { http, page } = all;
  await all.press('History');
  const search = all.dialog.getByRole('textbox', { name: 'Search the history' });
  await all.dialog.getByText('2 requests', { exact: true }).waitFor();
  await search.fill('no such words');
  await all.dialog.getByText('None has all of these words.').waitFor();
  await search.fill('second');
  const rows = all.dialog.getByRole('list', { name: 'Requests that were sent' }).getByRole('listitem');
  await all.dialog.getByText('1 request', { exact: true }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  const har = JSON.parse(
    await readFile(await saved(launched, () => all.press('Save as HAR', all.dialog), 'all.har'), 'utf8'),
  ) as { log: { entries: { request: { url: string } }[] } };
  expect(har.log.entries.map(({ request }) => new URL(request.url).pathname)).toEqual(['/second']);
  await http.app.hand.press(rows.first());
  await all.dialog.waitFor({ state: 'detached' });
  await expect.poll(() => http.field('URL').inputValue()).toBe('{{base}}/second');

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Copy as a curl command');
  await page.keyboard.press('Enter');
  await page.getByText('Copied as a curl command.').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Import a curl command');
  await page.keyboard.press('Enter');
  const command = all.dialog.getByRole('textbox', { name: 'Command', exact: true });
  await command.click();
  await page.keyboard.press('Control+v');
  await expect.poll(() => command.inputValue()).toMatch(/^.*curl .*\/second/s);
  await expect.poll(() => command.inputValue()).not.toContain('open sesame');
  await all.discard();
}

/** All requests of a folder, many times. */
async function load(all: Collections): Promise<void> {
  const { http, page } = all;
  await all.act('Users', 'Many requests…');
  const dialog = page.getByRole('dialog', { name: 'Many requests', exact: true });
  const what = dialog.getByRole('combobox', { name: 'What', exact: true });
  await expect
    .poll(() => what.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.label))
    .toBe('All in the folder Users');
  await all.write('Requests', '40');
  await all.write('At a time', '4');
  await http.app.hand.press(http.app.button('Start', dialog));
  await dialog.getByRole('img', { name: /^Histogram of 40 answers/ }).waitFor();
  await all.press('Close many requests', dialog);
}

describeWith('chromium', 'collections', () => {
  test.each(HOSTS)('are filled, used and taken out again by their dialogs, in the %s', (host) =>
    withAsked(({ port, asked }) =>
      openHttp(host, async (http, launched) => {
        const all = new Collections(http);
        await fill(all, launched.folder);
        await variables(all, launched.folder, port);
        const answer = new AnswerOnPage(http.app);
        for (const path of ['first', 'second']) {
          await http.app.hand.press(all.item(path));
          await expect.poll(() => http.field('URL').inputValue()).toBe(`{{base}}/${path}`);
          await http.send();
          await answer.says('200 OK');
        }
        expect(asked.map(({ url, headers }) => [url, headers['x-token']])).toEqual([
          ['/first', 'open sesame'],
          ['/second', 'open sesame'],
        ]);
        await exported(all, launched);
        await load(all);
        const urls = asked.slice(2).map(({ url }) => url);
        expect([urls.length, urls.filter((url) => url === '/first').length]).toEqual([40, 20]);
      }),
    ),
  );
});
