import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Result } from './support/compare.ts';
import type { Ends } from './support/ends.ts';
import { launchChromium, openPage, watchFrames, type WindowSeen } from './support/page.ts';
import type { Say } from './support/peers.ts';

const LONGEST_TASK_MS = 100;
const IDLE_ROUNDS = 10;
/** What is looked for may have gone by then, with its transfer. */
const A_MOMENT = { timeout: 500 };

/** What the window of the one who receives does while these are sent to it, and somebody clicks around in it. */
export async function transferWindow(
  ends: Ends,
  { runs, say, sources, folder }: { runs: number; say: Say; sources: string[]; folder: string },
): Promise<Result> {
  say('window');
  const browser = await launchChromium();
  try {
    const page = await openPage(browser, ends.receiver.url);
    await page.getByRole('tab', { name: 'File transfer', exact: true }).click();
    await page.getByRole('form', { name: 'Receive', exact: true }).waitFor();
    const idle = await watchFrames(page, async () => {
      for (let i = 0; i < IDLE_ROUNDS; i++) await lookAround(page);
    });
    const seen: WindowSeen[] = [];
    for (let i = 0; i < runs; i++) {
      const into = join(folder, `window ${i}`);
      const to = { plain: await ends.receive('plain', into), verified: await ends.receive('verified', into) };
      const [first = ''] = sources;
      const all = [
        { source: first, to: to.plain },
        ...sources.map((source) => ({ source, to: to.verified })),
      ];
      for (const one of all) seen.push(await watchFrames(page, () => during(page, ends, one)));
      say(`  run ${i + 1}: ${seen.slice(-all.length).map(describe).join('; ')}`);
    }
    for (let i = 0; i < runs; i++) await rm(join(folder, `window ${i}`), { recursive: true });
    const worst = (of: keyof WindowSeen) => Math.max(...seen.map((one) => one[of]));
    return {
      work: 'the window during all of it: longest task, longest frame, slowest click',
      against: 'itself idle',
      ours: describe({ task: worst('task'), frame: worst('frame'), click: worst('click') }),
      theirs: describe(idle),
      ratio: '-',
      atLeast: `no task over ${LONGEST_TASK_MS} ms`,
      holds: worst('task') <= LONGEST_TASK_MS,
    };
  } finally {
    await browser.close();
  }
}

async function during(
  page: Page,
  ends: Ends,
  { source, to }: { source: string; to: Awaited<ReturnType<Ends['receive']>> },
): Promise<void> {
  let going = true;
  const clicking = (async () => {
    while (going) await lookAround(page);
  })();
  try {
    await ends.sendWhole(source, to);
  } finally {
    going = false;
    await clicking;
  }
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

async function press(what: Locator): Promise<void> {
  if ((await what.count()) > 0) await what.click(A_MOMENT).catch(() => undefined);
}

const describe = ({ task, frame, click }: WindowSeen) =>
  [task, frame, click].map((n) => `${Math.round(n)} ms`).join(', ');
