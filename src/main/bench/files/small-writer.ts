import type * as nodeFs from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Standing } from './place.ts';

/** A whole small file on its way to the disk. */
export interface SmallJob {
  part: string;
  target: string;
  /** What stands under the target and may be replaced; null: nothing may. */
  replaces: Standing | null;
  /** Seconds since the epoch; null: none that makes sense. */
  at: number | null;
  mode: number;
  bytes: Uint8Array;
}

/** `placed`; `taken`: it is whole under its part’s name, and its own is taken; else what the system said. */
export type SmallResult = 'placed' | 'taken' | { code: string; syscall: string; message: string };

interface Batch {
  jobs: (Omit<SmallJob, 'bytes'> & { length: number })[];
  /** The bytes of all of them, one after the other. */
  bytes: Uint8Array<ArrayBuffer>;
  umask: number;
}

interface Waiting {
  job: SmallJob;
  done(result: SmallResult): void;
  failed(error: unknown): void;
}

const MOST_JOBS = 256;
const MOST_BYTES = 1024 * 1024;

/**
 * Writes small files on a thread of its own, many at a time. One by one from here, each would cost half a dozen trips
 * to the thread pool, which take longer than what is done there.
 */
class SmallWriter {
  #worker: Worker | null = null;
  #users = 0;
  #queue: Waiting[] = [];
  #sent: Waiting[] = [];
  #planned = false;

  /** The thread is there as long as somebody uses it. Answers with the end of the use. */
  use(): () => Promise<void> {
    this.#users++;
    return async () => {
      if (--this.#users > 0) return;
      const worker = this.#worker;
      this.#worker = null;
      await worker?.terminate();
    };
  }

  write(job: SmallJob): Promise<SmallResult> {
    return new Promise((done, failed) => {
      this.#queue.push({ job, done, failed });
      // What comes in one turn goes together, and so does what comes while the thread is at work.
      if (this.#sent.length > 0 || this.#planned) return;
      this.#planned = true;
      setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    this.#planned = false;
    if (this.#sent.length > 0 || this.#queue.length === 0) return;
    let length = 0;
    let count = 0;
    for (const { job } of this.#queue) {
      if (count === MOST_JOBS || (count > 0 && length + job.bytes.length > MOST_BYTES)) break;
      length += job.bytes.length;
      count++;
    }
    this.#sent = this.#queue.splice(0, count);
    const bytes = new Uint8Array(length);
    let at = 0;
    const jobs = this.#sent.map(({ job: { bytes: own, ...job } }) => {
      bytes.set(own, at);
      at += own.length;
      return { ...job, length: own.length };
    });
    const batch: Batch = { jobs, bytes, umask: process.umask() };
    this.#worker ??= this.#start();
    this.#worker.postMessage(batch, [bytes.buffer]);
  }

  #start(): Worker {
    // The function stands for itself, so that it needs no file of its own in any of the builds.
    const worker = new Worker(
      `(${writeSmallFiles.toString()})(require('node:fs'), require('node:worker_threads').parentPort)`,
      { eval: true, name: 'small files' },
    );
    worker.unref();
    worker.on('message', (results: SmallResult[]) => {
      const sent = this.#sent;
      this.#sent = [];
      this.#flush();
      for (const [n, { done }] of sent.entries()) done(results[n] ?? 'taken');
    });
    const gone = (error: unknown) => {
      if (this.#worker === worker) this.#worker = null;
      const lost = this.#sent.splice(0);
      for (const { failed } of lost) failed(error);
      if (this.#queue.length > 0) this.#flush();
    };
    worker.on('error', gone);
    worker.on('exit', () => this.#worker === worker && gone(new Error('the thread for small files ended')));
    return worker;
  }
}

export const smallWriter = new SmallWriter();

/** Runs in the thread, and knows nothing but its arguments. */
function writeSmallFiles(
  fs: typeof nodeFs,
  port: {
    on(event: 'message', then: (batch: Batch) => void): void;
    postMessage(results: SmallResult[]): void;
  },
): void {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = fs.constants;
  const anew = (part: string, mode: number): number => {
    const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    try {
      return fs.openSync(part, flags, mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      fs.unlinkSync(part);
      return fs.openSync(part, flags, mode);
    }
  };
  const quietly = (work: () => void): void => {
    try {
      work();
    } catch {
      // Not every disk knows times and permissions.
    }
  };
  const write = (job: Batch['jobs'][number], bytes: Uint8Array, umask: number): SmallResult => {
    const { part, target, replaces, at, mode } = job;
    const file = anew(part, mode);
    try {
      for (let done = 0; done < bytes.length;) done += fs.writeSync(file, bytes, done);
      if ((mode & umask) !== 0) quietly(() => fs.fchmodSync(file, mode));
      if (at !== null) quietly(() => fs.futimesSync(file, at, at));
    } finally {
      fs.closeSync(file);
    }
    const there = fs.lstatSync(target, { throwIfNoEntry: false });
    if (there !== undefined) {
      const same =
        replaces !== null &&
        there.ino === replaces.node &&
        there.size === replaces.size &&
        there.mtimeMs === replaces.modified;
      if (!same) return 'taken';
    }
    fs.renameSync(part, target);
    return 'placed';
  };
  port.on('message', ({ jobs, bytes, umask }) => {
    let at = 0;
    const results = jobs.map((job): SmallResult => {
      const own = bytes.subarray(at, at + job.length);
      at += job.length;
      try {
        return write(job, own, umask);
      } catch (error) {
        quietly(() => fs.unlinkSync(job.part));
        const { code = 'UNKNOWN', syscall = 'write', message } = error as NodeJS.ErrnoException;
        return { code, syscall, message };
      }
    });
    port.postMessage(results);
  });
}
