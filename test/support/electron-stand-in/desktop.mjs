import { EventEmitter } from 'node:events';
import { state } from './state.mjs';

/** Dialogs answer what a test has put there beforehand, and throw where it has put nothing. */
export function createDialog() {
  const scripted =
    (method) =>
    async (...args) => {
      const options = args.at(-1);
      const { defaultPath, title, properties } = options;
      state.log.push({ what: method, defaultPath, title, properties });
      const answers = state.answers.get(method) ?? [];
      if (answers.length === 0) throw new Error(`electron stand-in: no answer for ${method}`);
      return answers.shift();
    };
  return { showSaveDialog: scripted('showSaveDialog'), showOpenDialog: scripted('showOpenDialog') };
}

export function createMenu() {
  return {
    buildFromTemplate: (template) => template,
    setApplicationMenu: (menu) => {
      state.menu = menu;
    },
  };
}

/** What items that only name a role do and are called. */
const ROLES = {
  quit: { label: 'Quit', click: () => state.app.quit() },
  reload: { label: 'Reload', click: () => [...state.windows][0]?.contents.reload() },
};

/** Every item of the application menu that can be clicked here: `{path: 'File > New', click, accelerator}`. */
export function menuItems(items = state.menu ?? [], above = '') {
  return items.flatMap((item) => {
    const { label = item.label, click = item.click } = ROLES[item.role] ?? {};
    const path = `${above}${label ?? item.role}`;
    if (item.submenu) return menuItems(item.submenu, `${path} > `);
    return click ? [{ path, click, accelerator: item.accelerator }] : [];
  });
}

export class NativeTheme extends EventEmitter {
  #source = 'system';

  get themeSource() {
    return this.#source;
  }

  set themeSource(source) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Invalid themeSource ${source}`);
    this.#source = source;
    for (const window of state.windows) if (window.contents.page) void window.contents.applyTheme();
    this.emit('updated');
  }

  get shouldUseDarkColors() {
    return this.#source === 'dark';
  }
}

/** One display, with room for a panel at its top. */
export function createScreen() {
  const display = { id: 1, workArea: { x: 0, y: 24, width: 1920, height: 1056 } };
  return { getAllDisplays: () => [display], getPrimaryDisplay: () => display };
}
