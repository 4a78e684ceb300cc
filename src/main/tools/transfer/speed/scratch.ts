import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, codeOf, BenchError } from '../../../bench/failure.ts';

const BLOCK = 1024 * 1024;
/** The file that is read; it is read over and over. */
const SOURCE_SIZE = 64 * BLOCK;
/** Making it takes no longer than this, however slow the disk. */
const MAKING_MS = 2000;
/** The file that is written goes round in this much room, so that it never fills a disk. */
const SINK_SIZE = 256 * BLOCK;
/** So much is written before the disk has to have it: else memory is measured in its place. */
const SYNC_EVERY = 32 * BLOCK;

export interface ScratchSource {
  /** Fills `into`, at least in part. */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}
export interface ScratchSink {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
/** Files for measuring a disk. */
export interface Scratch {
  source(signal: AbortSignal): Promise<ScratchSource>;
  sink(): Promise<ScratchSink>;
}

/** Files in this folder that have no name while they are used, so that nothing is left of them whatever happens. */
export const scratchIn = (folder: string): Scratch => ({
  source: async (signal) => {
    const file = await nameless(folder);
    try {
      const size = await fill(file, folder, signal);
      let at = 0;
      return {
        async read(into) {
          const { bytesRead } = await told(folder, file.read(into, 0, Math.min(into.length, size - at), at));
          at = (at + bytesRead) % size;
          return bytesRead;
        },
        close: () => file.close(),
      };
    } catch (error) {
      await file.close();
      throw error;
    }
  },
  sink: async () => {
    const file = await nameless(folder);
    let at = 0;
    let unsynced = 0;
    return {
      async write(bytes) {
        for (let from = 0; from < bytes.length;) {
          const length = Math.min(bytes.length - from, SINK_SIZE - at);
          const { bytesWritten } = await told(folder, file.write(bytes, from, length, at));
          from += bytesWritten;
          at = (at + bytesWritten) % SINK_SIZE;
          unsynced += bytesWritten;
        }
        if (unsynced < SYNC_EVERY) return;
        unsynced = 0;
        await told(folder, file.datasync());
      },
      close: () => file.close(),
    };
  },
});

async function nameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `.wirebench-speed-${randomBytes(6).toString('hex')}`);
  const file = await told(folder, open(path, 'wx+', 0o600));
  await unlink(path).catch(() => undefined);
  return file;
}

async function fill(file: FileHandle, folder: string, signal: AbortSignal): Promise<number> {
  const block = randomBytes(BLOCK);
  const late = performance.now() + MAKING_MS;
  let size = 0;
  while (size < SOURCE_SIZE && (size === 0 || performance.now() < late)) {
    signal.throwIfAborted();
    const { bytesWritten } = await told(folder, file.write(block, 0, BLOCK, size));
    size += bytesWritten;
  }
  await told(folder, file.datasync());
  return size;
}

async function told<T>(folder: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new BenchError({
      code: codeOf(error),
      message: `The disk can’t be measured in ${folder}: ${codeOf(error)}.`,
      hint: 'Choose another folder, or measure without the disk.',
      field: 'folder',
      cause: causeOf(error),
    });
  }
}
