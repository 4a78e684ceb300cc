import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { App, HOSTS, withApp } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { KeyboardHand, MouseHand } from '../support/hand.ts';
import { describeWith } from '../support/needs.ts';

/** A server that answers, and counts. */
async function counting(): Promise<{ port: number; requests(): number; close(): Promise<unknown> }> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.end('hello');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    close: () => {
      server.closeAllConnections();
      server.close();
      return once(server, 'close');
    },
  };
}

const field = (within: Locator, name: string) => within.getByRole('textbox', { name, exact: true });

describeWith('chromium', 'many requests', () => {
  test.each(HOSTS)('2,000 requests 50 at a time show their histogram, in the %s', (host) =>
    withApp(host, async ({ page }) => {
      const server = await counting();
      try {
        // One host by mouse, the other by keyboard: each is enough.
        const app = new App(page, host === 'browser host' ? new MouseHand(page) : new KeyboardHand(page));
        await app.tool('HTTP');
        await app.hand.write(
          page.getByRole('textbox', { name: 'URL', exact: true }),
          `:${server.port}/small`,
        );
        await app.hand.press(app.button('Many…'));
        const dialog = page.getByRole('dialog', { name: 'Many requests', exact: true });

        await app.hand.write(field(dialog, 'At a time'), 'many');
        await app.hand.press(app.button('Start', dialog));
        await dialog.getByText('At a time must be a whole number from 1 to 2,000.').waitFor();
        await app.hand.write(field(dialog, 'At a time'), '50');
        await app.hand.write(field(dialog, 'Requests'), '2,000');
        await app.hand.press(app.button('Start', dialog));

        const result = dialog.getByRole('region', { name: 'Result', exact: true });
        await result.getByRole('img', { name: /^Histogram of 2,000 answers: half within .* ms/ }).waitFor();
        await result.getByText('Done', { exact: true }).waitFor();
        expect(server.requests()).toBe(2000);
        const latency = result.getByRole('table', { name: 'Latency', exact: true });
        for (const row of ['p50', 'p90', 'p99', 'p99.9'])
          await expect
            .poll(() => latency.getByRole('row', { name: new RegExp(`^${row} `) }).innerText())
            .toMatch(/[\d.]+ m?s\s+[\d.]+ m?s/);
        await result.getByRole('row', { name: /^Status 200 2,000 100\.0 %/ }).waitFor();

        // Once more at a rate, and both side by side.
        await app.hand.choose(dialog.getByRole('combobox', { name: 'Pace' }), 'So many a second');
        await app.hand.write(field(dialog, 'Requests'), '100');
        await app.hand.write(field(dialog, 'Per second'), '500');
        await app.hand.press(app.button('Start', dialog));
        await result.getByRole('img', { name: /^Histogram of 100 answers/ }).waitFor();
        await result.getByText('Done', { exact: true }).waitFor();
        const compare = result.getByRole('combobox', { name: 'Compare with' });
        const first = await compare.locator('option').nth(1).innerText();
        await app.hand.choose(compare, first);
        await latency.getByRole('columnheader', { name: 'Change' }).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await app.hand.press(app.button('Close many requests', dialog));
        await app.button('Many…').waitFor();
      } finally {
        await server.close();
      }
    }),
  );
});
