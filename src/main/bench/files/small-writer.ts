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
}
/** One that has bytes of its own. */
type SmallJob = SmallPiece & { bytes: Uint8Array };

/**
 * `placed`; `taken`: it is whole under its part’s name, and its own is taken; `damaged`: its hash is another, and nothing
 * was written; else what the system said.
 */
export type SmallResult = 'placed' | 'taken' | 'damaged' | { code: string; syscall: string; message: string };

/** Pieces in columns: one text and one row of numbers go to a thread much sooner than many objects. */
interface Batch {
  /** Part and target of each, with NUL between all of them. */
  paths: string;
  /** Of each: time (NaN: none), mode, from, length. */
  numbers: Float64Array;
  replaces: [number, Standing][];
  /** What their hashes should be, in hex, one behind the other; empty: they were looked at before. */
  sha256: string;
  bytes: Uint8Array;
  umask: number;
}
interface Written {
  /** 0: placed, 1: taken, 2: damaged, 3: see `refused`. */
  codes: Uint8Array;
  refused: [number, Exclude<SmallResult, string>][];
}
const RESULTS = ['placed', 'taken', 'damaged'] as const;

function packed(pieces: readonly SmallPiece[], sha256: string, bytes: Uint8Array): Batch {
  const numbers = new Float64Array(4 * pieces.length);
  const replaces: Batch['replaces'] = [];
  const paths = pieces.map((piece, n) => {
    numbers[4 * n] = piece.at ?? Number.NaN;
    numbers[4 * n + 1] = piece.mode;
    numbers[4 * n + 2] = piece.from;
    numbers[4 * n + 3] = piece.length;
    if (piece.replaces !== null) replaces.push([n, piece.replaces]);
    return `${piece.part}\0${piece.target}`;
  });
  return { paths: paths.join('\0'), numbers, replaces, sha256, bytes, umask: process.umask() };
}

function resultsOf({ codes, refused }: Written): SmallResult[] {
  const results = Array.from(codes, (code): SmallResult => RESULTS[code] ?? 'damaged');
  for (const [n, refusal] of refused) results[n] = refusal;
  return results;
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
    for (const job of jobs) {
      job.from = at;
      bytes.set(job.bytes, at);
      at += job.bytes.length;
    }
    return { message: packed(jobs, '', bytes), transfer: [bytes.buffer] };
  },
  unpack: resultsOf,
});

/** The thread is there as long as somebody uses it. Answers with the end of the use. */
export const openSmallWriter = (): (() => Promise<void>) => smallWriter.use();

/** Writes a small file, together with others that come in the same moment. */
export const writeSmall = (job: SmallJob): Promise<SmallResult> => smallWriter.do(job);

/**
 * Writes small files that came together, and checks the hash of each: `sha256` holds them in hex, one behind the other.
 * `bytes` is shared memory, and may be used again afterwards.
 */
export async function writeTogether(
  pieces: readonly SmallPiece[],
  sha256: string,
  bytes: Uint8Array<SharedArrayBuffer>,
): Promise<SmallResult[]> {
  if (sha256.length !== 0 && sha256.length !== 64 * pieces.length) throw new RangeError('a hash is missing');
  return resultsOf(await smallWriter.send(packed(pieces, sha256, bytes), []));
}

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
  /** Answers one of the codes of `Written`. */
  const write = (
    part: string,
    target: string,
    bytes: Uint8Array,
    at: number,
    mode: number,
    replaces: Standing | undefined,
    umask: number,
  ): number => {
    const file = anew(part, mode);
    try {
      for (let done = 0; done < bytes.length;) done += fs.writeSync(file, bytes, done);
      if ((mode & umask) !== 0) quietly(() => fs.fchmodSync(file, mode));
      if (!Number.isNaN(at)) quietly(() => fs.futimesSync(file, at, at));
    } finally {
      fs.closeSync(file);
    }
    const there = fs.lstatSync(target, { throwIfNoEntry: false });
    if (there !== undefined) {
      const same =
        replaces !== undefined &&
        there.ino === replaces.node &&
        there.size === replaces.size &&
        there.mtimeMs === replaces.modified;
      if (!same) return 1;
    }
    fs.renameSync(part, target);
    return 0;
  };
  return ({ paths, numbers, replaces, sha256, bytes, umask }) => {
    const texts = paths.split('\0');
    const standing = new Map(replaces);
    const codes = new Uint8Array(numbers.length / 4);
    const refused: Written['refused'] = [];
    for (let n = 0; n < codes.length; n++) {
      const part = texts[2 * n] ?? '';
      const target = texts[2 * n + 1] ?? '';
      const at = numbers[4 * n] ?? 0;
      const mode = numbers[4 * n + 1] ?? 0;
      const from = numbers[4 * n + 2] ?? 0;
      const length = numbers[4 * n + 3] ?? 0;
      const own = bytes.subarray(from, from + length);
      try {
        const same = sha256 === '' || crypto.hash('sha256', own) === sha256.slice(64 * n, 64 * n + 64);
        codes[n] = same ? write(part, target, own, at, mode, standing.get(n), umask) : 2;
      } catch (error) {
        quietly(() => fs.unlinkSync(part));
        const { code = 'UNKNOWN', syscall = 'write', message } = error as NodeJS.ErrnoException;
        codes[n] = 3;
        refused.push([n, { code, syscall, message }]);
      }
    }
    return { reply: { codes, refused }, transfer: [] };
  };
}
