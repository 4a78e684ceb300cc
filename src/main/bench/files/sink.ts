import type { Failure } from '../../../contract/failure.ts';
import type { Entry } from './source.ts';

/** What is done with a file whose name is taken. `continue`: a shorter one is carried on, where its bytes are the same. */
export type Existing = 'continue' | 'overwrite' | 'rename' | 'skip' | 'ask';

/** What the other side says of an entry; of plain bytes nobody says how many there are. */
export type Offered = Omit<Entry, 'size'> & { size: number | null };

/** A file that stands where one wants to go. */
export interface InTheWay {
  entry: Offered;
  existing: { size: number; modified: number };
}

export interface SinkOptions {
  folder: string;
  existing: Existing;
  /** Asked when `existing` is `ask`; may take as long as a person takes. */
  ask(what: InTheWay, signal: AbortSignal): Promise<Exclude<Existing, 'ask'>>;
  /** Whether links of the other side are made; never one that leads out of the folder. */
  links: 'refuse' | 'keep';
  /** The mode compares what is there with what is to come (`have`, `read`), so that the same file is not sent twice. */
  compares: boolean;
  /** The most files and folders, and bytes, that are taken. */
  maxFiles: number;
  maxBytes: number;
}

/** A file that is being received. Under a `.part` name until it is whole. */
export interface SinkFile {
  /** Where it will stand, as a path under the folder. */
  readonly path: string;
  /** Bytes that are there from an earlier try; trusted only after {@link SinkFile.read} and a hash. */
  readonly have: number;
  /** Its part, as a path under the folder, when bytes were written to it. */
  readonly part?: LeftOver | null;
  /** Whether it can come among others: see {@link Sink.land}. */
  readonly small?: boolean;
  /** Fills `into` from what is there. */
  read(into: Uint8Array, offset: number): Promise<number>;
  /** Keeps the first `from` bytes and drops the rest; then bytes are added behind them. */
  start(from: number): Promise<void>;
  /**
   * Adds bytes; resolves when they may be used again. Rejects with DISK_FULL, LIMIT, WRONG_SIZE (more than was said) or
   * the system's reason.
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Whole: gives it its time and permissions and its name. Answers the path under the folder. Rejects with WRONG_SIZE
   * when there is less than was said. Small files go to the disk many at a time, so don’t wait for one before the next.
   */
  finish(): Promise<string>;
  /** Broken off: closes it and keeps what is there for a later try. */
  keep(): Promise<void>;
  /** Gives it up and removes what is there. */
  discard(): Promise<void>;
}

export type Verdict =
  /** A file to be written, or a folder or link that is made now (`file` is null). */
  | { kind: 'take'; file: SinkFile | null }
  /** There already, and the user wants it so. */
  | { kind: 'skip'; why: string }
  | { kind: 'refuse'; failure: Failure };

/** A whole file among the bytes of others, and what its hash should be, in hex: of all of them, or (null) of none. */
export interface Piece {
  file: SinkFile;
  from: number;
  length: number;
  sha256: string | null;
}
/** Where it stands; or that its hash was another, and it may come again; or why it can’t be had. */
export type Landed =
  | { path: string; damaged?: undefined; error?: undefined }
  | { damaged: true; path?: undefined; error?: undefined }
  | { error: unknown; path?: undefined; damaged?: undefined };

/** A file that was not whole at the end, and its part; both as paths under the folder. */
export interface LeftOver {
  path: string;
  part: string;
}

/** A folder that receives. Nothing is written outside of it, whatever the other side says. */
export interface Sink {
  readonly folder: string;
  /** What becomes of an entry of the other side, whose every word is checked. */
  offer(entry: Offered, signal: AbortSignal): Verdict | Promise<Verdict>;
  /**
   * Small files that came together: hashes and writes each, away from here, in place of `start`, `write` and `finish`.
   * `bytes` is shared memory, and may be used again afterwards. Never rejects for one of them.
   */
  land(pieces: Piece[], bytes: Uint8Array<SharedArrayBuffer>): Promise<Landed[]>;
  /**
   * Ends what is still being written, keeping its parts or (`keeps` false) removing them. Folders get their times, and
   * where `whole` their permissions. Answers the parts in which bytes lie, or did.
   */
  close(whole?: boolean, keeps?: boolean): Promise<LeftOver[]>;
}
