import { expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { describeWith } from '../support/needs.ts';
import { python, stopPeers } from '../support/peer.ts';

const MiB = 1024 * 1024;

describeWith(['chromium', 'python3'], 'a flood', () => {
  for (const host of HOSTS) {
    test(`the window is reloaded in the middle of it, in the ${host}: nothing is missing afterwards`, async () => {
      try {
        await withApp(host, async ({ page }) => {
          const app = new App(page);
          await app.ready();
          const port = Number((await app.listen('0')).split(':')[1]);
          const peer = python('transfer.py', 'send', '127.0.0.1', port, 512 * MiB);
          await app.listed('from').waitFor();
          await page.reload();
          await app.ready();
          await app.hand.pick(app.listed('from'));
          await peer.until(/sha256/);
          await app.session.getByText('512 MiB').waitFor();
          await app.row(/close/).waitFor();
          await expect.poll(() => app.session.innerText()).toContain('closed');
          // What came can be looked at, from its first row to its last.
          const goTo = page.getByRole('textbox', { name: 'Go to row' });
          await goTo.fill('1');
          await goTo.press('Enter');
          await app.row(/accept: Accepted from/).waitFor();
        });
      } finally {
        await stopPeers();
      }
    });
  }
});
