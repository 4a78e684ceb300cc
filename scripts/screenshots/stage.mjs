// What a scene stands on: the built browser host, a window of it, and the ways to act in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '../..');
export const images = join(root, 'docs/images');
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const { args } = JSON.parse(readFileSync(join(root, 'test/support/chromium-options.json'), 'utf8'));

/** The built browser host with a settings folder of its own, and the address it prints. */
async function startHost(dataDir) {
  const options = ['--no-open', '--data-dir', dataDir];
  const host = spawn(process.execPath, [join(root, 'out/main/serve.js'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: host.stdout })) {
    const address = /^Wirebench is at (\S+)$/.exec(line)?.[1];
    if (address) return { host, address };
  }
  throw new Error('the host ended without an address');
}

/** A window in one colour scheme, and how to end it. */
export async function openStage(colorScheme) {
  const folder = mkdtempSync(join(tmpdir(), 'wirebench-screenshots-'));
  const { host, address } = await startHost(join(folder, 'data'));
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args,
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme });
  page.setDefaultTimeout(15_000);
  await page.goto(address);
  await page.getByRole('tablist', { name: 'Tools' }).waitFor();
  return {
    stage: stageOf(page, colorScheme, folder),
    async close() {
      await browser.close();
      host.kill('SIGTERM');
      await once(host, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function stageOf(page, colorScheme, folder) {
  const compose = page.getByRole('form', { name: 'Compose' });
  return {
    page,
    /** A folder for files that the scene needs; it goes with the stage. */
    folder,
    compose,
    form: (name) => page.getByRole('form', { name, exact: true }),
    button: (name) => page.getByRole('button', { name, exact: true }),
    /** The first row of the timeline that tells this to a screen reader. */
    row: (name) => page.getByRole('grid', { name: 'Timeline' }).getByRole('row', { name }).first(),
    /** Shows a tool by its tab. */
    tool: (name) => page.getByRole('tab', { name, exact: true }).click(),
    async send(message, encoding = 'Text', ending = 'None') {
      await compose.getByRole('combobox', { name: 'Encoding' }).selectOption(encoding);
      if (encoding === 'Text')
        await compose.getByRole('combobox', { name: 'Line ending' }).selectOption(ending);
      await compose.getByRole('textbox', { name: 'Message' }).fill(message);
      await compose.getByRole('button', { name: 'Send', exact: true }).click();
    },
    /** Writes docs/images/<name>-<dark or light>.png: the window, or one part of it. */
    async picture(name, part = page) {
      await page.mouse.move(640, 799);
      await page.evaluate(() => document.fonts.ready);
      await part.screenshot({ path: join(images, `${name}-${colorScheme}.png`) });
      console.log(`docs/images/${name}-${colorScheme}.png`);
    },
  };
}
