import type { Socket } from 'node:net';

/** How long a close waits for what is still to be sent. */
const LINGER_MS = 2000;

/** A close that has begun: it waits for the peer, and not for ever. */
export class Closing {
  #timer: NodeJS.Timeout | null = null;

  get begun(): boolean {
    return this.#timer !== null;
  }

  /** Sends what is left and our end, then closes. */
  soon(socket: Socket): void {
    this.#wait(socket);
    socket.destroySoon();
  }

  /** Once our end is sent, gives the peer its time to follow. */
  afterEnd(socket: Socket): void {
    socket.once('finish', () => {
      if (!socket.destroyed) this.#wait(socket);
    });
  }

  /** The socket is closed. */
  over(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(socket: Socket): void {
    this.#timer ??= setTimeout(() => socket.destroy(), LINGER_MS);
  }
}
