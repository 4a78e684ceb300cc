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

      await app.tool('Relay');
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
      await app.hand.press(app.button('Stop relay'));
      await app.button('Start relay', app.relay).waitFor();
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
    expect(await app.field('Listen port').inputValue()).toBe(port);
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
