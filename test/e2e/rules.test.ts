import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOST, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

/** The dialog of rules, by its names. */
class Rules {
  readonly app: App;
  readonly dialog: Locator;
  readonly list: Locator;
  readonly outcome: Locator;

  constructor(app: App) {
    this.app = app;
    this.dialog = app.page.getByRole('dialog', { name: 'Rules', exact: true });
    this.list = this.dialog.getByRole('list', { name: 'Rules in order' });
    this.outcome = this.dialog.getByRole('status', { name: 'What would happen' });
  }

  field(name: string): Locator {
    return this.dialog.getByRole('textbox', { name, exact: true });
  }
  select(name: string): Locator {
    return this.dialog.getByRole('combobox', { name, exact: true });
  }
  button(name: string): Locator {
    return this.app.button(name, this.dialog);
  }

  /** Opens it with a set of one rule that was just made. */
  async openFirst(): Promise<void> {
    await this.app.ready();
    await this.app.listen('0');
    await this.app.respond('Rules…');
    await this.list.waitFor();
  }
}

/** A rule with a capture, made by hand, tried, saved and at once in use. */
async function capture(app: App): Promise<void> {
  const rules = new Rules(app);
  const { hand } = app;
  await rules.openFirst();
  await hand.write(rules.field('Name'), 'Who');
  await hand.choose(rules.select('Match'), 'Regular expression');
  await hand.write(rules.field('Expression'), '^I am (\\w+)');
  await hand.write(rules.field('Answer 1'), 'Welcome, $1!');
  await hand.write(rules.field('Try a message'), 'I am Ada');
  await rules.outcome.getByText('Rule Who matches.').waitFor();
  await rules.outcome.getByText('Answer: Welcome, Ada!').waitFor();
  await hand.write(rules.field('Try a message'), 'You are Ada');
  await rules.outcome.getByText('No rule matches.').waitFor();
  await hand.press(rules.button('Save and use'));
  await rules.dialog.waitFor({ state: 'detached' });
  await app.connectToIt();
  await app.send('I am Grace');
  await app.row(/in, 15 bytes: Welcome, Grace!/).waitFor();
}

describeWith('chromium', 'rules', () => {
  for (const host of HOSTS) {
    test(`a rule with a capture answers, made by mouse alone in the ${host}`, () =>
      withApp(host, ({ page }) => capture(new App(page, new MouseHand(page)))));
  }
  test('a rule with a capture answers, made by keyboard alone', () =>
    withApp(HOST, ({ page }) => capture(new App(page, new KeyboardHand(page)))));

  test('what is not saved is asked for once; a broken file is refused; axe finds nothing serious', () =>
    withApp(HOST, async ({ page, folder }) => {
      const app = new App(page);
      const rules = new Rules(app);
      await rules.openFirst();
      await app.hand.press(rules.button('Save'));
      await rules.dialog.getByText('Saved. Whoever uses this set follows at once.').waitFor();

      await app.hand.write(rules.field('Expression'), '(');
      await app.hand.press(rules.button('Save'));
      await rules.dialog.getByText(/Rule “Greeting”, regular expression: Unterminated group/).waitFor();
      await rules.dialog.locator('[aria-invalid="true"]:focus').and(rules.field('Expression')).waitFor();
      const found: string[] = [];
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await seriousFindings(page)));
      }
      expect(found).toEqual([]);

      await app.hand.press(rules.button('Close rules'));
      await rules.dialog.getByText('“Rules” has changes that are not saved.').waitFor();
      await app.hand.press(rules.button('Keep editing'));
      await expect.poll(() => rules.field('Expression').inputValue()).toBe('(');
      await app.hand.write(rules.field('Expression'), 'hi');
      await app.hand.press(rules.button('Save'));

      const broken = join(folder, 'broken.json');
      await writeFile(broken, '{ "wirebench": "rules",\n  "version": 1, "sets": [ }');
      await rules.dialog.getByLabel('File of rules').setInputFiles(broken);
      await rules.dialog.getByText(/was not imported. It is no JSON: line 2, column \d+/).waitFor();
      const good = join(folder, 'good.json');
      const rule = { name: 'Pong', match: { kind: 'exact', encoding: 'text', text: 'ping' }, answers: [] };
      await writeFile(
        good,
        JSON.stringify({ wirebench: 'rules', version: 1, sets: [{ name: 'Taken in', rules: [rule] }] }),
      );
      await rules.dialog.getByLabel('File of rules').setInputFiles(good);
      await rules.list.getByRole('button', { name: /Pong/ }).waitFor();
      await expect.poll(() => rules.field('Name of the set').inputValue()).toBe('Taken in');
    }));
});
