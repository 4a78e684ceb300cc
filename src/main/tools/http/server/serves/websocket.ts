import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

/** A longer message ends the connection with 1009. */
const LONGEST = 16 * 1024 * 1024;
/** A client that does not take its echo is not read meanwhile. */
const WAITING = 4 * 1024 * 1024;

/** Sends back each message as it came, text as text; pings are answered, and a close is answered by the same code. */
export class WebSocketEcho {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST,
    perMessageDeflate: false,
    // Without it the first that is asked for is agreed on.
    clientTracking: false,
  });

  /** Takes a connection over; `taken` is called when its request was answered by 101, and else it is answered by 400. */
  take(request: IncomingMessage, socket: Socket, head: Buffer, taken: () => void): void {
    this.#server.handleUpgrade(request, socket, head, (client) => {
      taken();
      echo(client, socket);
    });
  }
}

function echo(client: WebSocket, socket: Socket): void {
  client.on('error', () => undefined);
  client.on('message', (data: RawData, binary: boolean) => {
    client.send(data, { binary });
    if (client.bufferedAmount <= WAITING || client.isPaused) return;
    client.pause();
    socket.once('drain', () => client.resume());
  });
}
