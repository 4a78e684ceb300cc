import { EventEmitter } from 'node:events';
import { preventable } from './app.mjs';
import { state } from './state.mjs';
import { strict } from './strict.mjs';
import { WebContents } from './web-contents.mjs';

class Window extends EventEmitter {
  contents = new WebContents();
  webContents;
  options;
  /** How often it was asked to come to the front. */
  focused = 0;
  self;
  #opened;
  #bounds;
  #maximized = false;
  #minimized = false;
  #visible;
  #destroyed = false;

  constructor(options) {
    super();
    if (!state.app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options;
    this.options = options;
    this.#bounds = { x, y, width, height };
    this.#visible = show;
    this.webContents = strict('webContents', this.contents);
    this.contents.self = this.webContents;
    state.windows.add(this);
    this.contents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.contents.once('destroyed', () => this.#gone());
    state.app.emit('web-contents-created', {}, this.webContents);
    this.#opened = this.contents.open(options.webPreferences.preload).then(() => this.#resizePage());
  }

  /** True when `page` is the tab of this window. */
  shows(page) {
    return this.contents.page === page;
  }

  async loadURL(url) {
    await this.#opened;
    await this.contents.loadURL(url);
  }

  #resizePage() {
    const { width, height } = this.#bounds;
    return this.contents.page.setViewportSize({ width, height });
  }

  /** What a user does by the frame of the window. */
  moveTo(bounds) {
    const { minWidth = 0, minHeight = 0 } = this.options;
    const { width, height } = bounds;
    this.#bounds = { ...bounds, width: Math.max(width, minWidth), height: Math.max(height, minHeight) };
    this.emit('move');
    this.emit('resize');
    return this.#opened.then(() => this.#resizePage());
  }

  close() {
    const event = preventable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy() {
    if (this.#destroyed) return;
    const { page } = this.contents;
    this.#gone();
    page?.close().catch((error) => state.log.push({ what: 'dropped', reason: String(error) }));
  }

  #gone() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    state.windows.delete(this);
    this.emit('closed');
    state.app.windowGone();
  }

  isDestroyed() {
    return this.#destroyed;
  }

  show() {
    this.#visible = true;
    this.emit('show');
  }

  focus() {
    this.focused += 1;
    this.emit('focus');
  }

  maximize() {
    this.#maximized = true;
    this.emit('maximize');
  }

  unmaximize() {
    this.#maximized = false;
    this.emit('unmaximize');
  }

  minimize() {
    this.#minimized = true;
  }

  restore() {
    this.#minimized = false;
  }

  isVisible() {
    return this.#visible;
  }

  isMaximized() {
    return this.#maximized;
  }

  isMinimized() {
    return this.#minimized;
  }

  getNormalBounds() {
    return { ...this.#bounds };
  }

  setBackgroundColor(color) {
    this.options = { ...this.options, backgroundColor: color };
  }
}

/** What the app gets for `new BrowserWindow(options)`. */
export const BrowserWindow = new Proxy(Window, {
  construct: (target, [options]) => strict('BrowserWindow', new target(options)),
});
