import { constants } from 'node:fs';
import type * as nodeCrypto from 'node:crypto';
import type * as nodeFs from 'node:fs';
import { BatchThread } from './batch-thread.ts';
import type { Reply } from './own-thread.ts';
import type { CHANGES } from './disk-file.ts';
import { type Facts, NumberedFacts, NUMBERS } from './facts.ts';

/** Names of a folder that are looked at (lstat). */
interface Look {
  kind: 'look';
  folder: string;
  /** With `/` between them: one text goes to a thread much sooner than many. */
  names: string;
  count: number;
}
/** A small file that is read whole. */
interface Load {
  kind: 'load';
  at: string;
  flags: number;
  size: number;
  /** Bytes that are left free before those of the file. */
  room: number;
}
export type DiskJob = Look | Load;

/** Small files that are read one after the other into one buffer. */
interface Together {
  /** With NUL between them. */
  paths: string;
  /** Of each: flags, size, time. */
  numbers: Float64Array;
  /** Shared memory. */
  into: Uint8Array<SharedArrayBuffer>;
  /** Bytes of it that are left free before the first. */
  room: number;
}

/** What the system said instead of an answer. */
export interface Refusal {
  code: string;
  syscall: string;
  message: string;
}
export interface LoadedBytes {
  bytes: Uint8Array<ArrayBuffer>;
  /** Bytes there were of the file, at most those asked for. */
  have: number;
  sha256: string;
  facts: Facts;
  /** It tells no size and has bytes all the same. */
  hasMore: boolean;
}
export type DiskResult = { looks: (Facts | Refusal)[] } | LoadedBytes | Refusal;

interface Answer {
  /** Of a load. */
  have: number;
  sha256: string;
  hasMore: boolean;
  /** The first of its facts among the numbers. */
  facts: number;
  /** By the number of the name; the only one of a load is 0. */
  refused: [number, Refusal][];
}
interface Answers {
  answers: Answer[];
  numbers: Float64Array<ArrayBuffer>;
  bytes: Uint8Array<ArrayBuffer>;
}

interface ReadTogether {
  /** How far it was filled. */
  length: number;
  /** In hex, one behind the other; of one that could not be read, no hash. */
  sha256: string;
  /** By their place: what the system said, or what they have become. */
  refused: [number, Refusal | keyof typeof CHANGES][];
}

/** Looks at the files of folders, and reads and hashes small ones. */
export const diskThread = new BatchThread<DiskJob, DiskResult, DiskJob[] | Together, Answers | ReadTogether>({
  name: 'small files that go',
  program: readSmallFiles,
  mostJobs: 64,
  mostBytes: 2 * 1024 * 1024,
  worthIt: 1,
  bytesOf: (job) => (job.kind === 'load' ? job.size : 0),
  pack: (jobs) => ({ message: jobs, transfer: [] }),
  unpack(reply, jobs) {
    if (!('answers' in reply)) throw new Error('no answer to jobs');
    const { answers, numbers, bytes } = reply;
    let at = 0;
    return jobs.map((job, i): DiskResult => {
      const answer = answers[i];
      if (!answer) throw new Error('a job was left out');
      const { have, sha256, hasMore, facts, refused } = answer;
      const factsOf = (n: number) => new NumberedFacts(numbers, facts + n * NUMBERS);
      if (job.kind === 'look') {
        const looks = Array.from({ length: job.count }, (_, n): Facts | Refusal => factsOf(n));
        for (const [n, refusal] of refused) looks[n] = refusal;
        return { looks };
      }
      const from = at;
      at += job.room + job.size;
      const [no] = refused;
      if (no) return no[1];
      return {
        bytes: bytes.subarray(from, from + job.room + have),
        have,
        sha256,
        hasMore,
        facts: factsOf(0),
      };
    });
  },
});

/** Without waiting: what became a named pipe meanwhile has no bytes. Windows has neither of the two flags. */
export const readFlags = (follow: boolean): number =>
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (follow ? 0 : (constants.O_NOFOLLOW ?? 0));

