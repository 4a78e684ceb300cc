import type { Socket } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import { BenchError } from '../../bench/failure.ts';
import { explainBroken } from '../../net/explain-open.ts';
import { tellResets } from '../../net/hang-up.ts';
import { resetNow } from '../../net/reset.ts';
import { explainTlsBroken } from '../../net/tls/explain.ts';
import type { Secured } from '../../net/tls/wrap.ts';
import { type Intake, intakeOf } from './intake.ts';
import type { Wire } from './mode.ts';

/** How long a close waits for the other side to take what is left and to close too. */
const LINGER_MS = 2000;
/** After this long without a word the system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 30_000;

export interface WireEvents {
  /** The other side has sent its end. */
  ended(): void;
  /** Our end was sent. */
  endSent(): void;
}

export interface WireOptions {
  socket: Socket;
  /** What `socket` goes through, when it is one inside TLS. */
  secured: Secured | null;
  peer: string;
  events: WireEvents;
  /** Resolves when the capture can take more. */
  room(signal?: AbortSignal): Promise<void>;
  hasRoom(): boolean;
}

/** A connection as a mode of transfer sees it. See {@link Wire}. */
export class SocketWire implements Wire {
  readonly peer: string;
  readonly #options: WireOptions;
  readonly #intake: Intake;
  readonly #socket: Socket;
  /** Called when a read that waits should look again. */
  #wake: () => void = () => undefined;
  #ended = false;
  #failure: Failure | null = null;
  readonly #closed: Promise<void>;

  constructor(options: WireOptions) {
    this.#options = options;
    this.peer = options.peer;
    if (!options.secured) options.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#intake = intakeOf(options.socket, () => this.#wake());
    const socket = (this.#socket = this.#intake.socket);
    if (!options.secured) tellResets(socket);
    socket.once('end', () => this.#end());
    socket.once('finish', () => options.events.endSent());
    socket.on('error', (error) => {
      this.#failure ??= explained(error);
      this.#wake();
    });
    // One that was reset before it came to us has told its end already.
    this.#closed = socket.closed
      ? Promise.resolve()
      : new Promise((closed) =>
          socket.once('close', () => {
            this.#wake();
            closed();
          }),
        );
  }

  /** Bytes that were handed over and are not with the system. */
  get queued(): number {
    return this.#socket.writableLength;
  }

  async read(signal?: AbortSignal): Promise<Uint8Array | null> {
    while (true) {
      signal?.throwIfAborted();
      if (!this.#options.hasRoom()) await this.#options.room(signal);
      const bytes = this.#intake.take();
      if (bytes) return bytes;
      if (this.#ended) return null;
      if (this.#failure || this.#socket.destroyed) throw this.#broken();
      await this.#news(signal);
    }
  }

  async write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#options.hasRoom()) await this.#options.room(signal);
    if (this.#failure || !this.#socket.writable) throw this.#broken();
    if (bytes.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      const aborted = () => reject(signal?.reason as Error);
      signal?.addEventListener('abort', aborted);
      this.#socket.write(bytes, (error) => {
        signal?.removeEventListener('abort', aborted);
        if (error) reject(this.#broken(error));
        else resolve();
      });
    });
  }

  async end(): Promise<void> {
    if (this.#socket.writableFinished) return;
    if (this.#failure || this.#socket.destroyed) throw this.#broken();
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        this.#socket.off('finish', settle);
        this.#socket.off('close', settle);
        if (this.#socket.writableFinished) resolve();
        else reject(this.#broken());
      };
      this.#socket.on('finish', settle);
      this.#socket.on('close', settle);
      this.#socket.end();
    });
  }

  /** Sends what is left and our end, gives the other side a while to take it and to follow, and closes. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#socket.destroy(), LINGER_MS);
    // What still comes is read and dropped: unread bytes would turn our close into a reset.
    this.#wake = () => this.#drop();
    this.#drop();
    this.#socket.end();
    await this.#closed;
    clearTimeout(timer);
  }

  /** Breaks the connection (RST), so that the other side does not take what came for all. */
  async reset(): Promise<void> {
    const { secured } = this.#options;
    // A reset does not overtake our end, and nobody waits for that for ever.
    const timer = setTimeout(() => this.#socket.destroy(), LINGER_MS);
    if (secured) secured.reset();
    else resetNow(this.#socket);
    await this.#closed;
    clearTimeout(timer);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** The other side has sent its end. One that broke is told of by its failure; Node ends a TLS stream that broke, too. */
  #end(): void {
    if (!this.#failure) {
      this.#ended = true;
      this.#options.events.ended();
    }
    this.#wake();
  }

  #drop(): void {
    while (this.#intake.take());
    if (this.#socket.isPaused()) this.#socket.resume();
  }

  #broken(error?: Error): BenchError {
    const failure = this.#failure ?? (error ? explained(error) : null);
    return new BenchError(
      failure ?? {
        code: 'CLOSED',
        message: 'The connection was closed before all was there.',
        hint: 'The timeline shows how it ended.',
      },
    );
  }

  /** Resolves when a read should look again. */
  #news(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        signal?.removeEventListener('abort', look);
        this.#wake = () => undefined;
        resolve();
      };
      this.#wake = look;
      signal?.addEventListener('abort', look);
    });
  }
}

const explained = (error: Error): Failure => explainTlsBroken(error) ?? explainBroken(error);
