import { preventable } from './app.mjs';
import { addScheme, schemeOf, toApp } from './addresses.mjs';
import { state } from './state.mjs';

/** Electron's permissions, as Chromium's DevTools protocol calls them. */
const PERMISSIONS = {
  'clipboard-read': { name: 'clipboard-read' },
  'clipboard-sanitized-write': { name: 'clipboard-write' },
  geolocation: { name: 'geolocation' },
  'idle-detection': { name: 'idle-detection' },
  midi: { name: 'midi' },
  notifications: { name: 'notifications' },
};

/** The default session: it answers the app's own scheme and decides on permissions and navigations. */
export class Session {
  #handlers = new Map();
  // What Electron does where nobody decides: it grants.
  #onRequest = (_contents, _permission, answer) => answer(true);
  #onCheck = () => true;

  protocol = {
    registerSchemesAsPrivileged: (schemes) => {
      if (state.app.isReady())
        throw new Error('registerSchemesAsPrivileged should be called before app is ready');
      for (const { scheme, privileges } of schemes)
        if (privileges.standard && privileges.secure) addScheme(scheme);
    },
    handle: (scheme, handler) => this.#handlers.set(scheme, handler),
  };

  setPermissionRequestHandler(handler) {
    this.#onRequest = handler;
  }

  setPermissionCheckHandler(handler) {
    this.#onCheck = handler;
  }

  setDevicePermissionHandler() {
    // A headless Chromium has no device to ask for.
  }

  /** Puts the session between a browser context and the network. */
  async attach(context) {
    await context.route('**/*', async (route, request) => {
      const address = request.url();
      if (request.isNavigationRequest() && !mayNavigate(request)) return route.abort('aborted');
      const handler = this.#handlers.get(schemeOf(address));
      if (!handler) return route.continue();
      const { status, headers, body } = await answerOf(handler, request);
      return route.fulfill({ status, headers, body });
    });
  }

  /** Tells Chromium what the app's handlers say about a page, so that Chromium enforces it. */
  async applyPermissions(contents, cdp, address) {
    const origin = new URL(address).origin;
    const appOrigin = toApp(`${origin}/`);
    for (const [permission, descriptor] of Object.entries(PERMISSIONS)) {
      const asked = await new Promise((resolve) => this.#onRequest(contents, permission, resolve, {}));
      const granted = asked && this.#onCheck(contents, permission, appOrigin, {});
      const setting = granted ? 'granted' : 'denied';
      await cdp.send('Browser.setPermission', { permission: descriptor, setting, origin });
    }
  }
}

async function answerOf(handler, request) {
  const response = await handler(
    new Request(toApp(request.url()), { method: request.method(), headers: request.headers() }),
  );
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** Asks the app about a navigation that the page began; what the app itself began it is not asked about. */
function mayNavigate(request) {
  const frame = frameOf(request);
  const window = frame && [...state.windows].find((one) => one.shows(frame.page()));
  // A tab that is none of the app's windows is one that `window.open` asked for, and the driver closes it.
  if (!window) return false;
  const isMainFrame = frame.parentFrame() === null;
  if (isMainFrame && window.contents.loads(request.url())) return true;
  const url = toApp(request.url());
  const event = preventable({ url, isMainFrame, isSameDocument: false });
  window.webContents.emit('will-frame-navigate', event);
  if (isMainFrame) window.webContents.emit('will-navigate', event, url);
  state.log.push({ what: 'navigate', url, denied: event.defaultPrevented });
  return !event.defaultPrevented;
}

/** The frame that a request is for; undefined for a new tab, which the driver doesn't know yet. */
function frameOf(request) {
  try {
    return request.frame();
  } catch (error) {
    if (/Frame for this navigation request is not available/.test(error.message)) return undefined;
    throw error;
  }
}
