import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

describeWith('chromium', 'the speed test', () => {
  test.each(HOSTS)('measures to itself and says what limits, by keyboard, in the %s', (host) =>
    withApp(host, async ({ page, folder }) => {
      const app = new App(page, new KeyboardHand(page));
      await app.tool('File transfer');
      await app.hand.press(app.button('Speed test…'));
      const dialog = page.getByRole('dialog', { name: 'Speed test', exact: true });
      const field = (label: string) => dialog.getByRole('textbox', { name: label, exact: true });

      await app.hand.write(field('Seconds for each'), '99');
      await app.hand.write(field('Folder on this machine’s disk'), folder);
      await app.hand.press(app.button('Measure', dialog));
      await dialog.getByText('Seconds must be a number from 0.2 to 60.').waitFor();

      await app.hand.write(field('Seconds for each'), '0.3');
      await app.hand.press(app.button('Try it here', dialog));
      const result = dialog.getByRole('region', { name: 'Result of the speed test', exact: true });
      await result.getByText(/^Measured to 127\.0\.0\.1 port \d+/).waitFor();
      await expect.poll(() => result.getByRole('listitem').count()).toBe(4);
      for (const row of await result.getByRole('listitem').all())
        await expect.poll(() => row.innerText()).toMatch(/iB\/s[\s\S]*bit\/s[\s\S]* limits/);
      expect(await seriousFindings(page)).toEqual([]);

      await app.hand.press(app.button('Close the speed test', dialog));
      await page.getByText(/^Answers on 127\.0\.0\.1:\d+\.$/).waitFor();
      await app.hand.press(app.button('Stop answering speed tests'));
      await page.getByText('How fast a connection is, and what limits it.').waitFor();
      expect((await readdir(folder)).filter((name) => name.includes('speed'))).toEqual([]);
    }),
  );
});
