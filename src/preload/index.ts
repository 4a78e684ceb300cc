/**
 * The only door between the page and the main process: it hands the page one end of a message channel, and tells where
 * the files stand that the user gave to the page.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';

contextBridge.exposeInMainWorld('wirebench', {
  host: 'electron',
  /** Asks for a new bridge; its port arrives as a window message `{type: 'wirebench:port'}`. */
  connect(): void {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage('wirebench:bridge', null, [port1]);
    window.postMessage({ type: 'wirebench:port' }, window.location.origin, [port2]);
  },
  /** Empty for a file that stands on no disk, such as one that was dragged out of another page. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
});
