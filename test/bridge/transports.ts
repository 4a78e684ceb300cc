import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { FrameChannel } from '../../src/contract/bridge.ts';
import type { ChannelHandler } from '../../src/main/bench/bridge/serve-channel.ts';
import { Downloads } from '../../src/main/hosts/browser/downloads.ts';
import { PROTOCOL } from '../../src/main/hosts/browser/guard.ts';
import { type BrowserServer, openBrowserServer } from '../../src/main/hosts/browser/server.ts';
import type { WindowsOptions } from '../../src/main/hosts/browser/windows.ts';
import { wsChannel } from '../../src/main/hosts/browser/ws-channel.ts';
import { type Port, portChannel } from '../../src/main/hosts/electron/port-channel.ts';
import { openSite } from '../../src/main/hosts/common/site.ts';

/** A host whose windows a test can open. */
export interface Transport {
  /** The window's end of a new channel. */
  open(): Promise<FrameChannel>;
  close(): Promise<void>;
}

/** A port of Node's with the manners of Electron's in the main process. */
class MainPort extends EventEmitter implements Port {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }

  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data }));
    this.#port.on('close', () => this.emit('close'));
  }

  postMessage(message: unknown): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.close();
  }
}

/** The channels of the Electron host, over ports that clone what they carry. */
export function messagePorts(handleChannel: ChannelHandler): Promise<Transport> {
  const opened: FrameChannel[] = [];
  return Promise.resolve({
    open() {
      const { port1, port2 } = new MessageChannel();
      handleChannel(portChannel(new MainPort(port1)));
      const channel = portChannel(new MainPort(port2));
      opened.push(channel);
      return Promise.resolve(channel);
    },
    close() {
      for (const channel of opened) channel.close();
      return Promise.resolve();
    },
  });
}

export interface HostUnderTest {
  server: BrowserServer;
  downloads: Downloads;
  token: string;
  origin: string;
  host: string;
  /** Opens the bridge as the page does, unless told otherwise. */
  dial(change?: {
    origin?: string;
    protocols?: string[];
    headers?: Record<string, string>;
    path?: string;
  }): WebSocket;
  close(): Promise<void>;
}

/** The real server of the browser host, with a page of its own. */
export async function openHost(
  handleChannel: ChannelHandler,
  options: { windows?: WindowsOptions; downloadLifetime?: number } = {},
): Promise<HostUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-site-'));
  const root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'outside of the site');
  await writeFile(
    join(root, 'index.html'),
    '<!doctype html><head><meta name="csp-nonce" content="" /></head><script type="module" src="/assets/a-1.js"></script>',
  );
  await writeFile(join(root, 'assets/a-1.js'), 'document.title = "ready";');
  const downloads = new Downloads({ lifetime: options.downloadLifetime });
  const site = await openSite(root);
  const server = await openBrowserServer({
    site,
    downloads,
    handleChannel,
    port: 0,
    windows: options.windows,
  });
  const host = `127.0.0.1:${server.port}`;
  const token = server.url.split('#token=')[1] ?? '';
  return {
    server,
    downloads,
    token,
    host,
    origin: `http://${host}`,
    dial({ origin = `http://${host}`, protocols, headers, path = '/bridge' } = {}) {
      const offered = protocols ?? [PROTOCOL, `token.${token}`];
      return new WebSocket(`ws://${host}${path}`, offered, {
        ...(origin === '' ? {} : { origin }),
        headers,
        perMessageDeflate: false,
      });
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The channels of the browser host, over its real server. */
export async function webSockets(handleChannel: ChannelHandler): Promise<Transport> {
  const host = await openHost(handleChannel);
  return {
    async open() {
      const socket = host.dial();
      const channel = wsChannel(socket);
      await once(socket, 'open');
      return channel;
    },
    close: () => host.close(),
  };
}
