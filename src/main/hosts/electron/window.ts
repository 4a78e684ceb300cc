import { BrowserWindow, nativeTheme, screen } from 'electron';
import { logError } from '../common/lifecycle.ts';
import { PAGE } from './origin.ts';
import { MIN_HEIGHT, MIN_WIDTH, readWindowState, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  preload: string;
  icon: string;
  /** Where the window's place is remembered. */
  stateFile: string;
}

const DARK_BACKGROUND = '#111417';
const LIGHT_BACKGROUND = '#ffffff';
/** Milliseconds without a change after which a new place is written down. */
const SETTLED = 500;

/** What shows before the page has drawn. */
export const backgroundColor = (): string =>
  nativeTheme.shouldUseDarkColors ? DARK_BACKGROUND : LIGHT_BACKGROUND;

/** Opens the window where it was last. It shows once it has something to show. */
export function openWindow({ preload, icon, stateFile }: WindowOptions): BrowserWindow {
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(stateFile, workAreas);
  const window = new BrowserWindow({
    ...(state?.bounds ?? { width: 1280, height: 800 }),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Wirebench',
    icon,
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  rememberPlace(window, stateFile);
  window.loadURL(PAGE).catch((error: unknown) => logError('the window could not be loaded', error));
  return window;
}

function rememberPlace(window: BrowserWindow, stateFile: string): void {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = () => {
    clearTimeout(timer);
    const state = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writing = writing
      .then(() => writeWindowState(stateFile, state))
      .catch((error: unknown) => logError("the window's place was not written down", error));
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(write, SETTLED);
  };
  window.on('resize', changed);
  window.on('move', changed);
  window.on('maximize', changed);
  window.on('unmaximize', changed);
  window.on('close', write);
}
