import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { TransferSession } from '../../src/contract/tools/transfer.ts';
import { dropFiles } from '../support/drop.ts';
import type { Result } from './support/compare.ts';
import { Ends, progressOf } from './support/ends.ts';
import { launchChromium } from './support/page.ts';
import { file, type Say, smallFiles } from './support/peers.ts';
import { type Tasks, watchTasks } from './support/tasks.ts';

const GiB = 1024 ** 3;
const FILES = 10_000;
const FILE = 4096;
const MANY = 100_000;
const MANY_FILE = 64;
const LONGEST_TASK_MS = 100;
const IDLE_ROUNDS = 10;
/** What is looked for may have gone by then, with its transfer. */
const A_MOMENT = { timeout: 500 };
/** A folder of 10,000 files is read in this time on any machine. */
const LONG = { timeout: 300_000 };

interface Work {
  ends: Ends;
  browser: Browser;
  page: Page;
  folder: string;
  say: Say;
}

/** What the window does from its start on, while files come and go and somebody clicks around in it. */
export async function transferWindow(runs: number, say: Say): Promise<Result[]> {
  const large = await file(GiB);
  const folder = dirname(large);
  const some = await smallFiles(join(folder, 'some'), FILES, FILE);
  const many = await smallFiles(join(folder, 'many'), MANY, MANY_FILE);
  const seen = new Map<string, Tasks[]>();
  for (let i = 0; i < runs; i++) {
    say(`run ${i + 1}`);
    const ends = await Ends.start();
    const browser = await launchChromium();
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const work = { ends, browser, page: await context.newPage(), folder, say };
      const step = async (name: string, go: () => Promise<void>) => {
        const tasks = await watchTasks(browser, work.page, go);
        say(`  ${name}: ${describe(tasks)}`);
        seen.set(name, [...(seen.get(name) ?? []), tasks]);
      };
      await step('start', () => start(work));
      await step('idle', async () => {
        for (let round = 0; round < IDLE_ROUNDS; round++) await lookAround(work.page);
      });
      await step('arriving', () => arriving(work, large, some));
      await step('choosing', () => choosing(work, some));
      await step('lending', () => lending(work));
      await step('moving', () => moving(work, many));
    } finally {
      await browser.close();
      await ends.close();
    }
    for (const into of ['arrived', 'lent', 'moved'])
      await rm(join(folder, into), { recursive: true, force: true });
  }
  const idle = longest(seen.get('idle') ?? []);
  const result = (work: string, step: string): Result => {
    const tasks = longest(seen.get(step) ?? []);
    return {
      work,
      against: 'itself idle',
      ours: describe(tasks),
      theirs: describe(idle),
      ratio: '-',
      atLeast: `no task over ${LONGEST_TASK_MS} ms of its own`,
      holds: tasks.own <= LONGEST_TASK_MS,
    };
  };
  return [
    result('the window as it starts: longest task', 'start'),
    result('the window while 2 GiB and 10,000 files arrive', 'arriving'),
    result('the window while a folder of 10,000 files is dropped on it', 'choosing'),
    result('the window while it lends these, both ends in it', 'lending'),
    result('the window while 100,000 files move, both ends in it', 'moving'),
  ];
}

async function start({ page, ends }: Work): Promise<void> {
  await page.goto(ends.receiver.url);
  await page.getByRole('button', { name: 'Start listening' }).waitFor();
  await page.getByRole('tab', { name: 'File transfer', exact: true }).click();
  await page.getByRole('form', { name: 'Receive', exact: true }).waitFor();
}

/** Another app sends to this one. */
async function arriving({ page, ends, folder }: Work, large: string, some: string): Promise<void> {
  const into = join(folder, 'arrived');
  const plain = await ends.receive('plain', into);
  const verified = await ends.receive('verified', into);
  const all = [
    { source: large, to: plain },
    { source: large, to: verified },
    { source: some, to: verified },
  ];
  for (const { source, to } of all) await during(page, ends.sendWhole(source, to), lookAround);
}

/** A folder is dropped on the page, which reads it whole. */
async function choosing({ page }: Work, some: string): Promise<void> {
  const form = sendForm(page);
  await dropFiles({ page }, form, [some]);
  await during(page, form.getByText('10,000 files, ').waitFor(LONG), async () => {
    await press(form.getByRole('button', { name: /^More/ }));
  });
}

