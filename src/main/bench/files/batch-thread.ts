import { OwnThread, type Program } from './own-thread.ts';

/** How many jobs of one kind are done at a time. `M` goes to the thread, `R` comes back. */
export interface Trade<Job, Result, M, R> {
  name: string;
  program: Program<M, R>;
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

const MOMENT_MS = 1;

let keptMs = 0;
/**
 * From now on, threads that nobody uses any more stay for so long: to start one, and to have its program compiled
 * again, takes longer than to write a thousand files.
 */
export const keepThreads = (ms = 60_000): void => void (keptMs = ms);

/**
 * Does small things with files on a thread of its own, many at a time. One by one from here, each would cost half a
 * dozen trips to the thread pool, which take longer than what is done there.
 */
export class BatchThread<Job, Result, M, R> {
  readonly #trade: Trade<Job, Result, M, R>;
  readonly #thread: OwnThread<M, R>;
  #users = 0;
  #queue: Waiting<Job, Result>[] = [];
  /** Jobs that were gathered are at the thread; what comes meanwhile goes when it is through. */
  #gathered = false;
  #soon: NodeJS.Immediate | null = null;
  #moment: NodeJS.Timeout | null = null;
  /** It ends when this fires. */
  #parting: NodeJS.Timeout | undefined;

  constructor(trade: Trade<Job, Result, M, R>) {
    this.#trade = trade;
    this.#thread = new OwnThread(trade.name, trade.program, () => {
      if (this.#queue.length > 0) this.#flush();
    });
  }

  /** The thread is there as long as somebody uses it. Answers with the end of the use. */
  use(): () => Promise<void> {
    this.#users++;
    clearTimeout(this.#parting);
    return async () => {
      if (--this.#users > 0) return;
      this.#forget();
      const stays = keptMs > 0 && this.#thread.isIdle;
      if (stays) this.#parting = setTimeout(() => void this.#thread.stop(), keptMs).unref();
      const stopped = stays ? Promise.resolve() : this.#thread.stop();
      const error = new Error(`the thread for ${this.#trade.name} was given up`);
      for (const { failed } of this.#queue.splice(0)) failed(error);
      await stopped;
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
    return this.#thread.send(message, transfer);
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
    this.#thread.post(message, transfer, {
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
}
