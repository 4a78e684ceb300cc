import type { Locator } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { stopAwkward, writesPieces } from '../support/awkward.ts';
import { seriousFindings } from '../support/axe.ts';
import { type Hand, KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

afterEach(stopAwkward);

const framing = (app: App): Locator => app.page.getByRole('combobox', { name: 'Framing' });

/** Connects to a peer that writes what it is told, piece by piece. */
async function talk(app: App) {
  await app.ready();
  const peer = await writesPieces();
  await app.hand.write(
    app.connectForm.getByRole('textbox', { name: 'Port', exact: true }),
    String(peer.port),
  );
  await app.hand.press(app.button('Connect', app.connectForm));
  await app.row(/connect: Connected to/).waitFor();
  /** Writes a piece, and waits for the read it became. */
  const say = async (piece: string | Buffer) => {
    const before = await app.timeline.getByRole('row', { name: / in, / }).count();
    await peer.write(Buffer.from(piece));
    await app.timeline.getByRole('row', { name: / in, / }).nth(before).waitFor();
  };
  return { peer, say };
}

/** A person sees which reads a line came in, and how it is framed. */
async function lines(app: App): Promise<void> {
  const { peer, say } = await talk(app);
  for (const piece of ['HELLO\r\nTEMP 2', '1.', '5\r\n']) await say(piece);
  await app.hand.choose(framing(app), 'Lines');
  await app.row(/in, 5 bytes, part of a read: HELLO/).waitFor();
  const message = app.row(/in, 9 bytes, 3 reads: TEMP 21\.5/);
  await message.waitFor();
  await app.row(/connect: Connected to/).waitFor();

  await app.hand.pick(message);
  await app.bytes.getByRole('group', { name: 'Hex dump' }).filter({ hasText: '54 45 4d 50' }).waitFor();
  await app.bytes.getByText('Payload 9 bytes, ending 2 bytes').waitFor();
  await app.page.keyboard.press('ArrowRight');
  await app.row(/Row 2: 6 bytes of the message, 7 of another/).waitFor();
  await app.row(/Row 4: 3 bytes of the message/).waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await app.page.keyboard.press('ArrowLeft');
  await app.row(/Row 2:/).waitFor({ state: 'detached' });

  // It goes on as bytes come, and tells what is not complete.
  await peer.write(Buffer.from('PING\r\nunfin'));
  await app.row(/in, 4 bytes, part of a read: PING/).waitFor();
  await app.page.getByText('3 messages, unfinished: 5 B received').waitFor();

  // The choice is kept with the session, in a new window too.
  await app.page.reload();
  await app.ready();
  await app.hand.press(app.sessions.getByRole('listitem').first());
  await app.row(/in, 9 bytes, 3 reads: TEMP 21\.5/).waitFor();

  await app.hand.choose(framing(app), 'Fixed length');
  await app.hand.press(app.button('Framing options: 16 bytes'));
  const options = app.page.getByRole('form', { name: 'Framing options' });
  await app.hand.write(options.getByRole('textbox', { name: 'Length' }), '0');
  await options.getByText(/Length must be a whole number/).waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await app.hand.write(options.getByRole('textbox', { name: 'Length' }), '7');
  await app.hand.press(app.button('Apply', options));
  await app.row(/in, 7 bytes, part of a read: HELLO/).waitFor();
}

/** A length of 4 GiB is a red row with its reason; framing begins anew behind it. */
async function badLength(app: App): Promise<void> {
  const { say } = await talk(app);
  await say(Buffer.from('000000026f6bffffffff', 'hex'));
  await say(Buffer.from('junk'));
  await say(Buffer.from('0000000361626300000001', 'hex'));
  await app.hand.choose(framing(app), 'Length-prefixed');
  await app.button('Framing options: 4 bytes, big-endian').waitFor();
  await app.row(/in, 2 bytes, part of a read: ok/).waitFor();
  const bad = app.row(/in, bad length: The prefix says 4,294,967,295 bytes; the most is 16,777,216\./);
  await bad.waitFor();
  await app.row(/in, 4 bytes, not framed: junk/).waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
  await app.row(/in, 11 bytes, not framed/).click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Frame anew from here' }).click();
  await app.row(/in, 3 bytes, part of a read: abc/).waitFor();
  await app.page.getByText(/unfinished: 4 B received/).waitFor();
}

describeWith('chromium', 'the framing lens', () => {
  const hands: [name: string, of: (app: App) => Hand][] = [
    ['mouse', (app) => new MouseHand(app.page)],
    ['keyboard', (app) => new KeyboardHand(app.page)],
  ];
  for (const [i, host] of HOSTS.entries()) {
    const [name, handOf] = hands[i % hands.length]!;
    test(`shows lines and the reads they came in, in the ${host} by ${name}`, () =>
      withApp(host, async ({ page }) => lines(new App(page, handOf(new App(page))))));
  }
  test(`marks a length of 4 GiB and begins anew behind it, in the ${HOSTS[0]}`, () =>
    withApp(HOSTS[0]!, ({ page }) => badLength(new App(page))));
});
