import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOST, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { describeWith } from '../support/needs.ts';

/** Brings the window to a screen, from the one before; the names are those of the screenshots too. */
const SCREENS: [name: string, show: (app: App) => Promise<void>][] = [
  ['nothing yet', (app) => app.ready()],
  [
    'a field that is wrong',
    async (app) => {
      await app.hand.write(app.listenForm.getByRole('textbox', { name: 'Port' }), '99999');
      await app.hand.press(app.button('Start listening'));
      await app.listenForm.getByText(/whole number from 0 to 65535/).waitFor();
    },
  ],
  [
    'a failure with its mends',
    async (app) => {
      await app.hand.write(app.connectForm.getByRole('textbox', { name: 'Port' }), '1');
      await app.hand.press(app.button('Connect', app.connectForm));
      await app.page
        .getByText(/nothing listens on port 1/)
        .first()
        .waitFor();
    },
  ],
  [
    'a listener that runs',
    async (app) => {
      await app.listen('0');
    },
  ],
  [
    'a conversation',
    async (app) => {
      await app.connectToIt();
      await app.respond('Upper-case');
      await app.send('Hello, server!');
      await app.row(/in, 14 bytes: HELLO, SERVER!/).waitFor();
    },
  ],
  ...(['Text', 'Escaped', 'Code', 'Base64'] as const).map((view): [string, (app: App) => Promise<void>] => [
    `bytes as ${view}`,
    async (app) => {
      await app.hand.press(app.bytes.getByRole('tab', { name: view }));
      await app.bytes.getByRole('tabpanel', { name: view }).waitFor();
    },
  ]),
  [
    'two ends',
    async (app) => {
      await app.hand.press(app.button('Two ends'));
      await app.page.getByRole('grid', { name: 'Two ends' }).waitFor();
    },
  ],
  [
    'the command palette',
    async (app) => {
      await app.page.keyboard.press('Control+k');
      await app.page.getByRole('listbox', { name: 'Commands' }).waitFor();
    },
  ],
  [
    'the settings',
    async (app) => {
      await app.page.keyboard.press('Escape');
      await app.page.getByRole('listbox', { name: 'Commands' }).waitFor({ state: 'detached' });
      await app.hand.press(app.button('Settings'));
      await app.page.getByRole('dialog', { name: 'Settings' }).waitFor();
    },
  ],
  [
    'the keyboard shortcuts, which are more than the window is high',
    async (app) => {
      await app.page.keyboard.press('Escape');
      await app.page.getByRole('dialog', { name: 'Settings' }).waitFor({ state: 'detached' });
      await app.page.keyboard.press('?');
      await app.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  ],
];

const schemes = ['dark', 'light'] as const;

async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const one of await seriousFindings(page)) found.push(`${colorScheme}: ${one}`);
  }
  return found;
}

describeWith('chromium', 'every screen', () => {
  test('has nothing that axe calls serious, in dark and in light', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      const found: string[] = [];
      for (const [name, show] of SCREENS) {
        await show(app);
        for (const one of await findings(page)) found.push(`${name}: ${one}`);
      }
      expect(found).toEqual([]);
    }));

  test('fits into 1024 by 640 without scrolling sideways', () =>
    withApp(HOST, async ({ page }) => {
      await page.setViewportSize({ width: 1024, height: 640 });
      const app = new App(page);
      for (const [name, show] of SCREENS) {
        await show(app);
        const [wide, high] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.scrollHeight,
        ]);
        expect({ name, wide, high }).toEqual({ name, wide: 1024, high: 640 });
      }
    }));

  test('shows each byte of a dump whole beside the saved messages of a small window', () =>
    withApp(HOST, async ({ page }) => {
      await page.setViewportSize({ width: 1024, height: 640 });
      const app = new App(page);
      await app.listen('0');
      await app.connectToIt();
      await app.respond('Echo');
      await app.send('0123456789abcdef0123456789abcdef');
      await app.row(/in, 32 bytes/).waitFor();
      await app.hand.press(app.button('Saved'));
      await page.getByRole('complementary', { name: 'Saved' }).waitFor();
      const dump = page.getByRole('group', { name: 'Hex dump' });
      await dump.getByText('01234567', { exact: true }).first().waitFor();
      const cut = await dump.evaluate(
        (pane) =>
          [...pane.querySelectorAll('.wb-row')].filter((row) => row.scrollWidth > row.clientWidth).length,
      );
      expect(cut).toBe(0);
    }));
});
