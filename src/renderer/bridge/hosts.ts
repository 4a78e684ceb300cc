import type { FrameChannel } from '../../contract/bridge.ts';
import iconUrl from '../icon.svg';
import { portChannel, socketChannel } from './channels.ts';

/** What the preload script of the desktop host puts on `window`; a browser has none. */
export interface DesktopDoor {
  readonly host: 'electron';
  /** Asks main for a port; it arrives as a window message of type `wirebench:port`. */
  connect(): void;
  /** Where a file that was dropped or chosen stands on the disk; empty where it does not. */
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly wirebench?: DesktopDoor;
  }
}

/** How an attempt to reach the bench ended. */
export type Attempt =
  | { outcome: 'open'; channel: FrameChannel }
  /** Nobody answers: worth another try. */
  | { outcome: 'silent' }
  /** Somebody answers and does not let this window in: only a new token helps. */
  | { outcome: 'refused' };

const ATTEMPT_MS = 10_000;
const TOKEN_KEY = 'wirebench.token';

/** One attempt to open a channel to the host that is there. */
export function openChannel(): Promise<Attempt> {
  return window.wirebench?.host === 'electron' ? openPort(window.wirebench) : openSocket();
}

function openPort(door: DesktopDoor): Promise<Attempt> {
  return new Promise((resolve) => {
    const settle = (attempt: Attempt) => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
      resolve(attempt);
    };
    const onMessage = (event: MessageEvent<unknown>) => {
      // Only this page's own preload script may hand in a port.
      if (event.source !== window || event.origin !== window.location.origin) return;
      if (!isPortMessage(event.data)) return;
      const port = event.ports[0];
      if (port) settle({ outcome: 'open', channel: portChannel(port) });
    };
    const timer = setTimeout(() => settle({ outcome: 'silent' }), ATTEMPT_MS);
    window.addEventListener('message', onMessage);
    door.connect();
  });
}

const isPortMessage = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'wirebench:port';

async function openSocket(): Promise<Attempt> {
  const token = currentToken();
  if (token === null) return { outcome: 'refused' };
  const channel = await dial(token);
  if (channel) return { outcome: 'open', channel };
  // A refused upgrade and a dead server look the same to a page; whether the server still hands out pages tells.
  return { outcome: (await answers()) ? 'refused' : 'silent' };
}

function dial(token: string): Promise<FrameChannel | null> {
  return new Promise((resolve) => {
    const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
    let socket: WebSocket;
    try {
      socket = new WebSocket(`${scheme}://${window.location.host}/bridge`, [
        'wirebench.v1',
        `token.${token}`,
      ]);
    } catch (error) {
      // A pasted token with characters that no token has.
      console.warn('the token cannot be used', error);
      return resolve(null);
    }
    const settle = (channel: FrameChannel | null) => {
      clearTimeout(timer);
      resolve(channel);
    };
    const timer = setTimeout(() => {
      socket.close();
      settle(null);
    }, ATTEMPT_MS);
    const channel = socketChannel(socket);
    socket.addEventListener('open', () => settle(channel), { once: true });
    socket.addEventListener('close', () => settle(null), { once: true });
  });
}

/** Asks for a picture of the page's own: the only request but the bridge that its policy lets it make. */
function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const picture = new Image();
    const settle = (there: boolean) => {
      clearTimeout(timer);
      resolve(there);
    };
    const timer = setTimeout(() => settle(false), ATTEMPT_MS);
    picture.addEventListener('load', () => settle(true));
    picture.addEventListener('error', () => settle(false));
    // A new address each time, or the answer would come from the cache of the dead server.
    picture.src = `${iconUrl}?${Date.now()}`;
  });
}

/** The token from the address, which loses it at once so that it is not copied along, or the one kept for this tab. */
function currentToken(): string | null {
  const fromAddress = tokenIn(window.location.hash);
  if (fromAddress !== null) {
    keepToken(fromAddress);
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  return sessionStorage.getItem(TOKEN_KEY);
}

export function keepToken(token: string): void {
  sessionStorage.setItem(TOKEN_KEY, token);
}

/** The token in `#token=…`, in a whole address that ends with it, or null. */
export function tokenIn(text: string): string | null {
  return /#token=([\w-]+)/.exec(text)?.[1] ?? null;
}
