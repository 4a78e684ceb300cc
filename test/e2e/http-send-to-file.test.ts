import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOST, HOSTS } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { startAnswers } from '../support/http-answers.ts';
import { openHttp } from '../support/http-page.ts';
import { AnswerOnPage, seeAnswers } from '../support/http-window.ts';
import { describeWith } from '../support/needs.ts';

const WHOLE = '{"first":1,"second":2}';

describeWith('chromium', 'an answer that is sent to a file', () => {
  test.each(HOSTS)('is written while it comes, and is no file when it is cancelled, in the %s', (host) =>
    openHttp(host, async (http, launched) => {
      const { app, page, form } = http;
      const answers = await startAnswers();
      try {
        const answer = new AnswerOnPage(app);
        const path = join(launched.folder, 'large.json');
        const parts = async () => (await readdir(launched.folder)).filter((name) => name.startsWith('large'));

        // By the menu beside Send.
        await http.write('URL', `${answers.url}/chunks`);
        await launched.answerSave?.(path);
        await seeAnswers(page);
        const begun = launched.answerSave ? null : page.waitForEvent('download');
        await app.hand.press(app.button('More ways to send', form));
        const item = page.getByRole('menuitem', { name: /^Send and save to a file…/ });
        await item.waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await item.click();
        const download = await begun;
        await answer.region.getByText('Nothing of the body has come yet.').waitFor();
        answers.more('{"first":1,');
        await answer.region.getByText('2 lines so far').waitFor();
        if (launched.answerSave) {
          await answer.notes(/Saving to .*large\.json\.part/);
          expect(await parts()).toEqual(['large.json.part']);
        }
        answers.more('"second":2}');
        answers.more(null);
        await answer.says('200 OK');
        if (download) expect(await readFile(await download.path(), 'utf8')).toBe(WHOLE);
        else {
          await answer.notes(/^Saved to .*large\.json$/);
          expect(await readFile(path, 'utf8')).toBe(WHOLE);
        }

        // By the keyboard, and given up.
        const other = join(launched.folder, 'large-2.json');
        await launched.answerSave?.(other);
        await seeAnswers(page);
        const again = launched.answerSave ? null : page.waitForEvent('download');
        await http.field('URL').focus();
        await page.keyboard.press('Control+Shift+Enter');
        const second = await again;
        await answer.region.getByText('Nothing of the body has come yet.').waitFor();
        answers.more('{"first":1,');
        await answer.region.getByText('2 lines so far').waitFor();
        await app.hand.press(app.button(/^Cancel/, form));
        await answer.says('Cancelled');
        if (second) expect(await second.failure()).not.toBeNull();
        else {
          await answer.notes(/It is not whole\. What came is in .*large-2\.json\.part/);
          expect(await parts()).toEqual(expect.not.arrayContaining(['large-2.json']));
        }
        expect(await seriousFindings(page)).toEqual([]);
      } finally {
        await answers.close();
      }
    }),
  );
});

describeWith('chromium', 'Wire over HTTP/2', () => {
  test('shows the frames of its own stream, and those of the whole connection when asked', () =>
    openHttp(HOST, async (http) => {
      const server = createServer((request, response) => response.end(`You asked for ${request.url}`));
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      try {
        const { app, form, page } = http;
        const answer = new AnswerOnPage(app);
        await http.part('Options');
        await app.hand.choose(form.getByRole('combobox', { name: 'HTTP version', exact: true }), 'HTTP/2');
        const { port } = server.address() as AddressInfo;
        for (const path of ['first', 'second']) {
          await http.write('URL', `127.0.0.1:${port}/${path}`);
          await http.send();
          await answer.says('200');
        }
        await answer.show('Wire');
        const rows = answer.region.getByRole('grid', { name: 'Timeline' }).getByRole('row');
        await answer.region.getByRole('row', { name: /DATA stream 3\b.*21 bytes/ }).waitFor();
        const names = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
        expect(names.every((name) => /stream 3/.test(name))).toBe(true);
        expect(names[0]).toMatch(/out: HEADERS stream 3 .*:path: \/second/);
        await app.hand.pick(answer.region.getByRole('row', { name: /DATA stream 3\b.*21 bytes/ }));
        await answer.region.getByText(/^Frame, received: \d+ B$/).waitFor();
        await answer.region.getByRole('group', { name: 'Hex dump' }).filter({ hasText: 'You ask' }).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        const shown = answer.region.getByRole('combobox', { name: 'Frames shown', exact: true });
        await app.hand.choose(shown, 'The whole connection');
        await answer.region.getByText(/^\d+ messages/).waitFor();
        await answer.region.getByRole('combobox', { name: 'Framing', exact: true }).waitFor();
      } finally {
        server.close();
      }
    }));
});
