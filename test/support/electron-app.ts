import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';
import { isRoot } from './needs.ts';
import { ProgramRun } from './program-run.ts';
import { StandIn } from './stand-in-control.ts';
import { within } from './wait.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'out/main/index.js');
const STAND_IN = resolve(import.meta.dirname, 'electron-stand-in/register.mjs');

export interface ElectronOptions {
  dataDir: string;
  /** Where the save dialog begins, under the stand-in. */
  downloads?: string;
}

export interface ElectronApp {
  page: Page;
  /** Clicks the item of the application menu with that label. */
  menuClick(label: string): Promise<void>;
  close(): Promise<void>;
}

/** The program of an installed Electron that can run here, or null. */
export function electronRuntime(): string | null {
  if (isRoot || (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)) {
    return null;
  }
  const folder = join(ROOT, 'node_modules/electron');
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const path = join(folder, 'dist', readFileSync(name, 'utf8'));
  return existsSync(path) ? path : null;
}

/** The built app in Electron where there is one, and under the stand-in otherwise. */
export async function launchElectron(options: ElectronOptions): Promise<ElectronApp> {
  const runtime = electronRuntime();
  return runtime ? launchReal(runtime, options) : launchStandIn(options);
}

async function launchReal(executablePath: string, { dataDir }: ElectronOptions): Promise<ElectronApp> {
  const env = { ...(process.env as Record<string, string>), WIREBENCH_DATA: dataDir };
  const app = await _electron.launch({ executablePath, args: [ROOT], env });
  const page = await app.firstWindow();
  return {
    page,
    menuClick: (label) =>
      app.evaluate(({ Menu }, wanted) => {
        const all = (menu: Electron.Menu | null): Electron.MenuItem[] =>
          (menu?.items ?? []).flatMap((item) => [item, ...all(item.submenu ?? null)]);
        const found = all(Menu.getApplicationMenu()).filter((item) => item.label === wanted);
        if (found.length !== 1) throw new Error(`${found.length} menu items are called ${wanted}`);
        found[0]?.click();
      }, label),
    close: () => app.close(),
  };
}

export interface StandInApp extends ElectronApp {
  standIn: StandIn;
  main: ProgramRun;
}

/** Starts the built main process under the stand-in; what it prints and how it ends can be waited for. */
export function startStandIn({ dataDir, downloads }: ElectronOptions): ProgramRun {
  const child = fork(MAIN, [], {
    execArgv: ['--import', STAND_IN],
    env: {
      ...process.env,
      WIREBENCH_DATA: dataDir,
      CHROMIUM_PATH: chromiumPath(),
      ...(downloads === undefined ? {} : { STAND_IN_DOWNLOADS: downloads }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return new ProgramRun(child);
}

/** The built app under the stand-in, with what only the stand-in lets a test do. */
export async function launchStandIn(options: ElectronOptions): Promise<StandInApp> {
  const main = startStandIn(options);
  const standIn = new StandIn(main.child);
  try {
    const port = await within(standIn.port, () => `the window; main printed: ${main.output}`);
    const driver = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const page = driver.contexts()[0]?.pages()[0];
    if (!page) throw new Error('there is no window');
    await page.waitForURL(/^http:\/\/wirebench\.app\.localhost\//);
    return {
      page,
      standIn,
      main,
      menuClick: (label) => standIn.menuClick(label),
      async close() {
        await driver.close();
        await main.stop();
      },
    };
  } catch (error) {
    await main.stop();
    throw error;
  }
}
