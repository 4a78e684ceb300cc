import { fork } from 'node:child_process';
import { join, resolve } from 'node:path';
import { _electron, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';
import { electronRuntime } from './electron-runtime.ts';
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
  /** Answers the next dialog that asks where to save. */
  answerSave(path: string): Promise<void>;
  /** Clicks the item of the application menu with that label. */
  menuClick(label: string): Promise<void>;
  /** Answers the next dialog that asks what to open. */
  answerOpen(paths: string[]): Promise<void>;
  /** Has to be called before files are dropped on the window. */
  dropping(paths: string[]): Promise<void>;
  close(): Promise<void>;
}

/** The built app in a real Electron, driven by Playwright's Electron driver. */
export async function launchElectron({ dataDir }: ElectronOptions): Promise<ElectronApp> {
  const executablePath = electronRuntime();
  if (executablePath === null) throw new Error('no Electron runtime can run here');
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
    answerSave: (path) =>
      app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path),
    answerOpen: (paths) =>
      app.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
      }, paths),
    dropping: () => Promise.resolve(),
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
      answerSave: (filePath) => standIn.answer('showSaveDialog', { canceled: false, filePath }),
      answerOpen: (filePaths) => standIn.answer('showOpenDialog', { canceled: false, filePaths }),
      dropping: (paths) => standIn.dropping(paths),
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
