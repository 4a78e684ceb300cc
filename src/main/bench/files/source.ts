import type { ENTRY_KINDS } from '../../../contract/files.ts';

export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One thing that is sent, as the other side is told of it. */
export interface Entry {
  /** Parts with `/` between them, none of them empty, `.` or `..`; the first is what the user chose. */
  path: string;
  kind: EntryKind;
  /** Bytes of a file; 0 for others. */
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
  /** The nine permission bits. */
  mode: number;
  /** Where a link leads, as it stands in the link; empty for others. */
  target: string;
}

/** A file that is being read. Reads may overlap. */
export interface SourceFile {
  /** Fills `into` from `offset` as far as the file goes; answers how many bytes that was. Rejects with a BenchError. */
  read(into: Uint8Array, offset: number, signal?: AbortSignal): Promise<number>;
  /** Rejects with FILE_CHANGED when it is not any more what was listed: other size, other time. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** A file that was read whole. */
export interface LoadedFile {
  /** As many free bytes as were asked for, and then those of the file. */
  bytes: Uint8Array<ArrayBuffer>;
  /** In hex. */
  sha256: string;
}

/** Small files that were read one after the other. */
export interface LoadedTogether {
  /** How far it was filled: free bytes as were asked for, then those of the files that could be read, without gaps. */
  length: number;
  /** In hex, of each; empty for one that could not be read. */
  sha256: string[];
  /** Why one could not be read (a BenchError that names it), by its place among them. */
  failed: ReadonlyMap<number, unknown>;
}

/** Reads small files of one source many at a time: opens, reads, hashes, checks and closes each, all away from here. */
export interface SmallReader {
  /**
   * Reads into shared memory, of which the first `room` bytes are left free. It has place for all of them, and they have
   * at most 1 MiB together. May reject with the signal’s reason, where reading takes long.
   */
  loadTogether(
    entries: readonly SourceEntry[],
    into: Uint8Array<SharedArrayBuffer>,
    room: number,
    signal?: AbortSignal,
  ): Promise<LoadedTogether>;
}

export interface SourceEntry extends Entry {
  /** Of a file. Rejects with a BenchError that names it. */
  open(): Promise<SourceFile>;
  /**
   * Of one of many small files: opens, reads, hashes, checks and closes it, all away from here. Rejects as these do.
   * `room`: bytes that are left free before those of the file.
   */
  readonly load?: ((room: number) => Promise<LoadedFile>) | undefined;
  /** Of one of many small files: what reads it together with others of the same reader. */
  readonly reader?: SmallReader | undefined;
}

/** Something that can’t be sent, and why: a device, a file that can’t be read, a name that is no text. */
export interface LeftOut {
  path: string;
  why: string;
}

export interface SourceOptions {
  /** `follow`: what a link leads to is sent in its place; `keep`: the link itself; `leave`: it is left out, and said. */
  links: 'follow' | 'keep' | 'leave';
}

/** What the user wants to send, listed while it is walked through: folders before what they hold. */
export interface Source {
  /** Some at a time, so that a million of them are not a million turns. */
  batches(signal?: AbortSignal): AsyncIterable<(SourceEntry | LeftOut)[]>;
  close(): Promise<void>;
}

export const isLeftOut = (one: SourceEntry | LeftOut): one is LeftOut => 'why' in one;

/** What a source lists, one by one. */
export async function* entriesOf(
  source: Source,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry | LeftOut, void> {
  for await (const batch of source.batches(signal)) yield* batch;
}
