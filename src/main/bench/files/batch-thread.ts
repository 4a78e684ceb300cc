import type * as nodeCrypto from 'node:crypto';
import type * as nodeFs from 'node:fs';
import { Worker } from 'node:worker_threads';

/** What a thread answers, and what of it is handed over in place of being copied. */
export interface Reply<R> {
  reply: R;
  transfer: ArrayBuffer[];
}

/** How many jobs of one kind are done at a time. `M` goes to the thread, `R` comes back. */
export interface Trade<Job, Result, M, R> {
  name: string;
  /** Runs in the thread, and knows nothing but its arguments. */
  program: (fs: typeof nodeFs, crypto: typeof nodeCrypto) => (message: M) => Reply<R>;
  /** The most jobs, and bytes, that go together. */
  mostJobs: number;
  mostBytes: number;
  bytesOf(job: Job): number;
  /** So many jobs are worth a message; for fewer, others are waited for a moment. */
  worthIt: number;
  pack(jobs: Job[]): { message: M; transfer: ArrayBuffer[] };
  unpack(reply: R, jobs: Job[]): Result[];
}

interface Waiting<Job, Result> {
  job: Job;
  done(result: Result): void;
  failed(error: unknown): void;
}

/** A message that is at the thread, and who waits for its answer. */
interface Sent<R> {
  answered(reply: R): void;
  failed(error: unknown): void;
}

const MOMENT_MS = 1;

/**
 * Does small things with files on a thread of its own, many at a time. One by one from here, each would cost half a
 * dozen trips to the thread pool, which take longer than what is done there.
 */
export class BatchThread<Job, Result, M, R> {
  readonly #trade: Trade<Job, Result, M, R>;
  #worker: Worker | null = null;
  #users = 0;
  #queue: Waiting<Job, Result>[] = [];
  /** In the order in which they are answered. */
  readonly #sent = new Set<Sent<R>>();
  /** Jobs that were gathered are at the thread; what comes meanwhile goes when it is through. */
  #gathered = false;
  #soon: NodeJS.Immediate | null = null;
  #moment: NodeJS.Timeout | null = null;

  constructor(trade: Trade<Job, Result, M, R>) {
    this.#trade = trade;
  }

  /** The thread is there as long as somebody uses it. Answers with the end of the use. */
  use(): () => Promise<void> {
    this.#users++;
    return async () => {
      if (--this.#users > 0) return;
      const worker = this.#worker;
      this.#worker = null;
      this.#forget();
      const error = new Error(`the thread for ${this.#trade.name} was given up`);
      this.#lose(error);
      for (const { failed } of this.#queue.splice(0)) failed(error);
      await worker?.terminate();
    };
  }

  do(job: Job): Promise<Result> {
    return new Promise((done, failed) => {
      this.#queue.push({ job, done, failed });
      if (this.#gathered) return;
      if (this.#queue.length >= this.#trade.worthIt) this.#soon ??= setImmediate(() => this.#flush());
      else this.#moment ??= setTimeout(() => this.#flush(), MOMENT_MS);
    });
  }

  /** Sends a message that is worth it by itself, behind those that are there. Who sends many bounds them. */
  send(message: M, transfer: ArrayBuffer[]): Promise<R> {
    return new Promise((answered, failed) => this.#post(message, transfer, { answered, failed }));
  }

  #post(message: M, transfer: ArrayBuffer[], sent: Sent<R>): void {
    this.#worker ??= this.#start();
    this.#sent.add(sent);
    this.#worker.postMessage(message, transfer);
  }

  /** What is at the thread is not answered any more. */
  #lose(error: unknown): void {
    const lost = [...this.#sent];
    this.#sent.clear();
    for (const { failed } of lost) failed(error);
  }

  /** What waits may not be worth a message yet. */
  #next(): void {
    if (this.#queue.length >= this.#trade.worthIt) this.#flush();
    else if (this.#queue.length > 0) this.#moment ??= setTimeout(() => this.#flush(), MOMENT_MS);
  }

  #flush(): void {
    this.#forget();
    if (this.#gathered || this.#queue.length === 0) return;
    const { name, mostJobs, mostBytes, bytesOf, pack, unpack } = this.#trade;
    let bytes = 0;
    let count = 0;
    for (const { job } of this.#queue) {
      bytes += bytesOf(job);
      if (count === mostJobs || (count > 0 && bytes > mostBytes)) break;
      count++;
    }
    const waiting = this.#queue.splice(0, count);
    const jobs = waiting.map(({ job }) => job);
    const { message, transfer } = pack(jobs);
    this.#gathered = true;
    this.#post(message, transfer, {
      answered: (reply) => {
        this.#gathered = false;
        this.#next();
        const results = unpack(reply, jobs);
        for (const [n, { done, failed }] of waiting.entries()) {
          const result = results[n];
          if (result === undefined) failed(new Error(`the thread for ${name} left one out`));
          else done(result);
        }
      },
      failed: (error) => {
        this.#gathered = false;
        for (const { failed } of waiting) failed(error);
      },
    });
  }

  /** What was to be sent soon is not. */
  #forget(): void {
    if (this.#soon !== null) clearImmediate(this.#soon);
    if (this.#moment !== null) clearTimeout(this.#moment);
    this.#soon = this.#moment = null;
  }

  #start(): Worker {
    const { name, program } = this.#trade;
    // The function stands for itself, so that it needs no file of its own in any of the builds.
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
      const work = (${program.toString()})(require('node:fs'), require('node:crypto'));
      parentPort.on('message', (message) => {
        const { reply, transfer } = work(message);
        parentPort.postMessage(reply, transfer);
      });`,
      { eval: true, name },
    );
    worker.unref();
    worker.on('message', (reply: R) => {
      if (this.#worker !== worker) return;
      const [first] = this.#sent;
      if (first === undefined) return;
      this.#sent.delete(first);
      first.answered(reply);
    });
    const gone = (error: unknown) => {
      if (this.#worker === worker) this.#worker = null;
      this.#lose(error);
      if (this.#queue.length > 0) this.#flush();
    };
    worker.on('error', gone);
    worker.on('exit', () => this.#worker === worker && gone(new Error(`the thread for ${name} ended`)));
    return worker;
  }
}
