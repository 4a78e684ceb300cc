import type * as nodeFs from 'node:fs';
import { BatchThread, type Reply } from './batch-thread.ts';
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

/**
 * Writes small files on a thread of its own. It is faster than what comes to it, so that it would get few at a time
 * without waiting for more.
 */
export const smallWriter = new BatchThread<SmallJob, SmallResult, Batch, SmallResult[]>({
  name: 'small files that come',
  program: writeSmallFiles,
  mostJobs: 256,
  mostBytes: 1024 * 1024,
  worthIt: 64,
  bytesOf: ({ bytes }) => bytes.length,
  pack(jobs) {
    const bytes = new Uint8Array(jobs.reduce((sum, job) => sum + job.bytes.length, 0));
    let at = 0;
    const small = jobs.map(({ bytes: own, ...job }) => {
      bytes.set(own, at);
      at += own.length;
      return { ...job, length: own.length };
    });
    return { message: { jobs: small, bytes, umask: process.umask() }, transfer: [bytes.buffer] };
  },
  unpack: (results) => results,
});

/** Runs in the thread, and knows nothing but its arguments. */
function writeSmallFiles(fs: typeof nodeFs): (batch: Batch) => Reply<SmallResult[]> {
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
  return ({ jobs, bytes, umask }) => {
    let at = 0;
    const reply = jobs.map((job): SmallResult => {
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
    return { reply, transfer: [] };
  };
}
