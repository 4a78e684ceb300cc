import type * as nodeCrypto from 'node:crypto';
import type * as nodeFs from 'node:fs';
import { Worker } from 'node:worker_threads';

/** What a thread answers, and what of it is handed over in place of being copied. */
export interface Reply<R> {
  reply: R;
  transfer: ArrayBuffer[];
}

/** Runs in the thread, and knows nothing but its arguments. */
export type Program<M, R> = (fs: typeof nodeFs, crypto: typeof nodeCrypto) => (message: M) => Reply<R>;

/** Who waits for the answer to a message. */
export interface Sent<R> {
  answered(reply: R): void;
  failed(error: unknown): void;
}

/** A thread that does one message after the other. It starts with the first of them, or when it is told to. */
export class OwnThread<M, R> {
  readonly name: string;
  readonly #program: Program<M, R>;
  readonly #gone: () => void;
  #worker: Worker | null = null;
  #isUp = false;
  /** In the order in which they are answered. */
  readonly #sent = new Set<Sent<R>>();

  /** `gone` is called when it has ended by itself; the next message starts another. */
  constructor(name: string, program: Program<M, R>, gone: () => void = () => undefined) {
    this.name = name;
    this.#program = program;
    this.#gone = gone;
  }

  /** False while a message would have to wait for its start. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Nobody waits for an answer. */
  get isIdle(): boolean {
    return this.#sent.size === 0;
  }

  post(message: M, transfer: ArrayBuffer[], sent: Sent<R>): void {
    const worker = this.start();
    this.#sent.add(sent);
    worker.postMessage(message, transfer);
  }

  send(message: M, transfer: ArrayBuffer[] = []): Promise<R> {
    return new Promise((answered, failed) => this.post(message, transfer, { answered, failed }));
  }

  /** Ends it. What was sent and is not answered fails. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#isUp = false;
    this.#lose(new Error(`the thread for ${this.name} was given up`));
    await worker?.terminate();
  }

  start(): Worker {
    if (this.#worker) return this.#worker;
    // The function stands for itself, so that it needs no file of its own in any of the builds.
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
      const work = (${this.#program.toString()})(require('node:fs'), require('node:crypto'));
      parentPort.on('message', (message) => {
        const { reply, transfer } = work(message);
        parentPort.postMessage(reply, transfer);
      });`,
      { eval: true, name: this.name },
    );
    worker.unref();
    worker.on('online', () => (this.#isUp = this.#worker === worker));
    worker.on('message', (reply: R) => {
      if (this.#worker !== worker) return;
      const [first] = this.#sent;
      if (first === undefined) return;
      this.#sent.delete(first);
      first.answered(reply);
    });
    const gone = (error: unknown) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#isUp = false;
      this.#lose(error);
      this.#gone();
    };
    worker.on('error', gone);
    worker.on('exit', () => gone(new Error(`the thread for ${this.name} ended`)));
    return (this.#worker = worker);
  }

  #lose(error: unknown): void {
    const lost = [...this.#sent];
    this.#sent.clear();
    for (const { failed } of lost) failed(error);
  }
}
