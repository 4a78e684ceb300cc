import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { answerPings } from '../pongs.ts';

/** A longer message ends the connection with 1009, also one that becomes longer when it is inflated. */
export const LONGEST = 16 * 1024 * 1024;
/** How long a client may take to answer a close. */
const CLOSE_MS = 10_000;
/** A client that does not take its echo is not read meanwhile. */
const WAITING = 4 * 1024 * 1024;

/**
 * Sends back each message as it came, text as text; pings are answered, and a close is answered by the same code. What
 * is compressed by permessage-deflate is, where the client offers it.
 */
export class WebSocketEcho {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST,
    perMessageDeflate: { threshold: 0 },
    autoPong: false,
    closeTimeout: CLOSE_MS,
    // Without it the first that is asked for is agreed on.
    clientTracking: false,
  } as never);

  /**
   * Takes a connection over; `taken` is called when its request was answered by 101, and else it is answered by 400.
   * `broke` is told when the client breaks the rules, and is closed for that.
   */
  take(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    { taken, broke }: { taken(): void; broke(error: Error): void },
  ): void {
    this.#server.handleUpgrade(request, socket, head, (client) => {
      taken();
      client.on('error', broke);
      echo(client);
    });
  }
}

function echo(client: WebSocket): void {
  answerPings(client, false);
  const went = () => {
    if (client.isPaused && client.bufferedAmount <= WAITING) client.resume();
  };
  client.on('message', (data: RawData, binary: boolean) => {
    client.send(data, { binary }, went);
    // What is being compressed counts as well, so the socket’s own drain would not do.
    if (client.bufferedAmount > WAITING) client.pause();
  });
}
