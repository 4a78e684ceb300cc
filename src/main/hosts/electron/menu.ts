import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { HostCommand } from '../../../contract/host.ts';

/** The native menu. Its own items only pass a command on: the window knows what it means. */
export function setMenu(send: (command: HostCommand) => void): void {
  const item = (label: string, command: HostCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => send(command),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const template: MenuItemConstructorOptions[] = [
    ...mac,
    {
      label: 'File',
      submenu: [
        item('New', 'new', 'CmdOrCtrl+N'),
        item('Close', 'close', 'CmdOrCtrl+W'),
        separator,
        item('Settings', 'settings', 'CmdOrCtrl+,'),
        separator,
        { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        item('Command palette', 'palette', 'CmdOrCtrl+K'),
        separator,
        { role: 'reload' },
        { role: 'toggleDevTools' },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'help', submenu: [item('About Wirebench', 'about')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
