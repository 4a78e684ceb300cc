import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOST, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';
import { python, stopPeers } from '../support/peer.ts';

/** The page of UDP as a person finds it. */
class Udp {
  readonly app: App;
  readonly page: Page;
  readonly form: Locator;
  constructor(app: App) {
    this.app = app;
    this.page = app.page;
    this.form = app.page.getByRole('form', { name: 'Bind', exact: true });
  }

  /** Binds a socket to any free port, and answers where. */
  async bind(address = '127.0.0.1'): Promise<string> {
    const { app, form } = this;
    await app.hand.write(form.getByLabel('Address', { exact: true }), address);
    await app.hand.write(form.getByRole('textbox', { name: 'Port' }), '0');
    await app.hand.press(app.button('Bind', form));
    await app.button('Close socket', form).waitFor();
    return form.getByText(new RegExp(`^${address.replaceAll('.', '\\.')}:\\d+$`)).innerText();
  }

  get sendTo(): Locator {
    return this.page.getByLabel('Send to', { exact: true });
  }

  /** Shows a socket of the list. */
  async show(socket: string): Promise<void> {
    await this.app.hand.pick(
      this.app.sessions.getByRole('listitem').filter({ hasText: new RegExp(`^on ${socket}`) }),
    );
    await this.app.session.getByText(socket, { exact: true }).waitFor();
  }

  figure(name: string, count: number): Locator {
    return this.app.session.getByText(new RegExp(`^${name} ${count}$`));
  }
}

const open = (host: (typeof HOSTS)[number], body: (udp: Udp) => Promise<void>, keys = false): Promise<void> =>
  withApp(host, async ({ page }) => {
    const app = new App(page, keys ? new KeyboardHand(page) : new MouseHand(page));
    await app.ready();
    await app.tool('UDP');
    await body(new Udp(app));
  });

describeWith('chromium', 'two UDP sockets talk and answer each other', () => {
  test.each(
    HOSTS.flatMap((host) => [false, true].map((keys) => [host, keys ? 'keyboard' : 'mouse', keys] as const)),
  )('in the %s, by %s alone', (host, _hand, keys) =>
    open(
      host,
      async (udp) => {
        const { app, page } = udp;
        const first = await udp.bind();
        await app.hand.press(app.button('New socket that sends to it', udp.form));
        await expect.poll(() => udp.sendTo.inputValue()).toBe(first);
        await app.send('question');
        await app.row(new RegExp(`out to ${first}, 8 bytes: question`)).waitFor();
        // The other answers by hand: the row that came says whom.
        await udp.show(first);
        await app.hand.pick(app.row(/in from 127\.0\.0\.1:\d+, 8 bytes: question/));
        await app.hand.press(app.button('Reply'));
        await app.send('answer');
        await app.row(/out to 127\.0\.0\.1:\d+, 6 bytes: answer/).waitFor();
        // And by itself, from now on.
        await app.hand.choose(udp.form.getByRole('combobox', { name: 'Respond' }), 'Upper-case');
        const asked = await udp.sendTo.inputValue();
        await udp.show(asked);
        await app.row(new RegExp(`in from ${first}, 6 bytes: answer`)).waitFor();
        await app.send('again');
        await app.row(new RegExp(`in from ${first}, 5 bytes: AGAIN`)).waitFor();
        await udp.figure('received', 2).waitFor();
        await udp.figure('dropped', 0).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
      },
      keys,
    ),
  );
});

