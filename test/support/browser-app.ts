import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { ProgramRun } from './program-run.ts';

const SERVE = resolve(import.meta.dirname, '../../out/main/serve.js');

export interface BrowserHostOptions {
  dataDir: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** A browser to open the window in; without it one is launched, and closed at the end. */
  browser?: Browser;
}

export interface BrowserApp {
  /** The printed address, with its token. */
  url: string;
  page: Page;
  context: BrowserContext;
  host: ProgramRun;
  close(): Promise<void>;
}

/** Starts the built browser host and waits for its address. */
export async function startBrowserHost(
  options: Omit<BrowserHostOptions, 'browser'>,
): Promise<{ url: string; host: ProgramRun }> {
  const args = [SERVE, '--no-open', '--data-dir', options.dataDir, ...(options.args ?? [])];
  const host = new ProgramRun(spawn(process.execPath, args, { env: { ...process.env, ...options.env } }));
  try {
    const [, url] = await host.prints(/^Wirebench is at (\S+)$/m);
    if (url === undefined) throw new Error('no address');
    return { url, host };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

/** Starts the built browser host and opens its window in Chromium. */
export async function launchBrowserHost(options: BrowserHostOptions): Promise<BrowserApp> {
  const { url, host } = await startBrowserHost(options);
  const browser = options.browser ?? (await launchChromium());
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  await page.goto(url);
  return {
    url,
    page,
    context,
    host,
    async close() {
      await context.close();
      if (!options.browser) await browser.close();
      await host.stop();
    },
  };
}
