import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOST, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { describeWith } from '../support/needs.ts';

const tabs = (page: Page): Promise<string[]> =>
  page.getByRole('tablist', { name: 'Tools' }).getByRole('tab').allInnerTexts();
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    const name = activeElement instanceof HTMLInputElement ? activeElement.labels?.[0]?.innerText : null;
    return name ?? (activeElement instanceof HTMLElement ? activeElement.innerText : '');
  });
const shown = (page: Page): Promise<string> =>
  page.getByRole('tablist', { name: 'Tools' }).getByRole('tab', { selected: true }).innerText();
const run = async (page: Page, command: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Search or run a command' });
  await search.fill(command);
  await page.getByRole('option', { name: command }).first().waitFor();
  await page.keyboard.press('Enter');
  await search.waitFor({ state: 'detached' });
};

describeWith('chromium', 'several tools', () => {
  test('each stays as it was left while another is shown, and the keyboard goes along', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      const bind = page.getByRole('form', { name: 'Bind' });
      await app.hand.write(app.connectForm.getByRole('textbox', { name: 'Host' }), 'example.org');
      await page.keyboard.press('Alt+2');
      await bind.waitFor();
      expect(await focused(page)).toBe('UDP');
      await app.hand.write(bind.getByRole('textbox', { name: 'Port' }), '4711');
      await app.hand.press(bind.getByRole('button', { name: 'More' }));
      await page.keyboard.press('Alt+1');
      expect(await focused(page)).toBe('Host');
      await expect
        .poll(() => app.connectForm.getByRole('textbox', { name: 'Host' }).inputValue())
        .toBe('example.org');
      await page.keyboard.press('Alt+2');
      await expect
        .poll(() => bind.getByRole('button', { name: 'More' }).getAttribute('aria-expanded'))
        .toBe('true');
      expect(await focused(page)).toBe('More');
      await page.keyboard.press('Control+n');
      await bind.locator('[data-field="address"] input:focus').waitFor();
      await page.reload();
      await bind.waitFor();
      expect(await shown(page)).toBe('UDP');
      await expect.poll(() => bind.getByRole('textbox', { name: 'Port' }).inputValue()).toBe('4711');
    }));

  test('a command of another tool shows that tool, and each list has its own', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      await run(page, 'Start an echo server');
      await app.row(/connect: Connected to/).waitFor();
      await app.tool('UDP');
      await page.getByText('Bound sockets appear here.').waitFor();
      await expect.poll(() => app.sessions.getByRole('listitem').count()).toBe(0);
      await run(page, 'New listener');
      await app.listenForm.locator('[data-field="address"] input:focus').waitFor();
      expect(await shown(page)).toBe('TCP');
      await expect.poll(() => app.sessions.getByRole('listitem').count()).toBe(3);
      await run(page, 'Go to UDP');
      await run(page, 'Go to session');
      await app.row(/connect: Connected to|accept: Accepted from/).waitFor();
      expect(await shown(page)).toBe('TCP');
    }));

  test('the first screen of each has nothing that axe calls serious, and fits into 1024 by 640', () =>
    withApp(HOST, async ({ page }) => {
      await page.setViewportSize({ width: 1024, height: 640 });
      const app = new App(page);
      await app.ready();
      const names = await tabs(page);
      expect(names).toEqual(['TCP', 'UDP', 'File transfer', 'HTTP', 'Relay', 'Captures']);
      const found: string[] = [];
      for (const name of names) {
        await app.tool(name);
        await page.getByRole('tabpanel', { name, exact: true }).getByRole('button').first().waitFor();
        const size = await page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement;
          return [scrollWidth, scrollHeight];
        });
        if (size.join() !== '1024,640') found.push(`${name}: ${size.join(' by ')}`);
        for (const colorScheme of ['dark', 'light'] as const) {
          await page.emulateMedia({ colorScheme });
          for (const one of await seriousFindings(page)) found.push(`${name}, ${colorScheme}: ${one}`);
        }
      }
      expect(found).toEqual([]);
    }));
});
