import { open } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type App, startApp } from './support/app.ts';
import { median, type Result } from './support/compare.ts';
import { launchChromium, openPage, watchFrames, type WindowSeen } from './support/page.ts';
import { file, runPeer, type Say } from './support/peers.ts';

const GiB = 1024 ** 3;
const PING_PONGS = 500_000;
const JUMPS = 12;
const LONGEST_TASK_MS = 100;
const LONGEST_JUMP_MS = 200;
/** A frame that comes later than this was not kept coming. */
const LONGEST_FRAME_MS = 250;
const LONGEST_CLICK_MS = 200;

/** What the window does while 1 GiB arrives, and how soon it shows any place of what arrived. */
export async function window(runs: number, say: Say): Promise<Result[]> {
  const source = await file(GiB);
  const app = await startApp();
  const browser = await launchChromium();
  try {
    const page = await openPage(browser, app.url);
    const { listener, port } = await app.client.tcp.listen({
      address: '127.0.0.1',
      port: 0,
      respond: { mode: 'nothing' },
    });
    const idle = await watchFrames(page, async () => clickAround(page, 10));
    const floods: WindowSeen[] = [];
    let session = '';
    for (let i = 0; i < runs; i++) {
      if (session) await app.client.bench.remove({ ids: [session] });
      floods.push(
        await watchFrames(page, async () => {
          const flood = runPeer('send.py', port, source);
          const [accepted] = await app.watch.until('the flood', () => {
            const all = [...app.watch.sessions.values()].filter((one) => one.listener === listener);
            return all.length > 0 && all;
          });
          session = accepted?.id ?? '';
          await select(page, accepted?.remote?.port);
          const done = app.watch.session(session, 'whole', (one) => one.counts.bytesIn === GiB);
          let going = true;
          const clicking = (async () => {
            while (going) await clickAround(page, 1);
          })();
          await Promise.all([flood, done]);
          going = false;
          await clicking;
        }),
      );
      say(`  flood ${i + 1}: ${describe(floods.at(-1))}`);
    }
    say(`  idle: ${describe(idle)}`);
    const jumps = await jumpToOffsets(page, source, say);
    const rows = await jumpToRows(page, app, say);
    const task = Math.max(...floods.map((seen) => seen.task));
    const frame = Math.max(...floods.map((seen) => seen.frame));
    const click = Math.max(...floods.map((seen) => seen.click));
    return [
      {
        work: 'the window during a 1 GiB flood: longest task, longest frame, slowest click',
        against: 'itself idle',
        ours: `${ms(task)}, ${ms(frame)}, ${ms(click)}`,
        theirs: `${ms(idle.task)}, ${ms(idle.frame)}, ${ms(idle.click)}`,
        ratio: '-',
        atLeast: `no task over ${LONGEST_TASK_MS} ms`,
        holds: task <= LONGEST_TASK_MS && frame <= LONGEST_FRAME_MS && click <= LONGEST_CLICK_MS,
      },
      jumpResult('jump to any offset of a 1 GiB capture, drawn', jumps),
      jumpResult('jump to any of 1,000,000 rows, drawn', rows),
    ];
  } finally {
    await browser.close();
    await app.close();
  }
}

function jumpResult(work: string, jumps: number[]): Result {
  return {
    work,
    against: '-',
    ours: `median ${ms(median(jumps))}, slowest ${ms(Math.max(...jumps))}`,
    theirs: '-',
    ratio: '-',
    atLeast: `within ${LONGEST_JUMP_MS} ms`,
    holds: Math.max(...jumps) <= LONGEST_JUMP_MS,
  };
}

async function select(page: Page, port: number | undefined): Promise<void> {
  const items = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await items
    .filter({ hasText: `:${port}` })
    .first()
    .click();
}

async function clickAround(page: Page, rounds: number): Promise<void> {
  const bytes = page.getByRole('region', { name: 'Bytes' });
  for (let i = 0; i < rounds; i++) {
    for (const name of ['Text', 'Hex']) {
      const tab = bytes.getByRole('tab', { name });
      if (await tab.count()) await tab.click();
      else await page.getByRole('button', { name: /^More/ }).first().click();
    }
  }
}

/** Milliseconds from Enter to the frame in which the bytes of the file at that offset stand in the hex view. */
async function jumpToOffsets(page: Page, source: string, say: Say): Promise<number[]> {
  const bytes = await open(source);
  const taken: number[] = [];
  try {
    for (let i = 0; i < JUMPS; i++) {
      const offset = Math.floor(((i * 0.381_966) % 1) * (GiB / 16)) * 16;
      const { buffer } = await bytes.read(Buffer.alloc(16), 0, 16, offset);
      const wanted = buffer.toString('hex');
      taken.push(await jump(page, 'Go to offset', `0x${offset.toString(16)}`, '.wb-hex-bytes', wanted));
    }
  } finally {
    await bytes.close();
  }
  say(`  offsets: ${taken.map(ms).join(' ')}`);
  return taken;
}

async function jumpToRows(page: Page, app: App, say: Say): Promise<number[]> {
  const { listener, port } = await app.client.tcp.listen({
    address: '127.0.0.1',
    port: 0,
    respond: { mode: 'echo' },
  });
  await runPeer('ping.py', port, PING_PONGS);
  const accepted = await app.watch.until('a million rows', () =>
    [...app.watch.sessions.values()].find(
      (one) => one.listener === listener && one.counts.rows > 2 * PING_PONGS,
    ),
  );
  await select(page, accepted?.remote?.port);
  const taken: number[] = [];
  for (let i = 0; i < JUMPS; i++) {
    const seq = Math.floor(((i * 0.381_966) % 1) * 2 * PING_PONGS);
    const { rows } = await app.client.capture.rows({ session: accepted.id, from: seq, count: 1 });
    const wanted = await page.evaluate((time) => {
      const date = new Date(time);
      const pad = (n: number, to: number) => String(n).padStart(to, '0');
      return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}.${pad(date.getMilliseconds(), 3)}`;
    }, rows[0]?.time ?? 0);
    taken.push(await jump(page, 'Go to row', String(seq + 1), '.wb-tl-time', wanted));
  }
  say(`  rows: ${taken.map(ms).join(' ')}`);
  return taken;
}

/** Types where to go, presses Enter, and waits in the page for the frame in which `wanted` stands in one of `cells`. */
async function jump(page: Page, field: string, text: string, cells: string, wanted: string): Promise<number> {
  const box = page.getByLabel(field);
  await box.fill(text);
  const drawn = page.evaluate(
    ([selector, content]) =>
      new Promise<number>((resolve) => {
        let start = 0;
        addEventListener('keydown', (event) => (start = event.timeStamp), { capture: true, once: true });
        const look = () => {
          const found =
            start > 0 &&
            [...document.querySelectorAll(selector)].some((cell) =>
              cell.textContent.replaceAll(' ', '').startsWith(content),
            );
          if (found) resolve(performance.now() - start);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    [cells, wanted] as const,
  );
  await box.press('Enter');
  return drawn;
}

const ms = (n: number) => `${Math.round(n)} ms`;
const describe = (seen: WindowSeen | undefined) =>
  seen
    ? `longest task ${ms(seen.task)}, longest frame ${ms(seen.frame)}, slowest click ${ms(seen.click)}`
    : '';
