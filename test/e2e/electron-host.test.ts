import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { launchStandIn, type StandInApp, startStandIn } from '../support/electron-app.ts';
import { describeWith } from '../support/needs.ts';
import { ask } from '../support/wait.ts';

/** What the main process asks of Electron and what it denies to the page. That Electron obeys is Electron's part. */
describeWith('chromium', 'the Electron host, under the stand-in', () => {
  let dataDir: string;
  const open: StandInApp[] = [];

  const launch = async () => {
    const app = await launchStandIn({ dataDir });
    open.push(app);
    await usable(app.page);
    return app;
  };
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'wirebench-electron-'));
  });
  afterEach(async () => {
    for (const app of open.splice(0)) await app.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('shows a sandboxed, isolated window, and the page has no more than its door', async () => {
    const { page, standIn } = await launch();
    const [shown, ...others] = await standIn.windows();
    expect(others).toEqual([]);
    expect(shown?.url).toBe('app://wirebench/index.html');
    expect(shown?.visible).toBe(true);
    expect(shown?.options).toMatchObject({
      minWidth: 1024,
      minHeight: 640,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
      },
    });
    const seen = await page.evaluate(() => ({
      door: Object.keys(window.wirebench ?? {}).toSorted(),
      frozen: Object.isFrozen(window.wirebench),
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    }));
    expect(seen).toEqual({ door: ['connect', 'host', 'pathOf'], frozen: true, node: [] });
  });

  test('gives the page a policy that lets it connect to nothing', async () => {
    const { page } = await launch();
    const violated = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const told = (event: SecurityPolicyViolationEvent) => resolve(event.effectiveDirective);
          document.addEventListener('securitypolicyviolation', told, { once: true });
          fetch('http://127.0.0.1:9/').catch(() => undefined);
        }),
    );
    expect(violated).toBe('connect-src');
  });

  test('denies new windows', async () => {
    const { page, standIn } = await launch();
    await page.evaluate(() => void window.open('https://example.com/'));
    const entry = await logged(standIn, 'window-open');
    expect(entry).toMatchObject({ url: 'https://example.com/', denied: true });
    await ask(() => page.context().pages().length === 1, 'the new window to be gone');
  });

  test('denies leaving', async () => {
    const { page, standIn } = await launch();
    await page.evaluate(() => window.location.assign('https://example.com/'));
    expect(await logged(standIn, 'navigate')).toMatchObject({ url: 'https://example.com/', denied: true });
    expect(page.url()).toContain('wirebench.app.localhost');
    await usable(page);
  });

  test('denies permissions, except copying and notifications', async () => {
    const { page } = await launch();
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'midi', 'clipboard-read', 'clipboard-write'];
      const asked = names.map((name) => navigator.permissions.query({ name: name as PermissionName }));
      return (await Promise.all(asked)).map(({ state }, i) => [names[i], state]);
    });
    expect(Object.fromEntries(states)).toEqual({
      geolocation: 'denied',
      notifications: 'granted',
      midi: 'denied',
      'clipboard-read': 'denied',
      'clipboard-write': 'granted',
    });
  });

  test('takes the bridge from the own page of its window only', async () => {
    const { page, standIn, main } = await launch();
    for (const url of ['https://example.com/', 'app://wirebench/index.html', 'app://other/index.html']) {
      expect(await standIn.foreignMessage('wirebench:bridge', url)).toBe(true);
    }
    await main.prints(/a message from outside the window was ignored/);
    await startsListener(page);
  });

  test('opens the bridge again when the page is loaded again', async () => {
    const { page, menuClick } = await launch();
    await startsListener(page);
    const loaded = page.waitForEvent('load');
    await menuClick('Reload');
    await loaded;
    await page.getByRole('list', { name: 'Sessions' }).getByText('listening').waitFor();
  });

  test("passes the menu's commands on to the window", async () => {
    const { page, standIn } = await launch();
    const items = await standIn.menu();
    expect(items).toContainEqual({ path: 'File > New', accelerator: 'CmdOrCtrl+N' });
    expect(items).toContainEqual({ path: 'File > Close', accelerator: 'CmdOrCtrl+W' });
    expect(items).toContainEqual({ path: 'View > Command palette', accelerator: 'CmdOrCtrl+K' });
    await standIn.menuClick('Command palette');
    await page.getByRole('dialog').waitFor();
  });

  test('saves through the native dialog, to the file that was chosen', async () => {
    const { page, standIn } = await launch();
    await startsListener(page);
    await page.getByRole('button', { name: 'Connect to it', exact: true }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .getByRole('row', { name: /\bout\b/ })
      .first()
      .waitFor();
    const file = join(dataDir, 'chosen.bin');
    await standIn.answer('showSaveDialog', { canceled: false, filePath: file });
    await page
      .getByRole('region', { name: 'Bytes', exact: true })
      .getByRole('button', { name: 'Save' })
      .click();
    await ask(() => existsSync(file), 'the file');
    expect(readFileSync(file, 'utf8')).toMatch(/^Hello/);
    expect((await readdir(dataDir)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('gives the theme that the user chose to the native side', async () => {
    const { page, standIn } = await launch();
    expect(await standIn.theme()).toBe('system');
    await page.getByRole('button', { name: /^Theme/ }).click();
    await ask(async () => (await standIn.theme()) !== 'system', 'the theme to change');
  });

  test('remembers where the window was, over a restart', async () => {
    const first = await launch();
    const bounds = { x: 120, y: 80, width: 1100, height: 700 };
    await first.standIn.moveWindow(bounds);
    await first.standIn.closeWindow();
    expect(await first.main.ended()).toEqual({ code: 0, signal: null });

    const second = await launch();
    expect(await second.standIn.windows()).toMatchObject([{ bounds, maximized: false }]);
    await second.standIn.maximizeWindow();
    await second.standIn.closeWindow();

    const third = await launch();
    expect(await third.standIn.windows()).toMatchObject([{ bounds, maximized: true }]);
  });

  test('is one instance: a second one brings the window of the first to the front and ends', async () => {
    const first = await launch();
    await first.standIn.minimizeWindow();
    const second = startStandIn({ dataDir });
    expect(await second.ended()).toEqual({ code: 0, signal: null });
    await ask(async () => (await first.standIn.windows())[0]?.focused === 1, 'the focus');
    expect(await first.standIn.windows()).toHaveLength(1);
  });

  test('closes what is open and exits with 0 on Quit and on a signal', async () => {
    const quits = await launch();
    await startsListener(quits.page);
    await quits.standIn.menuClick('Quit');
    expect(await quits.main.ended()).toEqual({ code: 0, signal: null });

    const signalled = await launch();
    signalled.main.child.kill('SIGINT');
    expect(await signalled.main.ended()).toEqual({ code: 0, signal: null });
  });

  const logged = (standIn: StandInApp['standIn'], what: string) =>
    ask(async () => (await standIn.log()).find((entry) => entry.what === what), what);
});

const usable = (page: Page) => page.getByRole('form', { name: 'Listen' }).waitFor();

/** Proves that calls get through. */
async function startsListener(page: Page): Promise<void> {
  const form = page.getByRole('form', { name: 'Listen' });
  await form.getByRole('textbox', { name: 'Port' }).fill('0');
  await form.getByRole('button', { name: 'Start listening' }).click();
  await page.getByRole('button', { name: 'Connect to it', exact: true }).waitFor();
}
