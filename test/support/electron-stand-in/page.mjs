// Code that runs inside Chromium; each function stands for itself and is injected by its source.

/**
 * Runs in the page's world before anything of the page: receives what the preload exposes. Values cross between the
 * worlds as the `detail` of an event, which Chromium clones; a function crosses as its name and is called by an event.
 */
export function pageWorld() {
  if (window !== window.top) return;
  window.addEventListener('stand-in:expose', ({ detail }) => {
    const api = { ...detail.values };
    for (const name of detail.functions) {
      api[name] = (...args) => {
        const call = { key: detail.key, name, args, error: null };
        let failure = null;
        let result;
        const failed = (event) => (failure = event.detail);
        const returned = (event) => (result = event.detail);
        window.addEventListener('stand-in:failed', failed, { once: true });
        window.addEventListener('stand-in:returned', returned, { once: true });
        window.dispatchEvent(new CustomEvent('stand-in:call', { detail: call }));
        window.removeEventListener('stand-in:failed', failed);
        window.removeEventListener('stand-in:returned', returned);
        if (failure !== null) throw new Error(failure);
        return result;
      };
    }
    Object.defineProperty(window, detail.key, { value: Object.freeze(api), enumerable: true });
  });
}

/**
 * Runs in a world of its own beside the page: the preload, with the `electron` that a sandboxed preload can require.
 * @param {() => {encode: Function, decode: Function}} createCodec
 * @param {string} source the preload
 */
export function preloadWorld(createCodec, source) {
  if (window !== window.top) return;
  const { encode, decode } = createCodec();
  const post = (message) => globalThis.__standInPost(JSON.stringify(message));

  const exposed = new Map();
  const contextBridge = {
    exposeInMainWorld(key, api) {
      if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property: ${key}`);
      exposed.set(key, api);
      const functions = Object.keys(api).filter((name) => typeof api[name] === 'function');
      const values = Object.fromEntries(
        Object.entries(api).filter(([, value]) => typeof value !== 'function'),
      );
      const detail = { key, functions, values };
      window.dispatchEvent(new CustomEvent('stand-in:expose', { detail }));
    },
  };
  window.addEventListener('stand-in:call', ({ detail }) => {
    let failure = null;
    try {
      const result = exposed.get(detail.key)[detail.name](...detail.args);
      if (!['undefined', 'string'].includes(typeof result))
        failure = `a result that is no text is not written`;
      else if (result !== undefined)
        window.dispatchEvent(new CustomEvent('stand-in:returned', { detail: result }));
    } catch (error) {
      failure = String(error);
    }
    if (failure !== null) window.dispatchEvent(new CustomEvent('stand-in:failed', { detail: failure }));
  });

  // No id comes twice, lest what was meant for a page before this one reaches this one.
  const load = Math.random().toString(36).slice(2);
  let count = 0;
  const ports = new Map();
  function adopt(port) {
    const id = `${load}-${++count}`;
    ports.set(id, port);
    port.onmessage = ({ data }) => post({ type: 'port-message', id, data: encode(data) });
    port.addEventListener('close', () => {
      if (ports.delete(id)) post({ type: 'port-close', id });
    });
    return id;
  }
  const ipcRenderer = {
    postMessage(channel, message, transfer = []) {
      post({ type: 'message', channel, data: encode(message), ports: transfer.map(adopt) });
    },
  };
  globalThis.__standInReceive = (text) => {
    const message = JSON.parse(text);
    const port = ports.get(message.id);
    if (message.type === 'port-message') port?.postMessage(decode(message.data));
    if (message.type === 'port-close') {
      ports.delete(message.id);
      port?.close();
    }
  };

  const absent = (name) =>
    new Proxy({}, { get: (_t, key) => fail(`electron stand-in: ${name}.${String(key)} is not written`) });
  const fail = (text) => {
    throw new Error(text);
  };
  // Chromium tells a page no path, so the test says what it is about to drop, and the name finds it again.
  const dropped = new Map();
  globalThis.__standInDropping = (paths) => {
    for (const path of paths) dropped.set(path.split('/').at(-1), path);
  };
  const webUtils = {
    getPathForFile(file) {
      if (!(file instanceof File)) fail('getPathForFile expected a File');
      return dropped.get(file.name) ?? '';
    },
  };
  const electron = { contextBridge, ipcRenderer, webFrame: absent('webFrame'), webUtils };
  const require = (name) => (name === 'electron' ? electron : fail(`module not found: ${name}`));
  const module = { exports: {} };
  try {
    new Function('require', 'module', 'exports', source)(require, module, module.exports);
  } catch (error) {
    post({ type: 'preload-error', text: String(error?.stack ?? error) });
  }
}
