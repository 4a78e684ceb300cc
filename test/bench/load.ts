import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startApp } from './support/app.ts';
import { median, type Result } from './support/compare.ts';
import { launchChromium } from './support/page.ts';
import type { Say } from './support/peers.ts';

const MOST_KB = 350;
const MOST_MS = 1500;

/** What the first load of the window costs: script over the wire, and time until it can be used. */
export async function load(runs: number, say: Say): Promise<Result[]> {
  const app = await startApp();
  const browser = await launchChromium();
  try {
    const taken: number[] = [];
    let scripts: string[] = [];
    for (let i = 0; i < runs; i++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      const seen = new Set<string>();
      page.on('request', (request) => {
        if (request.resourceType() === 'script') seen.add(new URL(request.url()).pathname);
      });
      const start = performance.now();
      await page.goto(app.url);
      await page.getByRole('button', { name: 'Start listening' }).click({ trial: true });
      taken.push(performance.now() - start);
      scripts = [...seen];
      await context.close();
    }
    const sizes = await Promise.all(
      scripts.map(async (path) => gzipSync(await readFile(join(resolve('out/renderer'), path))).length),
    );
    const kB = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    say(`  ${scripts.length} scripts; ${taken.map((ms) => Math.round(ms)).join(' ')} ms`);
    return [
      {
        work: 'first load of the window: script, gzip; until it can be used',
        against: '-',
        ours: `${Math.round(kB)} kB; ${Math.round(median(taken))} ms`,
        theirs: '-',
        ratio: '-',
        atLeast: `at most ${MOST_KB} kB; ${MOST_MS} ms`,
        holds: kB <= MOST_KB && median(taken) <= MOST_MS,
      },
    ];
  } finally {
    await browser.close();
    await app.close();
  }
}
