import { close, fstat, open, read, type Stats } from 'node:fs';
import { readFlags } from './disk-thread.ts';
import { fileChanged, unreadable } from './explain-read.ts';
import type { Facts } from './facts.ts';
import { PieceThread } from './piece-thread.ts';
import type { SourceFile } from './source.ts';

/** What a file was when it was listed. */
export interface Listed {
  /** Where it stands on the disk. */
  at: string;
  /** What it is called in what is said of it. */
  name: string;
  size: number;
  modified: number;
  /** What a link leads to is read. */
  follow: boolean;
}

/** The most bytes that one call of the system reads. */
const MAX_READ = 1 << 30;

/**
 * Opens a regular file for reading, without waiting: what became a named pipe since it was listed has no bytes, and
 * `check` says what happened. Rejects with a BenchError that names the file.
 */
export async function openDiskFile(listed: Listed): Promise<SourceFile> {
  const fd = await new Promise<number>((done, fail) =>
    open(listed.at, readFlags(listed.follow), (error, opened) =>
      error ? fail(unreadable(error, listed.name)) : done(opened),
    ),
  );
  return new DiskFile(fd, listed);
}

/** What may become of a file after it was listed, as the end of a sentence. */
export const CHANGES = {
  other: 'it is no regular file any more',
  shorter: 'it has become shorter',
  longer: 'it has grown',
  /** Files of `/proc` and their like tell no size and have bytes all the same. */
  more: 'it has more bytes than it tells',
  written: 'it was written to',
};
export const { shorter: SHORTER, more: MORE } = CHANGES;

/** What makes it another than it was when it was listed, as the end of a sentence; null: nothing does. */
export function changeOf({ size, modified }: Listed, now: Facts): string | null {
  if (!now.isFile()) return CHANGES.other;
  if (now.size < size) return CHANGES.shorter;
  if (now.size > size) return CHANGES.longer;
  return now.mtimeMs === modified ? null : CHANGES.written;
}

/** Bare descriptors: of many small files, a handle for each would cost as much as reading it. */
class DiskFile implements SourceFile {
  #fd: number | null;
  readonly #listed: Listed;
  #thread: PieceThread | null = null;
  #reading = 0;
  #closing: (() => void) | null = null;

  constructor(fd: number, listed: Listed) {
    this.#fd = fd;
    this.#listed = listed;
  }

  async read(into: Uint8Array, offset: number, signal?: AbortSignal): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      signal?.throwIfAborted();
      const count = await this.#once(into, filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  async check(): Promise<void> {
    const { name, size } = this.#listed;
    const change = changeOf(this.#listed, await this.#use(statsOf));
    if (change !== null) throw fileChanged(name, change);
    if (size === 0 && (await this.#once(new Uint8Array(1), 0, 0)) > 0) throw fileChanged(name, MORE);
  }

  async close(): Promise<void> {
    const fd = this.#fd;
    if (fd === null) return;
    this.#fd = null;
    // A number that is closed while it is read from may be another file's by then.
    if (this.#reading > 0) await new Promise<void>((done) => (this.#closing = done));
    await this.#thread?.close();
    await new Promise<void>((done) => close(fd, () => done()));
  }

  #once(into: Uint8Array, from: number, position: number): Promise<number> {
    const length = Math.min(into.length - from, MAX_READ);
    if (!(into.buffer instanceof SharedArrayBuffer))
      return this.#use((fd) => readOf(fd, into, from, length, position));
    const thread = (this.#thread ??= new PieceThread('read'));
    const piece = into.subarray(from, from + length);
    return this.#use((fd) =>
      thread.takes(piece) ? thread.move(fd, piece, position) : readOf(fd, piece, 0, length, position),
    );
  }

  async #use<T>(call: (fd: number) => Promise<T>): Promise<T> {
    const fd = this.#fd;
    if (fd === null) throw new Error(`${this.#listed.name} is closed`);
    this.#reading++;
    try {
      return await call(fd);
    } catch (error) {
      throw unreadable(error, this.#listed.name);
    } finally {
      this.#reading--;
      if (this.#reading === 0) this.#closing?.();
    }
  }
}

const statsOf = (fd: number): Promise<Stats> =>
  new Promise((done, fail) => fstat(fd, (error, stats) => (error ? fail(error) : done(stats))));

const readOf = (fd: number, into: Uint8Array, from: number, length: number, position: number) =>
  new Promise<number>((done, fail) =>
    read(fd, into, from, length, position, (error, count) => (error ? fail(error) : done(count))),
  );
