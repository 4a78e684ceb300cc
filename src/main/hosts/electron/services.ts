import { EventEmitter, on } from 'node:events';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, nativeTheme } from 'electron';
import type { HostCommand } from '../../../contract/host.ts';
import type { HostServices } from '../../bench/host.ts';
import { saveTo } from './save.ts';
import { backgroundColor } from './window.ts';

export interface ElectronServices extends HostServices {
  /** Gives a command of the native menu to whoever listens. */
  send(command: HostCommand): void;
}

/** What the bench gets on the desktop: dialogs, the menu's commands and the native theme. */
export function electronServices(window: () => BrowserWindow | null): ElectronServices {
  const commands = new EventEmitter<{ command: [HostCommand] }>();
  return {
    kind: 'electron',
    nativeDialogs: true,
    async save(source, signal) {
      const parent = window();
      const options = { defaultPath: join(app.getPath('downloads'), source.name) };
      const { canceled, filePath } = parent
        ? await dialog.showSaveDialog(parent, options)
        : await dialog.showSaveDialog(options);
      if (canceled || !filePath || signal?.aborted) return { kind: 'cancelled' };
      return saveTo(filePath, source, signal);
    },
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
