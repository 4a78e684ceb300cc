import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { toApp, toChromium } from './addresses.mjs';
import { chromiumContext } from './chromium.mjs';
import { createCodec } from './codec.mjs';
import { pageWorld, preloadWorld } from './page.mjs';
import { PortLinks } from './ports.mjs';
import { state } from './state.mjs';

const WORLD = 'electron-stand-in';
const { encode, decode } = createCodec();

let count = 0;

/** One page: a tab of Chromium, with the preload in a world of its own. */
export class WebContents extends EventEmitter {
  id = ++count;
  mainFrame = { url: 'about:blank', parent: null };
  page;
  /** This object as the app sees it. */
  self;
  #cdp;
  #world = null;
  #loading = null;
  #openHandler = () => ({ action: 'allow' });
  #ports = new PortLinks((message) => this.#post(message));

  /** Opens the tab. */
  async open(preload) {
    const context = await chromiumContext();
    const unused = context.pages().find((page) => ![...state.windows].some((window) => window.shows(page)));
    this.page = unused ?? (await context.newPage());
    this.#cdp = await context.newCDPSession(this.page);
    await this.#injectPreload(preload);
    await this.applyTheme();
    this.#watch();
  }

  async #injectPreload(preload) {
    const cdp = this.#cdp;
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#world = context.id;
    });
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) =>
      this.#worldGone(executionContextId),
    );
    cdp.on('Runtime.executionContextsCleared', () => this.#worldGone(this.#world));
    cdp.on('Runtime.bindingCalled', ({ payload }) => this.#receive(JSON.parse(payload)));
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: '__standInPost', executionContextName: WORLD });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${pageWorld})()` });
    const source = `(${preloadWorld})(${createCodec}, ${JSON.stringify(readFileSync(preload, 'utf8'))})`;
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
  }

  #watch() {
    const { page } = this;
    this.#cdp.on('Page.windowOpen', (asked) => {
      const url = toApp(asked.url);
      const { action } = this.#openHandler({
        url,
        frameName: '',
        features: '',
        disposition: 'foreground-tab',
      });
      if (action !== 'deny') throw new Error('electron stand-in: opening a second window is not written');
      state.log.push({ what: 'window-open', url, denied: true });
    });
    // Chromium opens it all the same, and it can only be closed again.
    page.on('popup', (popup) => void popup.close());
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.mainFrame.url = toApp(frame.url());
    });
    page.on('load', () => this.emit('did-finish-load', {}));
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    page.on('close', () => this.emit('destroyed'));
  }

  /** True once for an address that the app itself loads. */
  loads(address) {
    if (this.#loading !== address) return false;
    this.#loading = null;
    return true;
  }

  async loadURL(address) {
    const url = toChromium(address);
    this.#loading = url;
    this.mainFrame.url = address;
    await state.session.applyPermissions(this.self, this.#cdp, url);
    this.emit('did-start-navigation', { url: address, isMainFrame: true, isSameDocument: false });
    await this.page.goto(url, { waitUntil: 'load' });
  }

  getURL() {
    return this.mainFrame.url;
  }

  reload() {
    this.#loading = this.page.url();
    this.emit('did-start-navigation', { url: this.getURL(), isMainFrame: true, isSameDocument: false });
    void this.page.reload();
  }

  setWindowOpenHandler(handler) {
    this.#openHandler = handler;
  }

  applyTheme() {
    const colorScheme = state.nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
    return this.page.emulateMedia({ colorScheme });
  }

  /** A message to ipcMain from a frame, by default the page's own. */
  deliver(channel, data, ports, senderFrame = this.mainFrame) {
    state.ipcMain.emit(channel, { sender: this.self, senderFrame, ports }, data);
  }

  /** What is dropped on the page next. */
  async dropping(paths) {
    await this.#cdp.send('Runtime.callFunctionOn', {
      executionContextId: this.#world,
      functionDeclaration: 'function (paths) { globalThis.__standInDropping(paths); }',
      arguments: [{ value: paths }],
    });
  }

  #receive(message) {
    const { type, id } = message;
    if (type === 'message') {
      const ports = message.ports.map((port) => this.#ports.adopt(port));
      this.deliver(message.channel, decode(message.data), ports);
    } else if (type === 'port-message') this.#ports.message(id, decode(message.data));
    else if (type === 'port-close') this.#ports.close(id);
    else if (type === 'preload-error') console.error('Unable to load preload script:', message.text);
  }

  #post({ data, ...message }) {
    // As in Electron: where no page is, a message is dropped.
    if (this.#world === null) return;
    const text = JSON.stringify(data === undefined ? message : { ...message, data: encode(data) });
    this.#cdp
      .send('Runtime.callFunctionOn', {
        executionContextId: this.#world,
        functionDeclaration: 'function (text) { globalThis.__standInReceive(text); }',
        arguments: [{ value: text }],
      })
      .catch((error) => state.log.push({ what: 'dropped', reason: String(error) }));
  }

  #worldGone(id) {
    if (id !== this.#world) return;
    this.#world = null;
    this.#ports.closeAll();
  }
}
