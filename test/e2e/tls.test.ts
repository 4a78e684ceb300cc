import { expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { describeWith } from '../support/needs.ts';

describeWith('chromium', 'TLS in the window', () => {
  for (const host of HOSTS) {
    test(`a listener and a client connect with one click each and show the chain, in the ${host}`, () =>
      withApp(host, async ({ page }) => {
        const app = new App(page);
        const { hand, listenForm, connectForm } = app;
        const clean = async () => expect(await seriousFindings(page)).toEqual([]);
        await app.ready();
        await hand.choose(listenForm.getByRole('combobox', { name: 'TLS' }), 'From the start');
        await hand.press(app.button('Certificate…', listenForm));
        await page.getByRole('dialog', { name: 'Certificate and TLS' }).waitFor();
        await hand.choose(page.getByRole('combobox', { name: 'Certificate from' }), 'My own, PEM');
        await clean();
        await hand.choose(
          page.getByRole('combobox', { name: 'Certificate from' }),
          'Made on the spot, self-signed',
        );
        await hand.press(app.button('Done'));
        await app.listen('0');
        const shown = page.getByRole('region', { name: 'Certificate', exact: true });
        const fingerprint = await shown.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/).innerText();
        await clean();

        await app.connectToIt();
        await app.row(/TLS 1.3 is on.*peer verified/).waitFor();
        await app.send('inside');
        await app.row(/out.*6.*inside/).waitFor();
        await hand.press(app.button('Inside TLS 1.3'));
        const security = page.getByRole('dialog', { name: 'Security' });
        await security.getByText(/^Verified/).waitFor();
        await security.getByRole('region', { name: 'Server’s certificate' }).getByText(fingerprint).waitFor();
        await clean();
        await hand.press(app.button('Close security'));

        // The same certificate to one who does not know it: the reason stands beside the chain, and one press trusts it.
        await hand.press(app.button('New connection'));
        await hand.press(app.button('Connect', connectForm));
        await page
          .getByText(/was not accepted: it is self-signed/)
          .first()
          .waitFor();
        await page.getByRole('region', { name: 'The chain that was shown' }).getByText(fingerprint).waitFor();
        await clean();
        await hand.press(app.button('Trust this certificate for this connection'));
        await app.row(/TLS 1.3 is on.*trusted by its fingerprint/).waitFor();
      }));
  }

  test(`TLS is started in place, from either end`, () =>
    withApp(HOSTS[0] ?? 'browser host', async ({ page }) => {
      const app = new App(page);
      const { hand } = app;
      await app.ready();
      await app.listen('0');
      await app.connectToIt();
      await app.send('plain before');
      await app.row(/out.*12.*plain before/).waitFor();
      await page.getByText('Plain', { exact: true }).waitFor();
      await hand.press(app.button('Start TLS', app.session));
      const client = page.getByRole('dialog', { name: 'Start TLS as the client' });
      await client.getByRole('checkbox', { name: 'Verify the server’s certificate' }).click();
      await hand.press(app.button('Start TLS', client));
      await app.row(/TLS handshake started as the client/).waitFor();

      // The server has read the ClientHello as plain bytes; it is told so, and its button gives them back.
      await hand.pick(app.listed('from').first());
      await page
        .getByText(/The peer speaks TLS/)
        .first()
        .waitFor();
      await hand.press(app.button('Start TLS as the server'));
      const server = page.getByRole('dialog', { name: 'Start TLS as the server' });
      expect(await seriousFindings(page)).toEqual([]);
      await hand.press(app.button('Start TLS', server));
      await app.row(/TLS 1.3 is on/).waitFor();
      await app.show('to');
      await app.send('inside now');
      await app.row(/out.*10.*inside now/).waitFor();
      await app.button('Inside TLS 1.3, not verified').waitFor();

      // That was for one connection: the next one is asked to verify again.
      await hand.press(app.button('Close', app.session));
      await app.connectForm.getByRole('checkbox', { name: 'TLS' }).click();
      await hand.press(app.button('TLS settings…', app.connectForm));
      await expect
        .poll(() => page.getByRole('checkbox', { name: 'Verify the server’s certificate' }).isChecked())
        .toBe(true);
    }));
});
