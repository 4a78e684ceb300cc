// Makes docs/images/*.png from the built window: the main states at 1280 by 800, dark and light.
// Run `npm run build` first, then `node scripts/screenshots.mjs`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs/images');
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

/** Takes the window from state to state, and a picture of each. */
async function tour(page, picture) {
  const button = (name) => page.getByRole('button', { name, exact: true });
  const compose = page.getByRole('form', { name: 'Compose' });
  const listen = page.getByRole('form', { name: 'Listen' });
  const row = (name) => page.getByRole('grid', { name: 'Timeline' }).getByRole('row', { name }).first();
  const send = async (message, encoding = 'Text', ending = 'None') => {
    await compose.getByRole('combobox', { name: 'Encoding' }).selectOption(encoding);
    if (encoding === 'Text')
      await compose.getByRole('combobox', { name: 'Line ending' }).selectOption(ending);
    await compose.getByRole('textbox', { name: 'Message' }).fill(message);
    await compose.getByRole('button', { name: 'Send', exact: true }).click();
  };

  await button('Start an echo server and connect to it').waitFor();
  await picture('first-run');

  await listen.getByRole('textbox', { name: 'Port' }).fill('0');
  await button('Start listening').click();
  await button('Connect to it').click();
  await row(/connect/).waitFor();
  await listen.getByRole('combobox', { name: 'Respond' }).selectOption('Upper-case');
  await send('Hello, server!', 'Text', 'CRLF');
  await row(/HELLO, SERVER!/).waitFor();
  await send('48 65 0a', 'Hex');
  await row(/in, 3 bytes/).waitFor();
  await listen.getByRole('combobox', { name: 'Respond' }).selectOption('Prefix');
  await send('GET /status HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n');
  await row(/Received: GET/).waitFor();
  await row(/HELLO, SERVER!/).click();
  await page.getByRole('group', { name: 'Hex dump' }).click({ position: { x: 80, y: 10 } });
  await picture('conversation');

  await button('Two ends').click();
  await page.getByRole('grid', { name: 'Two ends' }).waitFor();
  await picture('two-ends');
  await button('Two ends').first().click();

  await page.keyboard.press('Control+k');
  await page.getByRole('listbox', { name: 'Commands' }).waitFor();
  await picture('palette');
  await page.keyboard.press('Escape');
  await page.getByRole('listbox', { name: 'Commands' }).waitFor({ state: 'detached' });

  await button('New connection').click();
  await page.getByRole('form', { name: 'Connect' }).getByRole('textbox', { name: 'Port' }).fill('9');
  await button('Connect').click();
  await page
    .getByText(/nothing listens on port 9/)
    .first()
    .waitFor();
  await picture('failure');
}

const browser = await chromium.launch({
  executablePath,
  chromiumSandbox: process.getuid?.() !== 0,
  args,
});
mkdirSync(images, { recursive: true });
for (const colorScheme of ['dark', 'light']) {
  const dataDir = mkdtempSync(join(tmpdir(), 'wirebench-screenshots-'));
  const { host, address } = await startHost(dataDir);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme });
  page.setDefaultTimeout(15_000);
  await page.goto(address);
  await tour(page, async (name) => {
    await page.mouse.move(640, 799);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(images, `${name}-${colorScheme}.png`) });
    console.log(`docs/images/${name}-${colorScheme}.png`);
  });
  await page.close();
  host.kill('SIGTERM');
  await once(host, 'close');
  rmSync(dataDir, { recursive: true, force: true });
}
await browser.close();
