import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { HOSTS } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { type HttpPage, openHttp } from '../support/http-page.ts';
import { describeWith } from '../support/needs.ts';
import { saved } from '../support/saved.ts';

/** The dialog of runs, by its accessible names. */
class Runs {
  readonly http: HttpPage;
  readonly dialog: Locator;
  readonly result: Locator;
  constructor(http: HttpPage) {
    this.http = http;
    this.dialog = http.page.getByRole('dialog', { name: 'Run with expectations', exact: true });
    this.result = this.dialog.getByRole('region', { name: 'Result', exact: true });
  }
  press(name: string, within: Locator = this.dialog): Promise<void> {
    return this.http.app.hand.press(this.http.app.button(name, within));
  }
  /** Waits until the run is over, and has come to this. */
  async says(state: string): Promise<void> {
    await this.result.getByRole('status').filter({ hasText: state }).waitFor();
  }
  row(label: string | RegExp): Locator {
    return this.result
      .getByRole('grid', { name: 'Requests of the run', exact: true })
      .getByRole('row', { name: label });
  }
}

/** Runs a collection, opens what is red, mends what is expected of it, and runs it again. */
async function runAndMend(
  http: HttpPage,
  launched: Parameters<typeof saved>[0],
  collection: string,
): Promise<void> {
  const { app, page } = http;
  const runs = new Runs(http);
  await app.hand.press(app.button('Open a folder'));
  const opening = page.getByRole('dialog', { name: 'Open a collection', exact: true });
  await app.hand.write(opening.getByRole('textbox', { name: 'Folder', exact: true }), collection);
  await runs.press('Open', opening);
  await opening.waitFor({ state: 'detached' });
  const tree = page.getByRole('list', { name: 'Requests in collections' });
  const root = tree.getByRole('listitem').filter({ hasText: 'kept' });
  await root.waitFor();
  if (app.hand.name === 'keyboard') {
    await app.hand.pick(root);
    await page.keyboard.press('Shift+F10');
    const act = page.getByRole('menuitem', { name: 'Run…', exact: true });
    await act.waitFor();
    for (let n = 0; n < 10 && !(await act.evaluate((one) => one === document.activeElement)); n++)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  } else {
    await root.hover();
    await app.hand.press(app.button('Actions for kept'));
    await page.getByRole('menuitem', { name: 'Run…', exact: true }).click();
  }
  await runs.dialog.getByText('whatever its status').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await runs.press('Run');
  await runs.says('Failed');
  await runs.row('Green, GET, Passed, status 200, 1 met').waitFor();
  await runs.row(/^Red, GET, Not met, status 200, Status is 404\. It is 200 OK\./).waitFor();
  await app.hand.pick(runs.row(/^Red/));
  await runs.result.getByRole('region', { name: 'Request of the run' }).getByText('It is 200 OK.').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  const file = await saved(launched, () => runs.press('Save JUnit XML…'), 'run.xml');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('failures="1"');

  await runs.press('Open the request');
  await runs.dialog.waitFor({ state: 'detached' });
  await http.tab('Red').and(page.locator('[aria-selected=true]')).waitFor();
  await page.getByRole('list', { name: 'Expectations' }).getByText('✗ Not met').waitFor();
  await app.hand.write(http.form.getByRole('textbox', { name: 'Status of expectation 1' }), '200');
  await page.keyboard.press('Control+s');
  await expect
    .poll(() => readFile(join(collection, 'Red.request.yaml'), 'utf8'))
    .toMatch(/value: ['"]?200['"]?\n/);

  await app.hand.press(app.button('Show the run'));
  await runs.press('Run again');
  await runs.says('Passed');
  await runs.row('Red, GET, Passed, status 200, 1 met').waitFor();
  await runs.press('Close the runs');
  await runs.dialog.waitFor({ state: 'detached' });

  // It is there after the window was left.
  await page.reload();
  await app.ready();
  await app.hand.press(app.button('Show the run'));
  await runs.says('Passed');
  await runs.row('Red, GET, Passed, status 200, 1 met').waitFor();
}

describeWith('chromium', 'a run of a collection', () => {
  test.each(HOSTS)('shows what is red, and is green when that is mended, in the %s', (host) =>
    openHttp(
      host,
      async (http, launched) => {
        const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
        await once(server, 'listening');
        try {
          const collection = join(launched.folder, 'kept');
          await mkdir(collection);
          const { port } = server.address() as AddressInfo;
          for (const [name, status] of [
            ['Green', '2xx'],
            ['Red', '404'],
          ])
            await writeFile(
              join(collection, `${name}.request.yaml`),
              `url: http://127.0.0.1:${port}/${name}\nexpectations:\n  - kind: status\n    value: '${status}'\n`,
            );
          await runAndMend(http, launched, collection);
        } finally {
          server.closeAllConnections();
          server.close();
        }
      },
      // One host by mouse, the other by keyboard: each is enough.
      host !== 'browser host',
    ),
  );
});
