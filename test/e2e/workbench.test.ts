import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, browserHostTest, HOST, withApp } from '../support/app.ts';
import { describeWith } from '../support/needs.ts';
import { ask } from '../support/wait.ts';

/** The window with a listener that answers as asked, and a client connected to it. */
function talking(respond: 'Nothing' | 'Echo', body: (app: App, page: Page) => Promise<void>): Promise<void> {
  return withApp(HOST, async ({ page }) => {
    const app = new App(page);
    await app.ready();
    await app.listen('0');
    if (respond !== 'Nothing') await app.respond(respond);
    await app.connectToIt();
    await body(app, page);
  });
}

describeWith('chromium', 'the workbench', () => {
  test('teaches by doing: one button starts an echo server and connects to it', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      await app.hand.press(app.button('Start an echo server and connect to it'));
      await app.row(/connect: Connected to/).waitFor();
      await app.send('hello');
      await app.row(/in, 5 bytes: hello/).waitFor();
    }));

  test('shows two ends on one time axis, each write joined to the reads it became', () =>
    talking('Echo', async (app, page) => {
      await app.send('Hello, server!');
      await app.row(/in, 14 bytes/).waitFor();
      await app.hand.press(app.button('Two ends'));
      const both = page.getByRole('grid', { name: 'Two ends' });
      for (const [side, act] of [
        ['left', 'sent 14 bytes, arrived as 1 read'],
        ['right', 'received 14 bytes, from 1 write'],
        ['right', 'sent 14 bytes, arrived as 1 read'],
        ['left', 'received 14 bytes, from 1 write'],
      ] as const) {
        await both.getByRole('row', { name: new RegExp(`^${side} end, .*${act}`) }).waitFor();
      }
    }));

  test('finds text and hex, and says where there is none', () =>
    talking('Nothing', async (app, page) => {
      await app.send('one two three two one');
      await app.row(/out, 21 bytes/).waitFor();
      await app.hexIs('sent', '6f 6e 65 20 74 77 6f');
      await app.hand.press(app.button('Find', app.bytes));
      const find = page.getByRole('search', { name: 'Find in bytes' });
      await find.getByRole('textbox', { name: 'Find' }).fill('two');
      await app.hand.press(app.button('Find next', find));
      await app.bytes
        .getByText(/4.{1,3}6/)
        .first()
        .waitFor();
      await app.hand.choose(find.getByRole('combobox', { name: 'Find as' }), 'Hex');
      await find.getByRole('textbox', { name: 'Find' }).fill('de ad');
      await app.hand.press(app.button('Find next', find));
      await find.getByText(/not found|nothing|no match/i).waitFor();
    }));

  test('reads the selected byte in the inspector, and selects the same byte in text', () =>
    talking('Nothing', async (app) => {
      await app.send('H');
      await app.row(/out, 1 byte/).waitFor();
      await app.hexIs('sent', '48');
      await app.bytes.getByRole('group', { name: 'Hex dump' }).click({ position: { x: 58, y: 8 } });
      const inspector = app.bytes.getByRole('region', { name: 'Inspector' });
      await inspector.getByText('01001000').waitFor();
      await inspector.getByText('U+0048').waitFor();
      await app.hand.press(app.bytes.getByRole('tab', { name: 'Text' }));
      await app.bytes.getByRole('tabpanel', { name: 'Text' }).waitFor();
      await inspector.getByText('01001000').waitFor();
    }));

  browserHostTest('sends a file, and saves what came as the same file', () =>
    talking('Echo', async (app, page) => {
      const content = randomBytes(3_000_001);
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'sample.bin', mimeType: 'application/octet-stream', buffer: content });
      await app.compose.getByText('sample.bin').waitFor();
      await app.hand.press(app.button('Send', app.compose));
      await app.session.filter({ hasText: /in\s*2\.9 MiB/ }).waitFor();
      await ask(
        async () =>
          (await app.bytes.getByRole('combobox', { name: 'Bytes shown' }).innerText()).includes(
            'received: 2.9',
          ),
        'all of it to be shown',
      );
      const source = app.bytes.getByRole('combobox', { name: 'Bytes shown' });
      const all = await source.locator('option', { hasText: /^All received/ }).innerText();
      await app.hand.choose(source, all);
      const download = page.waitForEvent('download');
      await app.hand.press(app.button('Save', app.bytes));
      expect(content.equals(await readFile(await (await download).path()))).toBe(true);
    }),
  );

  test('repeats a message until it is stopped', () =>
    talking('Nothing', async (app) => {
      await app.hand.write(app.compose.getByRole('textbox', { name: 'Message' }), 'tick');
      await app.compose.getByRole('textbox', { name: 'Repeat every, in milliseconds' }).fill('20');
      await app.hand.press(app.button('Repeat every', app.compose));
      await app.compose.getByText(/Sent \d{2,} times, every 20 ms/).waitFor();
      await app.hand.press(app.button('Stop', app.compose));
      await app.button('Repeat every', app.compose).waitFor();
      await app
        .row(/out, 4 bytes: tick/)
        .nth(5)
        .waitFor();
    }));

  test('keeps what was sent at hand', () =>
    talking('Nothing', async (app, page) => {
      await app.send('first');
      await app.row(/out, 5 bytes: first/).waitFor();
      await app.send('second');
      await app.row(/out, 6 bytes: second/).waitFor();
      const message = app.compose.getByRole('textbox', { name: 'Message' });
      await message.fill('');
      await message.press('Alt+ArrowUp');
      await expect.poll(() => message.inputValue()).toBe('second');
      await message.press('Alt+ArrowUp');
      await expect.poll(() => message.inputValue()).toBe('first');
      await app.hand.press(app.button('History', app.compose));
      await page.getByRole('menuitem', { name: /second/ }).waitFor();
    }));

  test('stops at the row that is read while more come, and one press goes on', () =>
    talking('Nothing', async (app) => {
      await app.hand.write(app.compose.getByRole('textbox', { name: 'Message' }), 'tick');
      await app.compose.getByRole('textbox', { name: 'Repeat every, in milliseconds' }).fill('10');
      await app.hand.press(app.button('Repeat every', app.compose));
      await app.compose.getByText(/Sent \d{3,} times/).waitFor();
      await app.timeline.hover();
      const pane = app.page.locator('.wb-timeline');
      const resume = pane.getByRole('button', { name: /^Jump to latest/ });
      const first = app.row(/connect: Connected to/);
      const top = (await app.timeline.boundingBox())?.y ?? 0;
      // Rows that come meanwhile may end the glide of one turn of the wheel.
      await ask(async () => {
        await app.page.mouse.wheel(0, -5000);
        return ((await first.boundingBox())?.y ?? 0) >= top;
      }, 'the first row to come into view');
      await resume.waitFor();
      const before = await first.boundingBox();
      await pane.getByRole('button', { name: /^Jump to latest \((\d{2,}|1\d) new/ }).waitFor();
      expect(await first.boundingBox()).toEqual(before);
      await app.hand.press(resume);
      await resume.waitFor({ state: 'detached' });
      await ask(async () => (await first.boundingBox())?.y !== before?.y, 'the first row to leave the view');
    }));

  test('takes ended sessions off the list, and brings them back', () =>
    talking('Nothing', async (app) => {
      await app.hand.press(app.button('Close', app.session));
      await app.row(/close: /).waitFor();
      await app.hand.press(app.button('Clear ended'));
      await app.listed('to').waitFor({ state: 'detached' });
      await app.hand.press(app.button('Undo'));
      await app.listed('to').waitFor();
    }));

  test('runs commands from the palette', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search or run a command' }).fill('echo server');
      await page.getByRole('option', { name: /Start an echo server/ }).waitFor();
      await page.keyboard.press('Enter');
      await app.row(/connect: Connected to/).waitFor();
    }));

  test('remembers the theme and the panes over a reload', () =>
    withApp(HOST, async ({ page, folder }) => {
      const app = new App(page);
      await app.ready();
      const theme = page.getByRole('button', { name: /^Theme: / });
      await theme.click();
      await page.getByRole('button', { name: /^Theme: (light|dark)/ }).waitFor();
      const chosen = await theme.getAttribute('aria-label');
      const splitter = page.getByRole('separator', { name: 'Resize the forms' });
      await splitter.focus();
      for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowRight');
      const size = await splitter.getAttribute('aria-valuenow');
      // It is written a moment after the last change.
      const written = async () => {
        const text = await readFile(join(folder, 'settings.json'), 'utf8').catch(() => '');
        return /"theme": "(light|dark)"/.test(text) && text.includes(`"size": ${size}`);
      };
      await ask(written, 'the pane and the theme to be written down');
      await page.reload();
      await app.ready();
      await expect.poll(() => theme.getAttribute('aria-label')).toBe(chosen);
      await expect.poll(() => splitter.getAttribute('aria-valuenow')).toBe(size);
    }));

  browserHostTest('a tab that is closed takes nothing with it: the next one shows it all', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      await app.listen('0');
      await app.connectToIt();
      await app.send('still here');
      await app.row(/out, 10 bytes/).waitFor();
      const token = await page.evaluate(() => sessionStorage.getItem('wirebench.token'));
      const address = new URL(page.url()).origin;
      const next = await page.context().newPage();
      await page.close();
      await next.goto(`${address}/#token=${token}`);
      const again = new App(next);
      await again.ready();
      await again.show('to');
      await again.row(/out, 10 bytes: still here/).waitFor();
    }),
  );

  browserHostTest('without its token the page says what is missing, and takes the address', () =>
    withApp(HOST, async ({ page }) => {
      await new App(page).ready();
      const token = await page.evaluate(() => sessionStorage.getItem('wirebench.token'));
      const address = new URL(page.url()).origin;
      const stranger = await page.context().newPage();
      await stranger.goto(address);
      const form = stranger.getByRole('form', { name: 'Address of the bench' });
      await form.getByRole('textbox', { name: 'Address' }).fill(`${address}/#token=${token}`);
      await form.getByRole('button').click();
      await new App(stranger).ready();
    }),
  );
});
