/** The one app of this process: what the parts of the stand-in know of each other. */
export const state = {
  /** @type {import('./app.mjs').App} */
  app: undefined,
  /** @type {import('./ipc-main.mjs').IpcMain} */
  ipcMain: undefined,
  /** @type {import('./session.mjs').Session} */
  session: undefined,
  /** @type {import('./desktop.mjs').NativeTheme} */
  nativeTheme: undefined,
  /** @type {Set<import('./browser-window.mjs').BrowserWindow>} */
  windows: new Set(),
  /** The application menu's template. @type {object[] | null} */
  menu: null,
  /** Answers that a test gave for dialogs, by the method's name. @type {Map<string, unknown[]>} */
  answers: new Map(),
  /** What the app asked of the desktop and what was denied: `{what, ...}`. @type {object[]} */
  log: [],
};
