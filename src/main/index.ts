/** Electron's entry: the bench in the main process, one window in front of it. Wiring only. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { version } from '../../package.json';
import { openBench } from './bench/bench.ts';
import { keepThreads } from './bench/files/batch-thread.ts';
import { openBridge } from './hosts/electron/bridge.ts';
import { denyByDefault, denyPermissions } from './hosts/electron/hardening.ts';
import { setMenu } from './hosts/electron/menu.ts';
import { closeBeforeQuit } from './hosts/electron/quit.ts';
import { registerScheme, serveSite } from './hosts/electron/scheme.ts';
import { electronServices } from './hosts/electron/services.ts';
import { openWindow } from './hosts/electron/window.ts';
import { dataDirectory } from './hosts/common/data-dir.ts';
import { logError, surviveFaults } from './hosts/common/lifecycle.ts';
import { openSite } from './hosts/common/site.ts';

surviveFaults();
keepThreads();
const dataDir = dataDirectory();
let window: BrowserWindow | null = null;

async function start(): Promise<void> {
  const [site] = await Promise.all([openSite(join(import.meta.dirname, '../renderer')), app.whenReady()]);
  const host = electronServices(() => window);
  const bench = await openBench({ host, version, dataDir });
  closeBeforeQuit(() => bench.close());
  denyPermissions();
  serveSite(site);
  setMenu(host.send);
  openBridge(() => window, bench.handleChannel);
  const show = () => {
    if (window) {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      return;
    }
    const opened = openWindow({
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      icon: join(import.meta.dirname, '../../resources/icon.png'),
      stateFile: join(dataDir, 'window.json'),
    });
    opened.once('closed', () => {
      window = null;
    });
    window = opened;
  };
  app.on('second-instance', show);
  app.on('activate', show);
  show();
}

/** Chromium's own files stay apart from ours; the single-instance lock lives among them, one for each data folder. */
function isFirstInstance(): boolean {
  const folder = join(dataDir, 'electron');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  app.setPath('userData', folder);
  return app.requestSingleInstanceLock();
}

function failed(error: unknown): void {
  logError('Wirebench could not start', error);
  app.exit(1);
}

try {
  if (isFirstInstance()) {
    registerScheme();
    denyByDefault();
    app.on('window-all-closed', () => app.quit());
    start().catch(failed);
  } else {
    app.quit();
  }
} catch (error) {
  failed(error);
}
