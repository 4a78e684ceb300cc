import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOSTS, type Launched } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { type Answers, startAnswers } from '../support/http-answers.ts';
import { type HttpPage, openHttp } from '../support/http-page.ts';
import { AnswerOnPage } from '../support/http-window.ts';
import { describeWith } from '../support/needs.ts';
import { saved } from '../support/saved.ts';

const WHOLE = '{"first":1,"second":2}';

/** An answer that is saved while it comes is whole in its file. */
async function save(
  http: HttpPage,
  answer: AnswerOnPage,
  answers: Answers,
  launched: Launched & { folder: string },
): Promise<void> {
  await http.write('URL', `${answers.url}/chunks`);
  await http.send();
  await answer.region.getByText('Nothing of the body has come yet.').waitFor();
  answers.more('{"first":1,');
  await answer.region.getByText('2 lines so far').waitFor();
  const rest = async () => {
    const begun = launched.answerSave ? null : http.page.waitForEvent('download');
    await http.app.hand.press(http.app.button('Save body', answer.region));
    // It has begun to be written before the rest comes.
    if (launched.answerSave)
      await expect
        .poll(async () => (await readdir(launched.folder)).filter((name) => name.endsWith('.part')))
        .toHaveLength(1);
    await begun;
    answers.more('"second":2}');
    answers.more(null);
  };
  expect(await readFile(await saved(launched, rest, 'chunks.json'), 'utf8')).toBe(WHOLE);
  await answer.says('200 OK');
  // And once more, now that all of it is there.
  const again = () => http.app.hand.press(http.app.button('Save body', answer.region));
  expect(await readFile(await saved(launched, again, 'again.json'), 'utf8')).toBe(WHOLE);
}

/** Body and headers are copied as they came; what was copied is pasted into the notes. */
async function copy(http: HttpPage, answer: AnswerOnPage, answers: Answers): Promise<void> {
  const { app, page } = http;
  const pasted = async (): Promise<string> => {
    await http.part('Notes');
    await http.write('Notes', ' ');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+v');
    return http.field('Notes').inputValue();
  };
  await http.write('URL', `${answers.url}/json`);
  await http.send();
  await answer.says('200 OK');
  await app.hand.press(app.button('Copy body', answer.region));
  await answer.region.getByText('Copied the body', { exact: true }).waitFor();
  expect(await pasted()).toBe('{"name":"Wirebench","ok":true,"nested":{"list":[1,2,{"deep":null}]}}');
  await answer.show('Headers');
  await app.hand.press(app.button('Copy the headers of Answer: 200 OK', answer.region));
  await answer.region.getByText('Copied the headers', { exact: true }).waitFor();
  expect(await pasted()).toMatch(/^Content-Type: application\/json\nSet-Cookie: a=1; Path=\/; HttpOnly\n/);
}

/** What is expected is green, and red where it is not so, with what was found instead. */
async function expectations(http: HttpPage, answer: AnswerOnPage): Promise<void> {
  const { app, form, page } = http;
  await http.part('Expect');
  for (const kind of ['Status', 'JSON', 'Header']) {
    await app.hand.press(app.button('Add an expectation', form));
    const n = await form
      .getByRole('list', { name: 'Expectations', exact: true })
      .getByRole('listitem')
      .count();
    const choice = form.getByRole('combobox', { name: `Kind of expectation ${n}`, exact: true });
    const label = await choice.locator('option', { hasText: kind }).innerText();
    await app.hand.choose(choice, label);
  }
  await http.write('Status of expectation 1', '2xx');
  await http.write('Path of expectation 2', '$.ok');
  await app.hand.choose(http.select('How expectation 2 compares'), 'is');
  await http.write('Value of expectation 2', 'true');
  await http.write('Name of expectation 3', 'Set-Cookie');
  await app.hand.choose(http.select('How expectation 3 compares'), 'is there');
  await http.send();
  await answer.says('✓ 3 expectations met');
  await http.write('Status of expectation 1', '404');
  await http.write('Value of expectation 2', 'false');
  await http.send();
  await answer.says('✗ 2 of 3 expectations failed');
  await answer.show('Expectations');
  const lines = answer.region.getByRole('list', { name: 'Expectations', exact: true }).getByRole('listitem');
  await expect
    .poll(() => lines.allInnerTexts())
    .toEqual([
      expect.stringMatching(/Not met[^]*404[^]*200/),
      expect.stringMatching(/Not met[^]*\$\.ok[^]*true/),
      expect.stringMatching(/^✓ Met[^]*Set-Cookie/),
    ]);
  expect(await seriousFindings(page)).toEqual([]);
}

describeWith('chromium', 'an answer', () => {
  test.each(HOSTS)('is saved while it comes, copied, and held against what is expected, in the %s', (host) =>
    openHttp(host, async (http, launched) => {
      const answers = await startAnswers();
      try {
        const answer = new AnswerOnPage(http.app);
        await save(http, answer, answers, launched);
        await copy(http, answer, answers);
        await expectations(http, answer);
        expect(await readdir(join(launched.folder))).not.toContainEqual(expect.stringMatching(/\.part$/));
      } finally {
        await answers.close();
      }
    }),
  );
});