/** The page sends what was dropped on it to the app that shows it. */
async function lending({ page, ends, folder }: Work): Promise<void> {
  const { port } = await ends.receive('verified', join(folder, 'lent'));
  await sendForm(page).getByRole('textbox', { name: 'Port', exact: true }).fill(String(port));
  await sendForm(page).getByRole('button', { name: 'Send', exact: true }).click();
  await during(page, bothWhole(ends), lookThrough);
}

/** The app that the page shows sends files of the disk to itself. */
async function moving({ page, ends, folder }: Work, many: string): Promise<void> {
  const { port } = await ends.receive('verified', join(folder, 'moved'));
  if (port === null) throw new Error('the receiver does not listen');
  await ends.receiver.client.transfer.send({
    place: { how: 'connect', host: '127.0.0.1', port },
    mode: 'verified',
    items: [{ kind: 'path', path: many }],
  });
  await during(page, bothWhole(ends), lookThrough);
}

/** Waits until both ends of a transfer within the receiver have all of it, and takes them off its bench. */
async function bothWhole({ receiver: { watch, client } }: Ends): Promise<void> {
  let both: TransferSession[] = [];
  // Gives up only when nothing moves any more.
  for (let before = -1; both.length < 2 || both.some(({ closedAt }) => closedAt === null);) {
    both = await watch.until('both ends', () => {
      const all = [...watch.sessions.values()].filter(
        (one): one is TransferSession => one.tool === 'transfer',
      );
      const over = all.length === 2 && all.every(({ closedAt }) => closedAt !== null);
      return (over || sum(all) > before) && all;
    });
    before = sum(both);
  }
  for (const { failure, details } of both)
    if (details.outcome !== 'whole') throw new Error(`${details.outcome}: ${failure?.message}`);
  await client.bench.remove({ ids: both.map(({ id }) => id) });
  await watch.until('an empty bench', () => watch.sessions.size === 0);
}

const sum = (all: readonly TransferSession[]) => all.reduce((whole, one) => whole + progressOf(one), 0);

/** Does something on the page again and again until `work` is over. */
async function during(page: Page, work: Promise<unknown>, act: (page: Page) => Promise<void>): Promise<void> {
  let going = true;
  const over = work.finally(() => (going = false));
  const acting = (async () => {
    while (going) await act(page);
  })();
  await Promise.all([over, acting]);
}

/** Opens the newest transfer, its capture and its files. */
async function lookAround(page: Page): Promise<void> {
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await press(sessions.filter({ hasText: '↓' }).last());
  for (const name of ['Timeline and bytes', 'Files'])
    await press(page.getByRole('tab', { name, exact: true }));
  const shown = page.getByRole('group', { name: 'Files shown' });
  for (const name of [/^Done/, /^All/]) await press(shown.getByRole('button', { name }));
  await press(page.getByRole('button', { name: /^More/ }).first());
}

/** Looks at one end and at the other, at all filters of its files, and goes through them to the end and back. */
async function lookThrough(page: Page): Promise<void> {
  for (const end of ['↓', '↑']) {
    const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await press(sessions.filter({ hasText: end }).last());
    const shown = page.getByRole('group', { name: 'Files shown' });
    for (const name of ['Left', 'Done', 'Problems', 'All'])
      await press(shown.getByRole('button', { name, exact: true }));
    const row = page.getByRole('grid', { name: 'Files' }).getByRole('row').first();
    await press(row);
    for (const key of ['PageDown', 'End', 'PageUp', 'Home']) await page.keyboard.press(key);
    await row.hover(A_MOMENT).catch(() => undefined);
    for (const by of [2000, 200_000, -500, -200_000]) await page.mouse.wheel(0, by);
  }
}

async function press(what: Locator): Promise<void> {
  if ((await what.count()) > 0) await what.click(A_MOMENT).catch(() => undefined);
}

const sendForm = (page: Page) => page.getByRole('form', { name: 'Send', exact: true });

const longest = (all: readonly Tasks[]): Tasks => ({
  wall: Math.max(...all.map(({ wall }) => wall)),
  own: Math.max(...all.map(({ own }) => own)),
});

const describe = ({ own, wall }: Tasks) =>
  `${Math.round(own)} ms of its own (${Math.round(wall)} ms by the clock)`;
