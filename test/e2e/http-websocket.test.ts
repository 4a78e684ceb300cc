import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { HOSTS } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { makeAuthority } from '../support/certificates.ts';
import { type HttpPage, openHttp } from '../support/http-page.ts';
import { describeWith } from '../support/needs.ts';

/** Serves WebSocket echo, and lets the client be filled in for it. */
async function requestEcho({ app, page }: HttpPage, kind: Locator): Promise<void> {
  const serve = page.getByRole('form', { name: 'Serve', exact: true });
  await app.hand.choose(serve.getByRole('combobox', { name: 'What', exact: true }), 'WebSocket echo');
  await app.hand.write(serve.getByRole('textbox', { name: 'Port', exact: true }), '0');
  await app.hand.press(app.button('Start server', serve));
  await app.hand.press(app.button('Request it', serve));
  await expect.poll(() => kind.inputValue()).toBe('websocket');
}

describeWith(['chromium', 'openssl'], 'a WebSocket', () => {
  // One host by mouse, the other by keyboard: each is enough.
  test.each(HOSTS)('in the %s: connects, sends text and binary, pings, and closes with a code', (host) =>
    openHttp(
      host,
      async (http) => {
        const { app, page, form } = http;
        await requestEcho(http, http.select('Kind'));
        await app.hand.press(app.button('Connect', form));
        const pane = page.getByRole('region', { name: 'WebSocket', exact: true });
        await app.row(/101 Switching Protocols: frames from here on/).waitFor();
        await app.send('hello, Grüße');
        await app.row(/ out: Text: hello, Grüße/).waitFor();
        await app.row(/ in: Text: hello, Grüße/).waitFor();
        await app.send('00 01 ff', 'Hex');
        await app.row(/ in: Binary: 00 01 ff/).waitFor();
        await app.hand.press(app.button('Ping', pane));
        await app.row(/ in: Pong/).waitFor();
        await pane.getByText(/^pong after /).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await app.hand.press(app.button('Close with code…', pane));
        const close = page.getByRole('form', { name: 'Close the WebSocket', exact: true });
        await app.hand.write(close.getByRole('combobox', { name: 'Code', exact: true }), '1005');
        await close.getByText(/^Code must be/).waitFor();
        await expect.poll(() => app.button('Close it', close).isDisabled()).toBe(true);
        await app.hand.write(close.getByRole('combobox', { name: 'Code', exact: true }), '4001');
        await app.hand.write(close.getByRole('textbox', { name: 'Reason', exact: true }), 'enough');
        await app.hand.press(app.button('Close it', close));
        await app.row(/ in: Close: 4001 \(of the application\), “enough”/).waitFor();
        await pane.getByText('Closed here with 4001 (of the application). Reason: “enough”.').waitFor();
        // What is selected shows its bytes. All rows are in view, so that any can be gone to.
        await page.setViewportSize({ width: 1280, height: 1400 });
        await app.hand.pick(app.row(/ in: Close/));
        const dump = (text: string) =>
          app.bytes.getByRole('group', { name: 'Hex dump' }).filter({ hasText: text }).waitFor();
        await dump('0f a1 65 6e');
        const shown = app.bytes.getByRole('combobox', { name: 'Bytes shown', exact: true });
        await app.hand.choose(shown, 'On the wire, received: 10 B');
        await dump('88 08 0f a1');
        // What is compressed is told by what is in it, and that is what Bytes shows.
        await http.part('Protocols');
        await form.getByRole('checkbox', { name: 'Compress messages', exact: true }).check();
        await app.hand.press(app.button('Connect', form));
        await app.row(/101 Switching Protocols: frames from here on, permessage-deflate/).waitFor();
        await app.send('again and again and again and again');
        const told = / in: Text, compressed [0-9]+ → 35 B: again and again/;
        await app.row(told).waitFor();
        await app.hand.pick(app.row(told));
        await dump('61 67 61 69 6e 20 61 6e 64');
        await app.hand.press(app.button('Disconnect', form));
        await app.button('Connect', form).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
      },
      host !== 'browser host',
    ),
  );

  test.each(HOSTS)('stands in the history with what it said, and is opened again from there, %s', (host) =>
    openHttp(
      host,
      async (http) => {
        const { app, page, form } = http;
        await requestEcho(http, http.select('Kind'));
        await http.write('URL', `${await http.field('URL').inputValue()}room?seat=7`);
        const url = await http.field('URL').inputValue();
        await app.hand.press(app.button('Connect', form));
        const pane = page.getByRole('region', { name: 'WebSocket', exact: true });
        await app.row(/101 Switching Protocols: frames from here on/).waitFor();
        await app.send('one');
        await app.row(/ in: Text: one/).waitFor();
        await app.send('two');
        await app.row(/ in: Text: two/).waitFor();
        await app.hand.press(app.button('Close with code…', pane));
        const close = page.getByRole('form', { name: 'Close the WebSocket', exact: true });
        await app.hand.write(close.getByRole('combobox', { name: 'Code', exact: true }), '4001');
        await app.hand.write(close.getByRole('textbox', { name: 'Reason', exact: true }), 'enough');
        await app.hand.press(app.button('Close it', close));
        await pane.getByText('Closed here with 4001 (of the application). Reason: “enough”.').waitFor();
        // The request is gone from the window: what is opened comes from the history.
        await http.write('URL', ':9/other');

        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').fill('Show the history');
        await page.getByRole('option', { name: 'Show the history of requests' }).waitFor();
        await page.keyboard.press('Enter');
        const history = page.getByRole('dialog', { name: 'History', exact: true });
        const row = history.getByRole('listitem').filter({ hasText: '/room?seat=7' });
        await row.getByText('2 in, 2 out', { exact: true }).waitFor();
        await row.getByText('Closed here with 4001 (of the application). Reason: “enough”.').waitFor();
        await expect.poll(() => row.count()).toBe(1);
        expect(await seriousFindings(page)).toEqual([]);
        if (host === 'browser host') await row.click();
        else {
          await app.hand.pick(row);
          await page.keyboard.press('Enter');
        }
        await history.waitFor({ state: 'detached' });
        await expect.poll(() => http.field('URL').inputValue()).toBe(url);
        await expect.poll(() => http.select('Kind').inputValue()).toBe('websocket');
        await app.hand.press(app.button('Connect', form));
        await app.row(/101 Switching Protocols: frames from here on/).waitFor();
        await app.send('again');
        await app.row(/ in: Text: again/).waitFor();
      },
      host !== 'browser host',
    ),
  );

  test('an address that is none, and a page in place of a WebSocket, are explained with the answer', () =>
    openHttp(HOSTS[0] ?? 'browser host', async (http) => {
      const { app, page, form } = http;
      await app.hand.choose(http.select('Kind'), 'WebSocket');
      await http.write('URL', 'ftp://x');
      await app.hand.press(app.button('Connect', form));
      await http.refusal.getByText(/no address of a WebSocket/).waitFor();
      const serve = page.getByRole('form', { name: 'Serve', exact: true });
      await app.hand.choose(serve.getByRole('combobox', { name: 'What', exact: true }), 'Inspector');
      await app.hand.write(serve.getByRole('textbox', { name: 'Port', exact: true }), '0');
      await app.hand.press(app.button('Start server', serve));
      await app.hand.press(app.button('Request it', serve));
      await app.hand.choose(http.select('Kind'), 'WebSocket');
      await app.hand.press(app.button('Connect', form));
      const pane = page.getByRole('region', { name: 'WebSocket', exact: true });
      await pane
        .getByRole('alert')
        .getByText(/^The server answered 200 OK in place of 101/)
        .waitFor();
      await pane
        .getByRole('region', { name: 'Answer to the handshake', exact: true })
        .getByText(/"method": "GET"/)
        .waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    }));

  test('over TLS, a certificate that nobody vouches for is asked about as for a request', async () => {
    const authority = await makeAuthority();
    const { cert, key } = authority.selfSigned;
    const server = createServer({ cert, key });
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (one) => one.send('welcome'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    try {
      await openHttp(HOSTS[0] ?? 'browser host', async (http) => {
        const { app, page, form } = http;
        await app.hand.choose(http.select('Kind'), 'WebSocket');
        await http.write('URL', `wss://localhost:${port}/`);
        await app.hand.press(app.button('Connect', form));
        const pane = page.getByRole('region', { name: 'WebSocket', exact: true });
        await pane
          .getByRole('alert')
          .getByText(/self-signed/)
          .waitFor();
        await pane.getByRole('region', { name: 'The chain that was shown' }).waitFor();
        await app.hand.press(app.button('Trust this certificate for this connection', pane));
        await app.row(/ in: Text: welcome/).waitFor();
      });
    } finally {
      for (const one of sockets.clients) one.terminate();
      sockets.close();
      await new Promise((done) => server.close(done));
      await authority.remove();
    }
  });
});
