import { expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

/** What somebody does first with Wirebench, from the first listener to the last stop. */
async function walk(app: App): Promise<void> {
  await app.ready();
  const where = await app.listen('0');
  expect(where).not.toBe('127.0.0.1:0');
  await app.connectToIt();

  await app.send('Hello, server!');
  await app.row(/out.*14.*Hello, server!/).waitFor();
  await app.hexIs('sent', '48 65 6c 6c 6f 2c 20 73');
  await app.send('48 65 0a', 'Hex');
  await app.row(/out.*3.*He/).waitFor();

  await app.show('from');
  await app.row(/in.*14.*Hello, server!/).waitFor();
  await app.row(/in.*3.*He/).waitFor();
  await app.hexIs('received', '48 65 6c 6c 6f 2c 20 73');
  await app.show('to');

  for (const [mode, answer] of [
    ['Echo', 'are you there'],
    ['Upper-case', 'ARE YOU THERE'],
    ['Prefix', 'Received: are you there'],
  ] as const) {
    await app.respond(mode);
    await app.send('are you there');
    await app
      .row(new RegExp(`\\bin\\b.*${answer.length}.*${answer}`))
      .first()
      .waitFor();
  }

  await app.hand.press(app.button('End sending', app.session));
  await app.row(/end sent/).waitFor();
  await app.row(/close/).waitFor();
  await app.show('from');
  await app.row(/end in/).waitFor();

  await app.connectToIt();
  await app.hand.press(app.button('Reset', app.session));
  await app.row(/reset: Reset here/).waitFor();

  await app.hand.press(app.button('Stop listening', app.listenForm));
  await app.button('Start listening', app.listenForm).waitFor();
}

describeWith('chromium', 'the walk', () => {
  for (const host of HOSTS) {
    test(`in the ${host} by mouse alone`, () =>
      withApp(host, ({ page }) => walk(new App(page, new MouseHand(page)))));
    test(`in the ${host} by keyboard alone`, () =>
      withApp(host, ({ page }) => walk(new App(page, new KeyboardHand(page)))));
  }
});
