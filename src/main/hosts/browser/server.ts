import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ChannelHandler } from '../../bench/bridge/serve-channel.ts';
import { logError } from '../common/lifecycle.ts';
import { commonHeaders } from '../common/policy.ts';
import type { Site } from '../common/site.ts';
import type { Downloads } from './downloads.ts';
import { createGuard, createToken, type Refusal } from './guard.ts';
import { OneTime } from './one-time.ts';
import { Windows, type WindowsOptions } from './windows.ts';

const ADDRESS = '127.0.0.1';
const OPEN_PREFIX = '/open/';

export interface BrowserServerOptions {
  site: Site;
  downloads: Downloads;
  handleChannel: ChannelHandler;
  /** 0 for any free port. */
  port: number;
  windows?: WindowsOptions;
}

export interface BrowserServer {
  readonly port: number;
  /** The address to print: it carries the token of this run in its fragment. */
  readonly url: string;
  /** An address that leads to `url` once and soon, for a command line that other users of the machine can read. */
  openingUrl(): string;
  close(): Promise<void>;
}

/** Starts the server on 127.0.0.1. Rejects with Node's error when the port can't be had. */
export async function openBrowserServer(options: BrowserServerOptions): Promise<BrowserServer> {
  const { site, downloads, handleChannel } = options;
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16 * 1024,
  });
  // A peer that stops reading or writing; the bridge has its pings and a download a longer limit instead.
  server.timeout = 60_000;
  server.maxConnections = 256;
  server.listen({ host: ADDRESS, port: options.port, exclusive: true });
  await once(server, 'listening');

  const port = (server.address() as AddressInfo).port;
  const token = createToken();
  const url = `http://${ADDRESS}:${port}/#token=${token}`;
  const guard = createGuard(port, token);
  const windows = new Windows(handleChannel, options.windows);
  const openings = new OneTime<string>({ lifetime: 60_000, limit: 8 });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = guard.request(request);
    if (refusal) return refuse(response, refusal);
    const path = (request.url ?? '').split(/[?#]/, 1)[0] ?? '';
    if (path === '/bridge') {
      return refuse(response, { status: 400, reason: 'This path is a WebSocket.' });
    }
    if (downloads.handles(path) || path.startsWith(OPEN_PREFIX)) {
      if (request.method !== 'GET') {
        return refuse(response, { status: 405, reason: 'A one-time address is opened with GET.' });
      }
      if (downloads.handles(path)) {
        if (await downloads.answer(path, request, response)) return;
      } else {
        const target = openings.take(path.slice(OPEN_PREFIX.length));
        if (target !== undefined) return redirect(response, target);
      }
      return refuse(response, { status: 404, reason: 'This address was used already or has expired.' });
    }
    const found = site.answer(path, [`ws://${request.headers.host}`]);
    if (!found) return refuse(response, { status: 404, reason: 'There is no such file.' });
    response.writeHead(200, { ...found.headers, 'Content-Length': found.body.byteLength });
    response.end(request.method === 'HEAD' ? undefined : found.body);
  };

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      logError('a request failed', error);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    // Until `ws` takes the socket over nobody else listens for its errors.
    const onError = () => socket.destroy();
    socket.on('error', onError);
    const full: Refusal = { status: 503, reason: 'Too many windows are open; close one.' };
    const refusal = guard.upgrade(request) ?? (windows.full ? full : null);
    if (refusal) return refuseUpgrade(socket, refusal);
    socket.off('error', onError);
    windows.accept(request, socket, head);
  });

  return {
    port,
    url,
    openingUrl: () => `http://${ADDRESS}:${port}${OPEN_PREFIX}${openings.put(url)}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      openings.clear();
      downloads.close();
      await windows.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(response: ServerResponse, { status, reason }: Refusal): void {
  const allow = status === 405 ? { Allow: 'GET, HEAD' } : {};
  const headers = {
    ...commonHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  };
  // What else comes on this connection (a body, say) is of no interest.
  response.writeHead(status, { ...headers, ...allow, Connection: 'close' });
  response.end(`${reason}\n`);
}

function redirect(response: ServerResponse, target: string): void {
  response.writeHead(303, { ...commonHeaders, Location: target, 'Cache-Control': 'no-store' });
  response.end();
}

function refuseUpgrade(socket: Duplex, { status, reason }: Refusal): void {
  const body = `${reason}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
