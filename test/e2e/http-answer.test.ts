import type { Locator } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { type Hand, KeyboardHand, MouseHand } from '../support/hand.ts';
import { type Answers, startAnswers } from '../support/http-answers.ts';
import { newAnswer, seeAnswers } from '../support/http-window.ts';

let answers: Answers | null = null;
afterEach(async () => {
  await answers?.close();
  answers = null;
});

/** What a person does with an answer. */
class Reader {
  readonly app: App;
  readonly answer: Locator;
  readonly #url: string;

  constructor(app: App, url: string) {
    this.app = app;
    this.answer = newAnswer(app.page);
    this.#url = url;
  }

  /** Asks for a path; the answer may still come afterwards. */
  async ask(path: string): Promise<void> {
    const { hand, page } = this.app;
    await hand.write(page.getByLabel('URL', { exact: true }), this.#url + path);
    await seeAnswers(page);
    await hand.press(this.app.button(/^Send/));
  }

  async get(path: string, says: string): Promise<void> {
    await this.ask(path);
    await this.answer.getByRole('group', { name: 'Status' }).filter({ hasText: says }).waitFor();
    await this.answer.and(this.app.page.locator('[aria-busy=false]')).waitFor();
  }

  /** Of figures beside their names no notice is taken. */
  async show(tab: string): Promise<void> {
    const tabs = this.answer.getByRole('tablist', { name: 'Views of the answer' });
    await this.app.hand.press(tabs.getByRole('tab', { name: new RegExp(`^${tab}`) }));
  }

  line(name: string | RegExp): Locator {
    return this.answer.getByRole('list', { name: 'Lines' }).getByRole('listitem', { name, exact: true });
  }
}

/** JSON as it is laid out, folded and searched; the same as text, as bytes and on the wire; beside another answer. */
async function json(app: App): Promise<void> {
  answers = await startAnswers();
  await app.ready();
  await app.tool('HTTP');
  const reader = new Reader(app, answers.url);
  const { answer } = reader;
  await reader.get('/json', '200 OK');
  await reader.line('"deep": null').waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);

  await reader.show('Headers');
  await answer.getByRole('region', { name: 'Cookies set' }).getByText('Path=/; HttpOnly').waitFor();
  await reader.show('Timing');
  await answer.getByRole('row', { name: /^Connect/ }).waitFor();
  await answer.getByRole('row', { name: /^Wait/ }).waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await reader.show('Hex');
  await answer.getByRole('group', { name: 'Hex dump' }).filter({ hasText: '7b 22 6e 61 6d 65' }).waitFor();
  await reader.show('Wire');
  await answer.getByRole('row', { name: /^.*out, .*GET \/json HTTP/ }).waitFor();
  await answer.getByRole('group', { name: 'Text' }).filter({ hasText: 'HTTP/1.1 200 OK' }).waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await reader.show('Pretty');

  // The second request goes over the same connection; its wire is what belongs to it only.
  await reader.get('/big', '181 KiB decoded');
  await answer.getByText('Reused connection').waitFor();
  await answer.getByText('32,002 lines').waitFor();
  await app.hand.press(app.button('Fold all', answer));
  await answer.getByRole('button', { name: 'Unfold line 2', exact: true }).waitFor();
  await app.hand.write(answer.getByRole('search').getByRole('textbox', { name: 'Find' }), 'ITEM 2500');
  await app.page.keyboard.press('Enter');
  await reader.line('"name": "item 2500",').waitFor();
  // What hid it is unfolded, and nothing else.
  await answer.getByRole('button', { name: 'Fold line 20002', exact: true }).waitFor();
  await answer.getByRole('button', { name: 'Unfold line 20010', exact: true }).waitFor();
  await app.hand.pick(reader.line('"name": "item 2500",'));
  await app.page.keyboard.press('ArrowUp');
  await app.page.keyboard.press('ArrowUp');
  await app.page.keyboard.press('ArrowLeft');
  await answer.getByRole('button', { name: 'Unfold line 20002', exact: true }).waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await reader.show('Wire');
  await answer.getByText('Reused connection: what belongs to this request only').waitFor();
  await expect.poll(() => answer.getByRole('row', { name: /GET \/json/ }).count()).toBe(0);
  await reader.show('Pretty');