/** Runs in the thread, and knows nothing but its arguments. */
function readSmallFiles(
  fs: typeof nodeFs,
  crypto: typeof nodeCrypto,
): (message: DiskJob[] | Together) => Reply<Answers | ReadTogether> {
  const PER_FACTS = 6;
  const refusalOf = (error: unknown): Refusal => {
    const { code = 'UNKNOWN', syscall = 'read', message } = error as NodeJS.ErrnoException;
    return { code, syscall, message };
  };
  const tell = (numbers: Float64Array, at: number, stats: nodeFs.Stats): void => {
    numbers[at] = stats.mode;
    numbers[at + 1] = stats.size;
    numbers[at + 2] = stats.mtimeMs;
    numbers[at + 3] = stats.uid;
    numbers[at + 4] = stats.dev;
    numbers[at + 5] = stats.ino;
  };
  const load = (job: Load, into: Uint8Array, numbers: Float64Array, facts: number): Answer => {
    const file = fs.openSync(job.at, job.flags);
    try {
      let have = 0;
      while (have < job.size) {
        const count = fs.readSync(file, into, have, job.size - have, have);
        if (count === 0) break;
        have += count;
      }
      tell(numbers, facts, fs.fstatSync(file));
      const hasMore = job.size === 0 && fs.readSync(file, new Uint8Array(1), 0, 1, 0) > 0;
      const sha256 = crypto.hash('sha256', into.subarray(0, have));
      return { have, sha256, hasMore, facts, refused: [] };
    } finally {
      fs.closeSync(file);
    }
  };
  const probe = new Uint8Array(1);
  /** Fills `into` from a file; what it has become instead of what it was. */
  const whole = (
    at: string,
    flags: number,
    size: number,
    modified: number,
    into: Uint8Array,
  ): keyof typeof CHANGES | null => {
    const file = fs.openSync(at, flags);
    try {
      let have = 0;
      while (have < size) {
        const count = fs.readSync(file, into, have, size - have, have);
        if (count === 0) break;
        have += count;
      }
      const now = fs.fstatSync(file);
      if (!now.isFile()) return 'other';
      if (now.size < size || (now.size === size && have < size)) return 'shorter';
      if (now.size > size) return 'longer';
      if (now.mtimeMs !== modified) return 'written';
      return size === 0 && fs.readSync(file, probe, 0, 1, 0) > 0 ? 'more' : null;
    } finally {
      fs.closeSync(file);
    }
  };
  const NO_HASH = '-'.repeat(64);
  const together = ({ paths, numbers, into, room }: Together): Reply<ReadTogether> => {
    const refused: ReadTogether['refused'] = [];
    let at = room;
    let sha256 = '';
    for (const [n, path] of paths.split('\0').entries()) {
      const flags = numbers[3 * n] ?? 0;
      const size = numbers[3 * n + 1] ?? 0;
      const own = into.subarray(at, at + size);
      let hash = NO_HASH;
      try {
        const change = whole(path, flags, size, numbers[3 * n + 2] ?? 0, own);
        if (change === null) {
          at += size;
          hash = crypto.hash('sha256', own);
        } else refused.push([n, change]);
      } catch (error) {
        refused.push([n, refusalOf(error)]);
      }
      sha256 += hash;
    }
    return { reply: { length: at, sha256, refused }, transfer: [] };
  };
  return (message) => {
    if (!Array.isArray(message)) return together(message);
    const jobs = message;
    let length = 0;
    let count = 0;
    for (const job of jobs)
      if (job.kind === 'load') {
        length += job.room + job.size;
        count++;
      } else count += job.count;
    const bytes = new Uint8Array(length);
    const numbers = new Float64Array(count * PER_FACTS);
    let at = 0;
    let facts = 0;
    const answers = jobs.map((job): Answer => {
      const answer: Answer = { have: 0, sha256: '', hasMore: false, facts, refused: [] };
      if (job.kind === 'look') {
        for (const [n, name] of job.names.split('/').entries()) {
          try {
            tell(numbers, facts, fs.lstatSync(`${job.folder}/${name}`));
          } catch (error) {
            answer.refused.push([n, refusalOf(error)]);
          }
          facts += PER_FACTS;
        }
        return answer;
      }
      const into = bytes.subarray(at + job.room, at + job.room + job.size);
      at += job.room + job.size;
      facts += PER_FACTS;
      try {
        return load(job, into, numbers, answer.facts);
      } catch (error) {
        return { ...answer, refused: [[0, refusalOf(error)]] };
      }
    });
    return { reply: { answers, numbers, bytes }, transfer: [numbers.buffer, bytes.buffer] };
  };
}
