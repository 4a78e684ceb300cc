import { access, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../contract/failure.ts';
import { causeOf, codeOf } from '../failure.ts';
import { SEGMENT, type Segment, type SegmentLog, type SegmentStore } from './segment-log.ts';

export interface CaptureLimits {
  /** Bytes of all captures in memory. */
  memory: number;
  /** Bytes of all spill files. */
  spill: number;
}

/** One who was told that there is no room and waits to be told that there is, or why there will not be. */
export interface RoomWaiter {
  roomAgain(): void;
  stalled(failure: Failure): void;
}

/** Spilling begins at this share of the memory limit, so that writing to disk goes on beside receiving. */
const BEGIN = 0.75;
/** A capture this small goes on receiving when memory is used up: a flood elsewhere doesn't stop a conversation. */
export const SMALL = 64 * 1024;
/** How long buffers that were given back are kept, in milliseconds: memory that was never used is slow to use first. */
const KEEP_FREE_MS = 60_000;

/**
 * What all captures of a bench share: the bound on memory, the folder of spill files, and the buffers.
 * Sealed segments are spilled in the order in which they were sealed, so each capture keeps its latest bytes in memory.
 */
export class CaptureStore implements SegmentStore {
  limits: CaptureLimits;
  readonly #parent: string;
  #folder: string | null = null;
  #making: Promise<string> | null = null;
  #closed = false;
  #memory = 0;
  #spilled = 0;
  #queue: Segment[] = [];
  #head = 0;
  /** Segments in the queue, about, whose logs are gone. */
  #dead = 0;
  #spilling = false;
  #failure: Failure | null = null;
  readonly #logs = new Set<SegmentLog>();
  readonly #waiting = new Set<RoomWaiter>();
  /** Buffers of full size for the next who takes one; with those in use they stay within the limit. */
  readonly #free: Buffer[] = [];
  #letGo: NodeJS.Timeout | null = null;

  constructor(parent: string, limits: CaptureLimits) {
    this.#parent = parent;
    this.limits = limits;
  }

  get memory(): number {
    return this.#memory;
  }

  /** True while new bytes may come; false means: pause, and {@link wait}. */
  get hasRoom(): boolean {
    return this.#memory <= this.limits.memory;
  }

  add(log: SegmentLog): void {
    this.#logs.add(log);
  }

  take(size: number): Buffer {
    const buffer = (size === SEGMENT && this.#free.pop()) || alloc(size);
    this.#memory += buffer.length;
    if (this.#memory > this.limits.memory * BEGIN) this.#spill();
    return buffer;
  }

  give(buffer: Buffer): void {
    this.#memory -= buffer.length;
    if (buffer.length === SEGMENT) this.#keep(buffer);
    // After a stall room is told by whoever ends the stall.
    if (this.hasRoom && !this.#failure) this.#tellRoom();
  }

  #keep(buffer: Buffer): void {
    if (this.#closed || this.#memory + (this.#free.length + 1) * SEGMENT > this.limits.memory) return;
    this.#free.push(buffer);
    if (this.#letGo) this.#letGo.refresh();
    else this.#letGo = setTimeout(() => (this.#free.length = 0), KEEP_FREE_MS).unref();
  }

  sealed(segment: Segment): void {
    this.#queue.push(segment);
  }

  /** Waits for room; told at once (in a later turn) when the store is stalled. */
  wait(waiter: RoomWaiter): void {
    this.#waiting.add(waiter);
    const failure = this.#failure;
    if (failure) queueMicrotask(() => waiter.stalled(failure));
    else this.#spill();
  }

  forget(waiter: RoomWaiter): void {
    this.#waiting.delete(waiter);
  }

  /** Tries again after a stall, or after the limits were raised. */
  resume(): void {
    this.#failure = null;
    if (this.hasRoom) this.#tellRoom();
    this.#spill();
  }

  /** The private folder of this run, for the captures' spill files; made by the first that needs it. */
  async folder(): Promise<string> {
    // Temporary folders are swept; files that are open in there stay readable.
    const swept = this.#folder !== null && !(await exists(this.#folder));
    if (this.#closed) throw new Error('the bench is closed');
    if (swept) this.#folder = this.#making = null;
    this.#making ??= mkdtemp(join(this.#parent, 'wirebench-')).then(
      (folder) => (this.#folder = folder),
      (error: unknown) => {
        this.#making = null;
        throw error;
      },
    );
    return this.#making;
  }

  /**
   * Forgets logs whose session was removed, before their file goes, so that nothing more is written to it. Answers the
   * bytes they have on the disk; say {@link freed} when those are gone.
   */
  drop(logs: readonly SegmentLog[]): number {
    let bytes = 0;
    for (const log of logs) {
      this.#logs.delete(log);
      bytes += log.onDisk;
      this.#dead += log.clear();
    }
    // One by one they would cost the length of the queue for each session that is removed.
    if (this.#dead * 2 > this.#queue.length - this.#head) {
      this.#queue = this.#queue.slice(this.#head).filter((segment) => segment.buffer);
      this.#head = 0;
      this.#dead = 0;
    }
    return bytes;
  }

  freed(bytes: number): void {
    this.#spilled -= bytes;
    if (this.#failure) this.resume();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#letGo) clearTimeout(this.#letGo);
    this.#free.length = 0;
    this.#waiting.clear();
    // Where it could not be made, those who wanted to write to it were told.
    if (this.#making) await this.#making.catch(() => null);
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  #tellRoom(): void {
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of waiting) waiter.roomAgain();
  }

  #next(): Segment | undefined {
    const segment = this.#queue[this.#head];
    if (segment) {
      this.#head++;
      if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
      return segment;
    }
    // Nothing is sealed and yet there is too much: it is in the tails of many captures.
    if (!this.hasRoom) for (const log of this.#logs) if (log.memory > 0) log.seal();
    return this.#head < this.#queue.length ? this.#queue[this.#head++] : undefined;
  }

  #putBack(segment: Segment): void {
    if (this.#head > 0) this.#queue[--this.#head] = segment;
    else this.#queue.unshift(segment);
  }

  #spill(): void {
    if (this.#spilling || this.#failure || this.#closed) return;
    this.#spilling = true;
    void this.#run();
  }

  /** Writes segments until memory is well below its limit. */
  async #run(): Promise<void> {
    try {
      while (!this.#closed && this.#memory > this.limits.memory * BEGIN) {
        const segment = this.#next();
        if (!segment) return;
        const buffer = segment.buffer;
        if (!buffer) continue;
        if (this.#spilled + segment.length > this.limits.spill) {
          this.#putBack(segment);
          return this.#stall(SPILL_LIMIT);
        }
        try {
          const at = await segment.log.file.append(buffer.subarray(0, segment.length));
          // The session may have been removed meanwhile; then its buffers went back already.
          if (segment.buffer) {
            this.#spilled += segment.length;
            segment.log.spilled(segment, at);
          }
        } catch (error) {
          if (!segment.buffer || this.#closed) continue;
          this.#putBack(segment);
          return this.#stall(spillFailure(error, this.#folder ?? this.#parent));
        }
      }
    } finally {
      // At once: whoever was told of room may fill it before another turn, and wait again.
      this.#spilling = false;
    }
  }

  #stall(failure: Failure): void {
    this.#failure = failure;
    for (const waiter of this.#waiting) waiter.stalled(failure);
  }
}

const SPILL_LIMIT: Failure = {
  code: 'SPILL_LIMIT',
  message: 'The captures have reached their limit on the disk, so receiving is paused.',
  hint: 'Nothing captured is lost. Remove sessions you no longer need, or raise “Disk limit” in the settings, then resume.',
  mends: [],
};

/** Small buffers come from Node's pool, larger ones stand alone so that giving them back frees them. */
function alloc(size: number): Buffer {
  return size < 4096 ? Buffer.allocUnsafe(size) : Buffer.allocUnsafeSlow(size);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function spillFailure(error: unknown, folder: string): Failure {
  const code = codeOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return {
    code,
    message: full
      ? `The disk that holds ${folder} is full, so receiving is paused.`
      : `The capture can't be written to ${folder}, so receiving is paused.`,
    hint: full
      ? 'Nothing captured is lost. Free some space or remove sessions you no longer need, then resume.'
      : `Nothing captured is lost. The system says ${code}. Make the folder writable, then resume.`,
    mends: [],
    cause: causeOf(error),
  };
}