  await reader.get('/other', '200 OK');
  await app.hand.press(app.button('Compare', answer));
  const dialog = app.page.getByRole('dialog', { name: 'Compare answers' });
  const before = dialog.getByRole('combobox', { name: 'Compare with' });
  const label = await before.locator('option', { hasText: '/json' }).innerText();
  await app.hand.choose(before, label);
  await dialog.getByText('Body: 1 line differs').waitFor();
  await dialog.getByRole('listitem', { name: 'only there: "ok": true,; only here: "ok": false,' }).waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await app.hand.press(app.button('Close comparison', dialog));

  await reader.get('/moved', '2 hops');
  await reader.show('Timing');
  await answer
    .getByRole('region', { name: 'Hop 1' })
    .getByText(/302 Found to/)
    .waitFor();
  await answer.getByRole('region', { name: 'Hop 2' }).waitFor();
}

/** Events and pieces of an answer are seen as they come. */
async function live(app: App): Promise<void> {
  const server = (answers = await startAnswers());
  await app.ready();
  await app.tool('HTTP');
  const reader = new Reader(app, server.url);
  const { answer } = reader;
  await reader.ask('/events');
  await answer.getByText('No event has come yet.').waitFor();
  server.event('event: tick\nid: 1\ndata: one\n\n');
  await answer.getByRole('listitem', { name: 'tick: one' }).waitFor();
  server.event('data: two\n');
  server.event('data: more\n\n');
  await app.hand.pick(answer.getByRole('listitem', { name: /^message: two/ }));
  await answer
    .getByRole('group', { name: 'Event' })
    .getByText(/two\s+more/)
    .waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await app.hand.press(app.button(/^Cancel/));
  await answer.getByRole('group', { name: 'Status' }).filter({ hasText: 'Cancelled' }).waitFor();

  await reader.ask('/chunks');
  await answer.getByText('Nothing of the body has come yet.').waitFor();
  server.more('{"first":1,');
  await reader.line('"first": 1,').waitFor();
  server.more('"second":2}');
  await reader.line('"second": 2').waitFor();
  await answer.getByText('3 lines so far').waitFor();
  server.more(null);
  await reader.line('}').waitFor();
}

/** Images are drawn; a page is drawn without scripts, and nothing of it leaves. */
async function preview(app: App): Promise<void> {
  const server = (answers = await startAnswers());
  await app.ready();
  await app.tool('HTTP');
  const reader = new Reader(app, server.url);
  const { answer } = reader;
  // What the policy refuses is told as a request too, but never gets an answer.
  const reached: string[] = [];
  app.page.context().on('response', (response) => reached.push(response.url()));
  await reader.get('/png', '200 OK');
  await answer.getByText(/^16 × 16, image\/png/).waitFor();
  await reader.get('/html', '200 OK');
  await reader.show('Preview');
  const frame = app.page.frameLocator('iframe[title="Preview of the page"]');
  const heading = frame.getByRole('heading', { name: 'Heading red' });
  await heading.waitFor();
  const color = (target: Locator) => target.evaluate((element) => getComputedStyle(element).color);
  // Its own styles hold, those of a style element and those of elements.
  expect(await color(heading)).toBe('rgb(0, 128, 0)');
  expect(await color(heading.locator('b'))).toBe('rgb(255, 0, 0)');
  await frame.getByText('a link').click();
  await frame.getByText('Submit').click();
  await heading.waitFor();
  expect(await app.page.title()).not.toBe('ran');
  // Whatever was under way has left by the time another request has gone there and come back.
  await reader.get('/json', '200 OK');
  expect(server.asked).toEqual(['/png', '/html', '/json']);
  expect(reached.filter((url) => url.startsWith(server.url))).toEqual([]);
}

const WALKS: [what: string, walk: (app: App) => Promise<void>][] = [
  ['laid out, searched, on the wire and compared', json],
  ['as it comes', live],
  ['previewed without anything that leaves', preview],
];

for (const [index, host] of HOSTS.entries()) {
  for (const [n, [what, walk]] of WALKS.entries()) {
    // Each walk by one hand, each hand in each host.
    const hand = (page: App['page']): Hand =>
      (n + index) % 2 === 0 || walk === preview ? new MouseHand(page) : new KeyboardHand(page);
    test(`an answer, ${what}, in the ${host}`, () =>
      withApp(host, ({ page }) => walk(new App(page, hand(page)))));
  }
}
