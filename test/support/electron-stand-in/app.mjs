import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeChromium } from './chromium.mjs';
import { SingleInstance } from './single-instance.mjs';
import { state } from './state.mjs';

/** An event whose default can be prevented. */
export const preventable = (fields = {}) => ({
  ...fields,
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true;
  },
});

export class App extends EventEmitter {
  isPackaged = false;
  name = 'Wirebench';
  #paths = new Map([
    ['home', homedir()],
    ['temp', tmpdir()],
    ['downloads', process.env.STAND_IN_DOWNLOADS ?? join(homedir(), 'Downloads')],
    ['userData', join(homedir(), '.config', 'wirebench-stand-in')],
  ]);
  #ready = false;
  #leaving = false;
  #exiting = false;
  #instance = new SingleInstance();
  #whenReady = new Promise((resolve) => {
    setImmediate(() => {
      this.#ready = true;
      this.emit('ready', {}, {});
      resolve();
    });
  });

  whenReady() {
    return this.#whenReady;
  }

  isReady() {
    return this.#ready;
  }

  getPath(name) {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  setPath(name, path) {
    if (!this.#paths.has(name)) throw new Error(`Failed to set path: ${name}`);
    this.#paths.set(name, path);
  }

  requestSingleInstanceLock() {
    mkdirSync(this.getPath('userData'), { recursive: true });
    return this.#instance.request(this.getPath('userData'), (argv, cwd) => {
      this.emit('second-instance', {}, argv, cwd, null);
    });
  }

  /** Electron's order: before-quit, every window closes, will-quit, exit; the app may stop it at each step. */
  quit() {
    if (this.#leaving) return;
    this.#leaving = true;
    void this.#quit().then((through) => {
      this.#leaving = false;
      if (through) this.exit(0);
    });
  }

  async #quit() {
    // Like Electron, not within the call: whoever calls quit() in a handler sees its own code run on first.
    await new Promise((resolve) => setImmediate(resolve));
    const before = preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return false;
    for (const window of [...state.windows]) {
      window.close();
      if (!window.isDestroyed()) return false;
    }
    const will = preventable();
    this.emit('will-quit', will);
    return !will.defaultPrevented;
  }

  exit(code = 0) {
    if (this.#exiting) return;
    this.#exiting = true;
    this.emit('quit', {}, code);
    this.#instance.release();
    void Promise.all([closeChromium(), this.#instance.told]).then(() => process.exit(code));
  }

  /** A window went away by itself or by its user. */
  windowGone() {
    if (state.windows.size > 0 || this.#leaving || this.#exiting) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }
}
