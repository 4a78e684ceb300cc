import type { Socket } from 'node:net';

/** What comes is not what was waited for: the end, a break, or too much of it. */
export class TalkError extends Error {
  /** What had come by then. */
  readonly got: Buffer;
  constructor(message: string, got: Buffer) {
    super(message);
    this.got = got;
  }
}

/**
 * A few words with a proxy on a socket that is then handed on: what comes behind them is put back, and the socket is
 * left as it was found, neither flowing nor paused. Every wait ends with the signal.
 */
export class Talk {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  #held = Buffer.alloc(0);

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next `count` bytes. */
  async read(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#more();
    return this.#take(count);
  }

  /** All bytes up to and with `end`. */
  async readTo(end: string, most: number): Promise<Buffer> {
    while (true) {
      const at = this.#held.indexOf(end);
      if (at !== -1) return this.#take(at + end.length);
      if (this.#held.length > most) throw new TalkError('There is no end of it.', this.#held);
      await this.#more();
    }
  }

  /** What has come and was not read, such as the beginning of a page. */
  get held(): Buffer {
    return this.#held;
  }

  /** Leaves the socket to others. */
  done(): void {
    if (this.#held.length > 0) this.#socket.unshift(this.#held);
    this.#held = Buffer.alloc(0);
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #more(): Promise<void> {
    const socket = this.#socket;
    this.#signal.throwIfAborted();
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) {
      this.#held = Buffer.concat([this.#held, chunk]);
      return;
    }
    if (socket.readableEnded || socket.destroyed)
      throw new TalkError('It closed the connection.', this.#held);
    await new Promise<void>((done, fail) => {
      const settle = (then: () => void) => () => {
        socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
        this.#signal.removeEventListener('abort', onAbort);
        then();
      };
      const onReadable = settle(done);
      const onEnd = settle(() => fail(new TalkError('It closed the connection.', this.#held)));
      const onError = (error: Error) => settle(() => fail(error))();
      const onAbort = settle(() => fail(this.#signal.reason as Error));
      socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
      this.#signal.addEventListener('abort', onAbort);
    });
  }
}
