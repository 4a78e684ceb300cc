/**
 * What no page may do in this app, whatever it manages to run: go elsewhere, open a window, embed a web view, or get
 * a permission. Set for every web contents there will ever be, not only for the window.
 */
import { app, session } from 'electron';
import { isOwn, PAGE } from './origin.ts';

/** The copy buttons write to the clipboard, and a long transfer may tell of its end; nothing else is ever granted. */
const GRANTED: readonly string[] = ['clipboard-sanitized-write', 'notifications'];

export function denyByDefault(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-frame-navigate', (event) => {
      // Loading itself again is all that the page may do.
      if (!event.isMainFrame || event.url.split('#', 1)[0] !== PAGE) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** Must run when the app is ready, before a window is made. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(GRANTED.includes(permission) && isOwn(contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
    return GRANTED.includes(permission) && isOwn(origin);
  });
  session.defaultSession.setDevicePermissionHandler(() => false);
}
