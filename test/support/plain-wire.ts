import type { Socket } from 'node:net';
import { BenchError } from '../../src/main/bench/failure.ts';
import type { Wire } from '../../src/main/tools/transfer/mode.ts';

/** A wire on a real socket, as plain as can be. */
export class PlainWire implements Wire {
  readonly peer = 'the test';
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  #ended = false;
  #error: NodeJS.ErrnoException | null = null;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      if (this.#chunks.length > 4) socket.pause();
      this.#wake();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    socket.on('error', (error) => {
      this.#error = error;
      this.#wake();
    });
    socket.on('close', () => this.#wake());
  }

  async read(signal?: AbortSignal): Promise<Uint8Array | null> {
    while (true) {
      signal?.throwIfAborted();
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return chunk;
      if (this.#ended) return null;
      if (this.#error !== null || this.#socket.destroyed) throw this.#broken();
      this.#socket.resume();
      await new Promise<void>((go) => {
        const done = () => {
          signal?.removeEventListener('abort', done);
          go();
        };
        this.#wake = done;
        signal?.addEventListener('abort', done);
      });
    }
  }

  async write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#socket.writable) throw this.#broken();
    await new Promise<void>((done, fail) => {
      const aborted = () => fail(signal?.reason as Error);
      signal?.addEventListener('abort', aborted);
      this.#socket.write(bytes, (error) => {
        signal?.removeEventListener('abort', aborted);
        if (error) fail(this.#broken());
        else done();
      });
    });
  }

  async end(): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>((done) => this.#socket.end(() => done()));
  }

  #broken(): BenchError {
    const code = this.#error?.code ?? 'ECONNRESET';
    return new BenchError({ code, message: 'The connection broke.' });
  }
}
