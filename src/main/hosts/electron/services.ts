import { EventEmitter, on } from 'node:events';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, nativeTheme } from 'electron';
import type { HostCommand } from '../../../contract/host.ts';
import type { HostServices, Picked } from '../../bench/host.ts';
import { saveTo } from './save.ts';
import { backgroundColor } from './window.ts';

const PICK: Record<Picked, Electron.OpenDialogOptions['properties']> = {
  files: ['openFile', 'multiSelections'],
  folders: ['openDirectory', 'multiSelections'],
  folder: ['openDirectory', 'createDirectory'],
};

export interface ElectronServices extends HostServices {
  /** Gives a command of the native menu to whoever listens. */
  send(command: HostCommand): void;
}

/** What the bench gets on the desktop: dialogs, the menu's commands and the native theme. */
export function electronServices(window: () => BrowserWindow | null): ElectronServices {
  const commands = new EventEmitter<{ command: [HostCommand] }>();
  const askWhere = async (name: string, signal?: AbortSignal): Promise<string | null> => {
    const parent = window();
    const options = { defaultPath: join(app.getPath('downloads'), name) };
    const { canceled, filePath } = parent
      ? await dialog.showSaveDialog(parent, options)
      : await dialog.showSaveDialog(options);
    return canceled || !filePath || signal?.aborted ? null : filePath;
  };
  return {
    kind: 'electron',
    nativeDialogs: true,
    async save(source, signal) {
      const path = await askWhere(source.name, signal);
      return path === null ? { kind: 'cancelled' } : saveTo(path, source, signal);
    },
    async saveAs(name, signal) {
      const path = await askWhere(name, signal);
      return path === null ? { kind: 'cancelled' } : { kind: 'path', path };
    },
    async pick(what, title, signal) {
      const parent = window();
      const options = { title, properties: PICK[what] };
      const { canceled, filePaths } = parent
        ? await dialog.showOpenDialog(parent, options)
        : await dialog.showOpenDialog(options);
      return canceled || filePaths.length === 0 || signal?.aborted ? null : filePaths;
    },
    downloads: () => Promise.resolve(app.getPath('downloads')),
    async *commands(signal) {
      try {
        for await (const [command] of on(commands, 'command', { signal })) yield command as HostCommand;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    setTheme(theme) {
      nativeTheme.themeSource = theme;
      window()?.setBackgroundColor(backgroundColor());
    },
    send: (command) => void commands.emit('command', command),
  };
}
