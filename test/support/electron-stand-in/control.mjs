import { menuItems } from './desktop.mjs';
import { state } from './state.mjs';
import { PortLinks } from './ports.mjs';

/** What a test can ask for, over the IPC channel of the process it started. */
const operations = {
  /** Clicks the one item of the application menu with that label. */
  menuClick({ label }) {
    const found = menuItems().filter(({ path }) => path.split(' > ').at(-1) === label);
    if (found.length !== 1) throw new Error(`${found.length} menu items are called ${label}`);
    found[0].click();
  },
  menu: () => menuItems().map(({ path, accelerator }) => ({ path, accelerator })),
  /** The answer to the next dialog of a method, such as `showSaveDialog`. */
  answer({ method, value }) {
    state.answers.set(method, [...(state.answers.get(method) ?? []), value]);
  },
  windows: () =>
    [...state.windows].map((window) => ({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      visible: window.isVisible(),
      focused: window.focused,
      url: window.contents.getURL(),
      options: window.options,
    })),
  moveWindow: ({ bounds }) => [...state.windows][0].moveTo(bounds),
  maximizeWindow: () => [...state.windows][0].maximize(),
  closeWindow: () => [...state.windows][0].close(),
  minimizeWindow: () => [...state.windows][0].minimize(),
  theme: () => state.nativeTheme.themeSource,
  /** Paths that a test is about to drop on the page. */
  dropping: ({ paths }) => [...state.windows][0].contents.dropping(paths),
  log: () => state.log,
  /** Sends the app a message with a port from a frame at `url` that is not the window's. Says if the port was refused. */
  foreignMessage({ channel, url }) {
    let refused = false;
    const ports = new PortLinks(({ type }) => {
      if (type === 'port-close') refused = true;
    });
    const [window] = state.windows;
    window.contents.deliver(channel, null, [ports.adopt(1)], { url, parent: window.contents.mainFrame });
    return { refused };
  },
};

export function openControl() {
  if (!process.send) return;
  process.on('message', async ({ id, operation, ...argument }) => {
    try {
      process.send({ id, value: await operations[operation](argument) });
    } catch (error) {
      process.send({ id, error: String(error) });
    }
  });
  // A test that is over must not keep the app, nor the app the test.
  process.channel.unref();
}
