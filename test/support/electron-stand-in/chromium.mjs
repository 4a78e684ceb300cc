import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { state } from './state.mjs';

const { args } = JSON.parse(readFileSync(new URL('../chromium-options.json', import.meta.url), 'utf8'));
const CLOSE_LIMIT = 3_000;

let launched;
let profile;

/** The Chromium of this app: launched when the first window needs it. */
export function chromiumContext() {
  launched ??= launch();
  return launched;
}

async function launch() {
  profile = mkdtempSync(join(tmpdir(), 'electron-stand-in-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: null,
    // The app decides what a signal means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...args, '--remote-debugging-port=0', '--remote-debugging-address=127.0.0.1'],
  });
  context.on('close', () => {
    for (const window of [...state.windows]) window.destroy();
  });
  await state.session.attach(context);
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  // A test that started this process attaches its driver there.
  process.send?.({ event: 'devtools', port: Number(port) });
  return context;
}

/** Closes it, and does not wait for it forever. */
export async function closeChromium() {
  if (!launched) return;
  const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT));
  const close = launched.then((context) => context.close()).catch((error) => console.error(error));
  await Promise.race([close, limit]);
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
}
