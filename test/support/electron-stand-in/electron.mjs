/**
 * A stand-in for the module `electron` in the main process: plain Node in front of a real Chromium that is driven over
 * the DevTools protocol. It has what Wirebench's main process uses; whatever else is touched throws, so that no test
 * passes by accident. It proves that main, preload and page fit together, not that Electron enforces what it is told.
 */
import { App } from './app.mjs';
import { BrowserWindow } from './browser-window.mjs';
import { openControl } from './control.mjs';
import { createDialog, createMenu, createScreen, NativeTheme } from './desktop.mjs';
import { IpcMain } from './ipc-main.mjs';
import { Session } from './session.mjs';
import { state } from './state.mjs';
import { missing, strict } from './strict.mjs';

state.app = new App();
state.ipcMain = new IpcMain();
state.session = new Session();
state.nativeTheme = new NativeTheme();

export const app = strict('app', state.app);
export const ipcMain = strict('ipcMain', state.ipcMain);
export const session = strict('session', { defaultSession: strict('session.defaultSession', state.session) });
export const protocol = strict('protocol', state.session.protocol);
export const nativeTheme = strict('nativeTheme', state.nativeTheme);
export const dialog = strict('dialog', createDialog());
export const Menu = strict('Menu', createMenu());
export const screen = strict('screen', createScreen());
export { BrowserWindow };
export const MessageChannelMain = missing('MessageChannelMain');
export const Notification = missing('Notification');
export const Tray = missing('Tray');
export const clipboard = missing('clipboard');
export const contextBridge = missing('contextBridge');
export const globalShortcut = missing('globalShortcut');
export const ipcRenderer = missing('ipcRenderer');
export const nativeImage = missing('nativeImage');
export const net = missing('net');
export const powerMonitor = missing('powerMonitor');
export const safeStorage = missing('safeStorage');
export const shell = missing('shell');
export const utilityProcess = missing('utilityProcess');

openControl();
