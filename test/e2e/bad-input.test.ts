import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOST, withApp } from '../support/app.ts';
import { describeWith } from '../support/needs.ts';
import { peerFile, startPeer, stopPeers } from '../support/peer.ts';

/** Waits until a field tells of an error, and answers the sentence as a screen reader would read it. */
async function errorOf(field: Locator): Promise<string> {
  await field.and(field.page().locator('[aria-invalid="true"]')).waitFor();
  return field.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
}

describeWith('chromium', 'bad input', () => {
  test('in the forms: each field says what is wrong, keeps what was typed, and nothing is started', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      const listenPort = app.listenForm.getByRole('textbox', { name: 'Port' });
      for (const bad of ['99999', 'abc', '', '-1', '80.5']) {
        await app.hand.write(listenPort, 'x');
        await listenPort.fill(bad);
        await app.hand.press(app.button('Start listening'));
        expect(await errorOf(listenPort)).toContain('Port must be a whole number from 0 to 65535');
        await expect.poll(() => listenPort.inputValue()).toBe(bad);
      }
      const host = app.connectForm.getByRole('textbox', { name: 'Host' });
      for (const bad of ['a b', '']) {
        await host.fill(bad);
        await app.hand.press(app.button('Connect', app.connectForm));
        expect(await errorOf(host)).toContain('Host');
        await expect.poll(() => host.inputValue()).toBe(bad);
      }
      await expect.poll(() => app.sessions.getByRole('listitem').count()).toBe(0);
    }));

  test('in the composer: a bad hex digit is named with its place, and nothing is sent', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      await app.listen('0');
      await app.connectToIt();
      await app.hand.choose(app.compose.getByRole('combobox', { name: 'Encoding' }), 'Hex');
      const message = app.compose.getByRole('textbox', { name: 'Message' });
      await app.hand.write(message, '0x1G');
      expect(await errorOf(message)).toMatch(/G/);
      await expect.poll(() => message.inputValue()).toBe('0x1G');
      await message.press('Control+Enter');
      await app.hand.write(message, '0x1f');
      await app.hand.press(app.button('Send', app.compose));
      await app.row(/out, 1 byte/).waitFor();
      await expect.poll(() => app.row(/out, /).count()).toBe(1);
    }));

  test('a paste of 200 MB becomes an attachment that is sent whole', () =>
    withApp(HOST, async ({ page }) => {
      const app = new App(page);
      await app.ready();
      await app.listen('0');
      await app.connectToIt();
      const message = app.compose.getByRole('textbox', { name: 'Message' });
      await message.evaluate((element) => {
        const clipboard = new DataTransfer();
        clipboard.setData('text/plain', 'x'.repeat(200_000_000));
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }),
        );
      });
      // It goes through the page, the bridge, two sockets and two captures: how long that may take is the test's limit.
      const all = { timeout: 0 };
      await app.compose
        .getByText(/191 MiB/)
        .first()
        .waitFor(all);
      await app.hand.press(app.button('Send', app.compose));
      await app.session.getByText('191 MiB').waitFor(all);
      await app.hand.pick(app.listed('from'));
      await app.session.filter({ hasText: /in\s*191 MiB/ }).waitFor(all);
    }));
});

describeWith(['chromium', 'python3'], 'a taken port', () => {
  test('names the program that has it, and one press mends it', async () => {
    const peer = startPeer('python3', ['-u', peerFile('upper_server.py')]);
    try {
      const port = await peer.port();
      await withApp(HOST, async ({ page }) => {
        const app = new App(page);
        await app.ready();
        await app.hand.write(app.listenForm.getByRole('textbox', { name: 'Port' }), String(port));
        await app.hand.press(app.button('Start listening'));
        const alert = page.getByRole('alert').filter({ hasText: `Port ${port}` });
        await expect.poll(() => alert.innerText()).toContain(`process ${peer.pid}`);
        await app.hand.press(app.button('Use any free port', alert));
        await app.button('Stop listening').waitFor();
      });
    } finally {
      await stopPeers();
    }
  });
});
