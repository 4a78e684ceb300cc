import type { IpcMainEvent, WebContents } from 'electron';

/** The window's page has an origin of its own, so that the browser's rules apply to it as to any site. */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://wirebench`;
export const PAGE = `${ORIGIN}/index.html`;

/** True for an address of the page's own origin. */
export function isOwn(address: string): boolean {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}` === ORIGIN;
  } catch {
    return false;
  }
}

/** True when a message came from the top frame of the window, and that frame holds our page. */
export function isTrustedSender({ sender, senderFrame }: IpcMainEvent, window: WebContents): boolean {
  return sender.id === window.id && senderFrame?.parent === null && isOwn(senderFrame.url);
}
