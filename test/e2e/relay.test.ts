import { describe, expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand } from '../support/hand.ts';

/** The page of relays as a person finds it. */
class RelayDriver extends App {
  get relay() {
    return this.page.getByRole('form', { name: 'Relay', exact: true });
  }

  get faults() {
    return this.page.getByRole('form', { name: 'Faults', exact: true });
  }

  field(label: string) {
    return this.relay.getByRole('textbox', { name: label, exact: true });
  }

  fault(direction: 'Client to target' | 'Target to client', label: string) {
    return this.faults
      .getByRole('group', { name: direction, exact: true })
      .getByRole('textbox', { name: label, exact: true });
  }

  /** Starts a relay on any free port, and answers which it got. */
  async relayTo(targetPort: string): Promise<string> {
    await this.hand.write(this.field('Listen port'), '0');
    await this.hand.write(this.field('Target port'), targetPort);
    await this.hand.press(this.button('Start relay', this.relay));
    await this.button('Stop relay').waitFor();
    return /:(\d+) →/.exec(await this.relay.innerText())?.[1] ?? '';
  }

  /** The lengths of the reads that the timeline shows. */
  async reads(): Promise<number[]> {
    const rows = await this.timeline.getByRole('row', { name: / in, [\d,]+ bytes?/ }).all();
    const names = await Promise.all(rows.map((row) => row.getAttribute('aria-label')));
    return names.map((name) => Number(/ in, (\d+)/.exec(name ?? '')?.[1]));
  }
}

describe.each(HOSTS)('in the %s', (host) => {
  test('a relay that delays and splits stands between a client and a listener of the bench', () =>
    withApp(host, async ({ page }) => {
      const app = new RelayDriver(page);
      await app.ready();
      const listening = await app.listen('0');
      const target = listening.split(':').at(-1) ?? '';

      await app.tool('Relay');
      const port = await app.relayTo(target);
      await app.hand.write(app.fault('Client to target', 'Delay, ms'), '200');
      await app.hand.write(app.fault('Client to target', 'Split into pieces, B'), '4');
      await app.hand.write(app.fault('Client to target', 'Gap between pieces, ms'), '100');
      await app.hand.press(app.button('Apply', app.faults));
      await page.getByText('2 faults on').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);

      await app.tool('TCP');
      await app.hand.write(app.connectForm.getByRole('textbox', { name: 'Port', exact: true }), port);
      await app.hand.press(app.button('Connect', app.connectForm));
      await app.row(/connect: Connected to/).waitFor();
      await app.send('hello, world\\n');
      await app.row(/out, 13 bytes: hello, world/).waitFor();

      // What the listener received: one write, several reads, which are one line all the same.
      await app.show('from');
      await app.row(/ in, 1 bytes?: /).waitFor();
      expect(await app.reads()).toEqual([4, 4, 4, 1]);
      await app.hand.choose(page.getByRole('combobox', { name: 'Framing', exact: true }), 'Lines');
      await app.row(/hello, world.*4 reads|4 reads.*hello, world/).waitFor();

      // There is no other end to be shown: a relay stands between, and is one press away.
      await app.hand.press(app.button('Through a relay'));
      await app.row(/fault: Client to target: sent bytes 0–12 \d+ ms later, in 4 pieces\./).waitFor();
      await app.row(/ in, 13 bytes: hello, world/).waitFor();
      const ways = page.getByRole('region', { name: 'Directions' });
      await ways.getByText('client → target').waitFor();
      await ways.getByText('200 ms later').waitFor();
      await ways.getByText('13 B forwarded').waitFor();

      // Changed where the effect is seen.
      await app.hand.press(app.button('Faults', ways));
      await app.hand.press(app.button('No faults', app.faults));
      await app.row(/fault: Client to target: from here on no faults\./).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      // The palette ends what every tool has open.
      await page.keyboard.press('Control+k');
      await page.keyboard.type('Close everything');
      await page.keyboard.press('Enter');
      await app.button('Start relay', app.relay).waitFor();
      await app.tool('TCP');
      await app.button('Start listening').waitFor();
    }));
});

test('by keyboard: a relay to itself is refused beside the form, a target that refuses in the session', () =>
  withApp(HOSTS[0] ?? 'browser host', async ({ page }) => {
    const app = new RelayDriver(page, new KeyboardHand(page));
    await app.ready();
    await app.tool('Relay');
    const port = await app.relayTo('9');
    await app.hand.press(app.button('Stop relay'));
    await app.hand.write(app.field('Listen port'), port);
    await app.hand.write(app.field('Target port'), port);
    await app.hand.press(app.button('Start relay', app.relay));
    const alert = page.getByRole('alert');
    await alert.getByText('This relay would forward to itself.').waitFor();
    // Nothing that was typed is lost.
    await expect.poll(() => app.field('Listen port').inputValue()).toBe(port);
    await app.hand.write(app.field('Target port'), '9');
    await app.hand.press(app.button('Start relay', app.relay));
    await app.button('Stop relay').waitFor();

    await app.tool('TCP');
    await app.hand.write(app.connectForm.getByRole('textbox', { name: 'Port', exact: true }), port);
    await app.hand.press(app.button('Connect', app.connectForm));
    await page.getByText('reset by the peer').first().waitFor();
    await app.tool('Relay');
    await app.hand.pick(app.listed('from').first());
    await page
      .getByText('Target: 127.0.0.1 refused the connection: nothing listens on port 9 there.')
      .first()
      .waitFor();
  }));

