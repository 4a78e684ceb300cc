import type * as nodeCrypto from 'node:crypto';
import type * as nodeFs from 'node:fs';
import { BatchThread } from './batch-thread.ts';
import type { Reply } from './own-thread.ts';
import type { Standing } from './place.ts';

/** A whole small file on its way to the disk. */
export interface SmallPiece {
  part: string;
  target: string;
  /** What stands under the target and may be replaced; null: nothing may. */
  replaces: Standing | null;
  /** Seconds since the epoch; null: none that makes sense. */
  at: number | null;
  mode: number;
  /** Where it lies among the bytes of others. */
  from: number;
  length: number;
  /** What its hash should be, in hex; null: it was looked at before. */
  sha256: string | null;
}
/** One that has bytes of its own. */
type SmallJob = SmallPiece & { bytes: Uint8Array };

/**
 * `placed`; `taken`: it is whole under its part’s name, and its own is taken; `damaged`: its hash is another, and nothing
 * was written; else what the system said.
 */
export type SmallResult = 'placed' | 'taken' | 'damaged' | { code: string; syscall: string; message: string };

interface Batch {
  pieces: SmallPiece[];
  bytes: Uint8Array<ArrayBuffer>;
  umask: number;
}
interface Written {
  results: SmallResult[];
  /** Those of the batch, to be used again. */
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Writes small files on a thread of its own. It is faster than what comes to it, so that it would get few at a time
 * without waiting for more.
 */
const smallWriter = new BatchThread<SmallJob, SmallResult, Batch, Written>({
  name: 'small files that come',
  program: writeSmallFiles,
  mostJobs: 256,
  mostBytes: 1024 * 1024,
  worthIt: 64,
  bytesOf: ({ bytes }) => bytes.length,
  pack(jobs) {
    const bytes = new Uint8Array(jobs.reduce((sum, job) => sum + job.bytes.length, 0));
    let at = 0;
    const pieces = jobs.map(({ bytes: own, ...job }) => {
      const from = at;
      bytes.set(own, from);
      at += own.length;
      return { ...job, from };
    });
    return { message: { pieces, bytes, umask: process.umask() }, transfer: [bytes.buffer] };
  },
  unpack: ({ results }) => results,
});

/** The thread is there as long as somebody uses it. Answers with the end of the use. */
export const openSmallWriter = (): (() => Promise<void>) => smallWriter.use();

/** Writes a small file, together with others that come in the same moment. */
export const writeSmall = (job: SmallJob): Promise<SmallResult> => smallWriter.do(job);

/** Writes small files that came together. `bytes` is given away, and comes back in the answer. */
export const writeTogether = (pieces: SmallPiece[], bytes: Uint8Array<ArrayBuffer>): Promise<Written> =>
  smallWriter.send({ pieces, bytes, umask: process.umask() }, [bytes.buffer]);

/** Runs in the thread, and knows nothing but its arguments. */
function writeSmallFiles(fs: typeof nodeFs, crypto: typeof nodeCrypto): (batch: Batch) => Reply<Written> {
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
  const write = (piece: SmallPiece, bytes: Uint8Array, umask: number): SmallResult => {
    const { part, target, replaces, at, mode, sha256 } = piece;
    if (sha256 !== null && crypto.hash('sha256', bytes) !== sha256) return 'damaged';
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
  return ({ pieces, bytes, umask }) => {
    const results = pieces.map((piece): SmallResult => {
      try {
        return write(piece, bytes.subarray(piece.from, piece.from + piece.length), umask);
      } catch (error) {
        quietly(() => fs.unlinkSync(piece.part));
        const { code = 'UNKNOWN', syscall = 'write', message } = error as NodeJS.ErrnoException;
        return { code, syscall, message };
      }
    });
    return { reply: { results, bytes }, transfer: [bytes.buffer] };
  };
}
