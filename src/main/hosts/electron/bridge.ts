import { type BrowserWindow, ipcMain, type IpcMainEvent, type MessagePortMain } from 'electron';
import type { FrameChannel } from '../../../contract/bridge.ts';
import type { ChannelHandler } from '../../bench/bridge/serve-channel.ts';
import { logError } from '../common/lifecycle.ts';
import { isTrustedSender } from './origin.ts';
import { portChannel } from './port-channel.ts';

const CHANNEL = 'wirebench:bridge';

/**
 * Opens the bridge when the window asks for it, over the only IPC channel there is. A message from anywhere but the
 * window's own page is dropped. A page has one bridge: the former one closes when it asks again or goes away.
 */
export function openBridge(window: () => BrowserWindow | null, handleChannel: ChannelHandler): void {
  let current: FrameChannel | undefined;
  const watched = new WeakSet<BrowserWindow>();

  ipcMain.on(CHANNEL, (event: IpcMainEvent) => {
    const [port, ...others] = event.ports;
    const target = window();
    if (!target || !isTrustedSender(event, target.webContents) || !port || others.length > 0) {
      return refuse(event.ports);
    }

    current?.close();
    const channel = portChannel(port);
    current = channel;
    handleChannel(channel);
    if (watched.has(target)) return;
    watched.add(target);
    const leave = () => current?.close();
    target.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) leave();
    });
    target.webContents.on('render-process-gone', leave);
    target.on('closed', leave);
  });
}

function refuse(ports: readonly MessagePortMain[]): void {
  for (const port of ports) port.close();
  logError('bridge', 'a message from outside the window was ignored');
}
