import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_BACKLOG, MAX_FRAME } from '../../../contract/bridge.ts';
import type { ChannelHandler } from '../../bench/bridge/serve-channel.ts';
import { PROTOCOL } from './guard.ts';
import { wsChannel } from './ws-channel.ts';

export interface WindowsOptions {
  /** Windows that may be open at once. */
  limit?: number;
  /** Milliseconds between two pings; a window that misses two in a row is gone. */
  pingInterval?: number;
  /** Bytes that may wait for one window. */
  maxBacklog?: number;
}

/** Milliseconds that a peer has to answer a close before its connection is cut. */
const CLOSE_TIMEOUT = 2_000;
const GOING_AWAY = 1001;

/** The open windows of the browser host: one WebSocket each. */
export class Windows {
  readonly #server: WebSocketServer;
  readonly #handleChannel: ChannelHandler;
  readonly #limit: number;
  readonly #maxBacklog: number;
  readonly #pings: NodeJS.Timeout;
  readonly #missed = new WeakMap<WebSocket, number>();

  constructor(handleChannel: ChannelHandler, options: WindowsOptions = {}) {
    this.#handleChannel = handleChannel;
    this.#limit = options.limit ?? 32;
    this.#maxBacklog = options.maxBacklog ?? MAX_BACKLOG;
    // A variable, because the types of `ws` do not list closeTimeout yet.
    const serverOptions = {
      noServer: true,
      maxPayload: MAX_FRAME,
      perMessageDeflate: false,
      closeTimeout: CLOSE_TIMEOUT,
      handleProtocols: () => PROTOCOL,
    };
    this.#server = new WebSocketServer(serverOptions);
    this.#pings = setInterval(() => this.#ping(), options.pingInterval ?? 30_000);
    this.#pings.unref();
  }

  get full(): boolean {
    return this.#server.clients.size >= this.#limit;
  }

  /** Opens the bridge for a request that the guard let through. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#missed.set(webSocket, 0);
      webSocket.on('pong', () => this.#missed.set(webSocket, 0));
      this.#handleChannel(wsChannel(webSocket, this.#maxBacklog));
    });
  }

  #ping(): void {
    for (const socket of this.#server.clients) {
      const missed = this.#missed.get(socket) ?? 0;
      if (missed >= 2) {
        socket.terminate();
      } else if (socket.readyState === socket.OPEN) {
        this.#missed.set(socket, missed + 1);
        socket.ping();
      }
    }
  }

  /** Says goodbye to every window and waits until all are gone, at most for the close timeout. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    const gone = [...this.#server.clients].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const socket of this.#server.clients) socket.close(GOING_AWAY, 'Wirebench was closed.');
    await Promise.all(gone);
    this.#server.close();
  }
}
