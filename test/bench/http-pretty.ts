import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { startApp } from './support/app.ts';
import { median, type Result } from './support/compare.ts';
import { launchChromium, openPage } from './support/page.ts';
import type { Say } from './support/peers.ts';
import { type Tasks, watchTasks } from './support/tasks.ts';

const SIZE = 50 * 1024 * 1024;
const FIRST_SCREEN_MS = 300;
const LONGEST_TASK_MS = 100;

/** 50 MB of JSON in one line, of objects as an API answers them. */
function json(): Buffer {
  const pieces: string[] = [];
  for (let n = 0, size = 0; size < SIZE; n++) {
    const piece = JSON.stringify({
      id: n,
      name: `item ${n}`,
      price: n / 7,
      tags: ['red', 'green', 'blue'],
      owner: { login: `user${n % 1000}`, admin: n % 3 === 0, note: null },
    });
    pieces.push(piece);
    size += piece.length + 1;
  }
  return Buffer.from(`[${pieces.join(',')}]`);
}

/** How soon the first screen of a long answer stands there, laid out, and what the window does until it is all read. */
export async function httpPretty(runs: number, say: Say): Promise<Result[]> {
  const body = json();
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const app = await startApp();
  const browser = await launchChromium();
  try {
    const page = await openPage(browser, app.url);
    await page.getByRole('tab', { name: 'HTTP', exact: true }).click();
    await page.getByLabel('URL', { exact: true }).fill(`http://127.0.0.1:${port}/`);
    const answer = page.getByRole('region', { name: 'Answer', exact: true });
    const laidOut = () => answer.getByText(/^[\d,]+ lines$/).waitFor({ timeout: 120_000 });
    // The first one is laid out while it comes.
    const coming = await watchTasks(browser, page, async () => {
      await page.getByRole('button', { name: /^Send/ }).click();
      await laidOut();
    });
    say(`  while it comes: ${told(coming)}`);
    const firsts: number[] = [];
    const whole: Tasks[] = [coming];
    for (let run = 0; run < runs; run++) {
      // Another answer each time, so that nothing of it was laid out before; Text is shown until it is all there.
      await answer.getByRole('tab', { name: 'Text', exact: true }).click();
      await page.getByRole('button', { name: /^Send/ }).click();
      await answer.and(page.locator('[aria-busy=true]')).waitFor();
      await answer.and(page.locator('[aria-busy=false]')).waitFor({ timeout: 120_000 });
      const seen = await watchTasks(browser, page, async () => {
        firsts.push(await firstScreen(page));
        await laidOut();
      });
      whole.push(seen);
      say(`  run ${run + 1}: first screen ${ms(firsts.at(-1)!)}, ${told(seen)}`);
    }
    const longest = {
      own: Math.max(...whole.map(({ own }) => own)),
      wall: Math.max(...whole.map(({ wall }) => wall)),
    };
    return [
      {
        work: 'open a 50 MB JSON answer, pretty: first screen, longest task of the window',
        against: '-',
        ours: `median ${ms(median(firsts))}, slowest ${ms(Math.max(...firsts))}, ${told(longest)}`,
        theirs: '-',
        ratio: '-',
        atLeast: `within ${FIRST_SCREEN_MS} ms, no task over ${LONGEST_TASK_MS} ms`,
        holds: median(firsts) <= FIRST_SCREEN_MS && longest.own <= LONGEST_TASK_MS,
      },
    ];
  } finally {
    await browser.close();
    await app.close();
    server.closeAllConnections();
    server.close();
  }
}

/** Milliseconds from the press on the tab to the frame in which lines fill the view. */
async function firstScreen(page: Page): Promise<number> {
  const drawn = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let start = 0;
        addEventListener('pointerdown', (event) => (start = event.timeStamp), { capture: true, once: true });
        const look = () => {
          const lines = document.querySelectorAll('.wb-pretty-line code');
          if (start > 0 && lines.length >= 8) resolve(performance.now() - start);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await page.getByRole('tab', { name: 'Pretty', exact: true }).click();
  return drawn;
}

const told = ({ own, wall }: Tasks) => `longest task ${ms(own)} of its own (${ms(wall)} by the clock)`;
const ms = (n: number) => `${Math.round(n)} ms`;