describeWith('chromium', 'the page of UDP', () => {
  test('teaches by doing, and shows the rows of one peer by themselves', () =>
    open(HOST, async (udp) => {
      const { app, page } = udp;
      await app.hand.press(app.button('Bind two sockets that answer each other'));
      await app.send('hello');
      await app.row(/in from .*: hello/).waitFor();
      const echo = await udp.sendTo.inputValue();
      await udp.show(echo);
      await app.hand.press(app.button('New socket that sends to it', udp.form));
      await expect.poll(() => udp.sendTo.inputValue()).toBe(echo);
      await app.send('other');
      await app.row(/in from .*: other/).waitFor();
      await udp.show(echo);
      await app.row(/in from .*: hello/).waitFor();
      const filter = page.getByRole('combobox', { name: 'Peer' });
      const peers = filter.locator('option');
      await peers.nth(2).waitFor({ state: 'attached' });
      await app.hand.choose(filter, await peers.nth(2).innerText());
      await app.row(/hello/).first().waitFor({ state: 'detached' });
      await app.row(/out to .*: other/).waitFor();
      await expect.poll(() => app.timeline.getByRole('row').count()).toBe(2);
      await app.row(/in from .*: other/).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Show all peers' }).click();
      await app.row(/in from .*: hello/).waitFor();
    }));

  test('refuses what can’t be, with the reason and a button that mends it', () =>
    open(HOST, async (udp) => {
      const { app, page } = udp;
      const taken = await udp.bind();
      await app.hand.press(app.button('New socket', udp.form));
      await app.hand.write(udp.form.getByRole('textbox', { name: 'Port' }), taken.replace(/.*:/, ''));
      await app.hand.press(app.button('Bind', udp.form));
      await udp.form.getByText(/is in use by Wirebench itself/).waitFor();
      await app.button('Share the address', udp.form).waitFor();
      await app.hand.press(app.button('Use any free port', udp.form));
      await app.button('Close socket', udp.form).waitFor();

      await app.hand.press(app.button('Multicast'));
      const join = page.getByRole('form', { name: 'Join a group' });
      await app.hand.write(join.getByRole('textbox', { name: 'Group' }), '192.168.1.1');
      await app.hand.press(app.button('Join', join));
      const panel = page.getByRole('region', { name: 'Multicast' });
      await panel.getByText(/192\.168\.1\.1 is the address of one machine/).waitFor();
      await panel.getByText(/224\.0\.0\.0\/4/).waitFor();
      await app.hand.write(join.getByRole('textbox', { name: 'Group' }), '239.1.2.3');
      await app.hand.choose(join.getByRole('combobox', { name: 'Interface' }), 'lo (127.0.0.1)');
      await app.hand.press(app.button('Join', join));
      await app.button('Leave 239.1.2.3 on lo').waitFor();
      expect(await seriousFindings(page)).toEqual([]);

      await app.hand.write(udp.sendTo, '127.255.255.255:9');
      await app.send('all');
      await app.hand.press(app.button('Allow broadcast'));
      await app.button('Allow broadcast').waitFor({ state: 'detached' });
      await app.send('all');
      await app.row(/out to 127\.255\.255\.255:9, 3 bytes/).waitFor();

      const long = Buffer.alloc(70_000);
      await page.locator('input[type=file]').setInputFiles({ name: 'long.bin', mimeType: '', buffer: long });
      await app.hand.press(app.button('Send', app.compose));
      await app.compose.getByText(/70,000 bytes don’t fit.*65,507/).waitFor();
      await app.compose.getByText('long.bin').waitFor();
    }));
});

describeWith(['chromium', 'python3'], 'the TTL of datagrams to one address', () => {
  test('is what the field says, and one that can’t be is refused', async () => {
    try {
      const peer = python('udp_ttl_receiver.py');
      const to = `127.0.0.1:${await peer.udpPort()}`;
      await open(HOST, async (udp) => {
        const { app } = udp;
        await udp.bind();
        await app.hand.press(app.button('More', udp.form));
        const ttl = udp.form.getByRole('textbox', { name: 'Unicast TTL' });
        await app.hand.write(ttl, '256');
        await udp.form.getByText('TTL must be a whole number from 1 to 255.').waitFor();
        await app.hand.write(ttl, '7');
        await app.hand.write(udp.sendTo, to);
        await app.send('hello');
        await peer.until(/^ttl 7\n$/);
      });
    } finally {
      await stopPeers();
    }
  });
});
