import { pieceOf } from '../../../bench/files/piece-thread.ts';
import type { SmallReader, SourceEntry, SourceFile } from '../../../bench/files/source.ts';
import { HEADER, MAX_PAYLOAD } from './frames.ts';
import { sha256Of } from './hasher.ts';
import type { Sending } from './sending.ts';

/** A file up to this size is read whole before its turn. */
export const SMALL = 256 * 1024;

/** A small file, ready to go out: room for a header, then its bytes. */
export interface Loaded {
  frame: Buffer;
  sha256: string;
}

/** Closes a file of which nothing more is wanted; that it can’t be closed is no news. */
export const closeQuietly = (file: SourceFile): Promise<void> => file.close().catch(() => {});

/** Fills `into` from `offset`; fewer bytes only where the file ends. */
export async function readFully(
  file: SourceFile,
  into: Uint8Array,
  offset: number,
  signal: AbortSignal,
): Promise<number> {
  let have = 0;
  while (have < into.length) {
    signal.throwIfAborted();
    const read = await file.read(have === 0 ? into : into.subarray(have), offset + have, signal);
    if (read === 0) break;
    have += read;
  }
  return have;
}

/** Reads a small file whole. Null when it is shorter than it was. */
export async function load({ entry }: Sending, signal: AbortSignal): Promise<Loaded | null> {
  if (entry.load) {
    const { bytes, sha256 } = await entry.load(HEADER);
    return { frame: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), sha256 };
  }
  const file = await entry.open();
  try {
    const frame = Buffer.allocUnsafe(HEADER + entry.size);
    const bytes = frame.subarray(HEADER);
    if ((await readFully(file, bytes, 0, signal)) < entry.size) return null;
    await file.check();
    return { frame, sha256: sha256Of(bytes) };
  } finally {
    await closeQuietly(file);
  }
}

/** Small files that were read together, and the place of each of those that could not be. */
export interface LoadedMany {
  /** Room for a header, then their bytes. */
  frame: Buffer<SharedArrayBuffer>;
  sha256: string[];
  failed: ReadonlyMap<number, unknown>;
}

/** Reads small files together, when there is a buffer for them. */
export async function loadMany(
  reader: SmallReader,
  entries: SourceEntry[],
  pool: FramePool,
  signal: AbortSignal,
): Promise<LoadedMany> {
  const into = await pool.take();
  try {
    const { length, sha256, failed } = await reader.loadTogether(entries, into, HEADER, signal);
    return { frame: into.subarray(0, length), sha256, failed };
  } catch (error) {
    pool.lost();
    throw error;
  }
}

/** Buffers for data frames, of shared memory: one is read into by a thread while others are hashed and written. */
export class FramePool {
  readonly #free: Buffer<SharedArrayBuffer>[] = [];
  #made = 0;
  #waiting: (() => void)[] = [];
  static readonly #MOST = 4;

  async take(): Promise<Buffer<SharedArrayBuffer>> {
    while (true) {
      const free = this.#free.pop();
      if (free !== undefined) return free;
      if (this.#made < FramePool.#MOST) {
        this.#made++;
        return pieceOf(HEADER + MAX_PAYLOAD);
      }
      await new Promise<void>((go) => this.#waiting.push(go));
    }
  }

  /** A frame that was taken, or a part of it. */
  give(frame: Buffer<SharedArrayBuffer>): void {
    this.#free.push(Buffer.from(frame.buffer));
    this.#waiting.shift()?.();
  }

  /** One that was taken does not come back. */
  lost(): void {
    this.#made--;
    this.#waiting.shift()?.();
  }
}