describe.each(HOSTS)('TLS in the %s', (host) => {
  test('a relay ends TLS and begins it anew: the target’s chain is shown and trusted, and both sides are told', () =>
    withApp(host, async ({ page }) => {
      const app = new RelayDriver(page);
      const { hand } = app;
      const clean = async () => expect(await seriousFindings(page)).toEqual([]);
      await app.ready();
      await hand.choose(app.listenForm.getByRole('combobox', { name: 'TLS' }), 'From the start');
      const target = (await app.listen('0')).split(':').at(-1) ?? '';

      await app.tool('Relay');
      await hand.choose(app.relay.getByRole('combobox', { name: 'TLS' }), 'End here, TLS to the target');
      await hand.press(app.button('Certificate…', app.relay));
      const near = page.getByRole('dialog', { name: 'Certificate and TLS to the client' });
      await hand.write(near.getByRole('textbox', { name: 'ALPN' }), 'near/1');
      await clean();
      await hand.press(app.button('Done', near));
      await hand.press(app.button('TLS settings…', app.relay));
      const far = page.getByRole('dialog', { name: 'TLS to the target' });
      await far.getByRole('checkbox', { name: 'Verify the server’s certificate', checked: true }).waitFor();
      await clean();
      await hand.press(app.button('Done', far));
      await app.relay.getByText('With TLS to the client: ALPN near/1.').waitFor();
      await app.relayTo(target);
      const own = page.getByRole('region', { name: 'Certificate', exact: true });
      await own.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/).waitFor();
      await clean();

      // The client trusts the relay at once; the relay does not trust the target.
      await hand.press(app.button('Connect to it', app.relay));
      await page.getByText('reset by the peer').first().waitFor();
      await app.tool('Relay');
      await hand.pick(app.listed('from').first());
      await page
        .getByText(/^Target: The server’s certificate was not accepted: it is self-signed/)
        .first()
        .waitFor();
      await page.getByRole('region', { name: 'The chain that was shown' }).getByText('CN=').waitFor();
      await app.button('Target: not accepted').waitFor();
      await clean();
      await hand.press(app.button('Trust this certificate for the next clients'));
      await page.getByText(/^The relay trusts this certificate from now on/).waitFor();

      await hand.press(app.button('Connect to it', app.relay));
      await app.row(/TLS 1.3 is on.*peer verified/).waitFor();
      await app.send('through both');
      await app.row(/out.*12.*through both/).waitFor();
      await app.tool('Relay');
      await hand.pick(app.listed('from').last());
      await app.row(/ in, 12 bytes: through both/).waitFor();
      await app.button('Client: TLS 1.3').waitFor();
      await hand.press(app.button('Target: TLS 1.3'));
      const security = page.getByRole('dialog', { name: 'Security to the target' });
      await security.getByText('Trusted by its fingerprint, for this connection').waitFor();
      await security.getByRole('region', { name: 'Server’s certificate' }).waitFor();
      await clean();
    }));
});

test('one press opens a UDP socket to a relay of datagrams', () =>
  withApp(HOSTS[0] ?? 'browser host', async ({ page }) => {
    const app = new RelayDriver(page, new KeyboardHand(page));
    await app.ready();
    await app.tool('Relay');
    await app.hand.choose(app.relay.getByRole('combobox', { name: 'Transport' }), 'UDP');
    const port = await app.relayTo('9');
    await app.hand.press(app.button('Connect to it', app.relay));
    await page.getByRole('tabpanel', { name: 'UDP', exact: true }).waitFor();
    await app.hand.write(app.compose.getByRole('textbox', { name: 'Message' }), 'ping');
    await app.hand.press(app.button('Send', app.compose));
    await app.row(new RegExp(`out.*127.0.0.1:${port}.*ping`)).waitFor();
    await app.tool('Relay');
    await app.hand.pick(app.listed('from').first());
    await app.row(/ in, 4 bytes: ping/).waitFor();
  }));

test('a listener of the bench gets a relay before it from its menu', () =>
  withApp(HOSTS[0] ?? 'browser host', async ({ page }) => {
    const app = new RelayDriver(page);
    await app.ready();
    const target = await app.listen('0');
    await app.sessions.getByRole('listitem').filter({ hasText: target }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Put a relay before it' }).click();
    await app.relay.getByText(`→ ${target}`).waitFor();
    await app.button('Connect to it', app.relay).waitFor();
  }));
