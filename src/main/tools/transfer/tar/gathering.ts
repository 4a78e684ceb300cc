import { BenchError } from '../../../bench/failure.ts';
import { pieceOf } from '../../../bench/files/piece-thread.ts';
import type { Landed, Piece, SinkFile } from '../../../bench/files/sink.ts';
import type { ReceiveJob } from '../mode.ts';

/** A file of no more bytes can go to the disk with others. */
export const SMALL = 64 * 1024;
const PIECE = 1024 * 1024;
/** Files that go together, at most. */
const MOST_FILES = 256;
/** Pieces that are gathered in or on their way to the disk, at most. */
const MOST_PIECES = 6;

interface Batch {
  memory: Buffer<SharedArrayBuffer>;
  filled: number;
  pieces: Piece[];
  /** The index of each. */
  indexes: number[];
  /** Their names, as the most forgiving disk takes them. */
  keys: Set<string>;
}

/** Gathers small files and sends them to the disk together. None waits for others longer than the disk is busy. */
export class Gathering {
  readonly #job: ReceiveJob;
  readonly #free: Buffer<SharedArrayBuffer>[] = [];
  readonly #landing = new Map<Batch, Promise<void>>();
  /** Behind its pieces lies what has come of the next one. */
  #batch: Batch | null = null;
  #have = 0;
  #failed: { error: unknown } | null = null;

  constructor(job: ReceiveJob) {
    this.#job = job;
  }

  /** A file of so many bytes begins to come. */
  begin(size: number): void | Promise<void> {
    this.throwIfFailed();
    const { filled = 0, pieces = [] } = this.#batch ?? {};
    if (filled + size > PIECE || pieces.length === MOST_FILES) this.#land();
    if (this.#landing.size >= MOST_PIECES)
      return Promise.race(this.#landing.values()).then(() => this.begin(size));
    this.#batch ??= this.#fresh();
    this.#have = 0;
  }

  /** More of its bytes. */
  put(bytes: Uint8Array): void {
    const { memory, filled } = (this.#batch ??= this.#fresh());
    memory.set(bytes, filled + this.#have);
    this.#have += bytes.length;
  }

  /** Those that have come, until the next one begins. */
  get bytes(): Buffer {
    const { memory, filled } = (this.#batch ??= this.#fresh());
    return memory.subarray(filled, filled + this.#have);
  }

  /** All of it has come, and it goes to the disk with the others. */
  add(key: string, index: number, file: SinkFile): void {
    const batch = (this.#batch ??= this.#fresh());
    batch.pieces.push({ file, from: batch.filled, length: this.#have, sha256: null });
    batch.indexes.push(index);
    batch.keys.add(key);
    batch.filled += this.#have;
    this.#have = 0;
  }

  /** Waits until none that some disk takes for this one is on its way. */
  alone(key: string): void | Promise<void> {
    if (this.#batch?.keys.has(key) === true) return this.settle();
    for (const { keys } of this.#landing.keys()) if (keys.has(key)) return this.settle();
  }

  /** No more is there to be gathered for the moment. */
  pause(): void {
    if (this.#landing.size === 0) this.#land();
  }

  /** Sends all to the disk and waits for it; does not reject. */
  async settle(): Promise<void> {
    this.#land();
    while (this.#landing.size > 0) await Promise.all(this.#landing.values());
  }

  throwIfFailed(): void {
    if (this.#failed) throw this.#failed.error;
  }

  #land(): void {
    const batch = this.#batch;
    if (batch === null || batch.pieces.length === 0) return;
    this.#batch = null;
    // What has come of the next one goes on in another place.
    if (this.#have > 0) {
      this.#batch = this.#fresh();
      this.#batch.memory.set(batch.memory.subarray(batch.filled, batch.filled + this.#have));
    }
    const landing: Promise<void> = this.#write(batch)
      .catch((error: unknown) => void (this.#failed ??= { error }))
      .then(() => {
        this.#landing.delete(batch);
        this.#free.push(batch.memory);
        if (this.#landing.size === 0) this.#land();
      });
    this.#landing.set(batch, landing);
  }

  #fresh(): Batch {
    return {
      memory: this.#free.pop() ?? pieceOf(PIECE),
      filled: 0,
      pieces: [],
      indexes: [],
      keys: new Set(),
    };
  }

  async #write({ pieces, indexes, memory }: Batch): Promise<void> {
    const landed = await this.#job.sink.land(pieces, memory);
    for (const [n, piece] of pieces.entries()) {
      const one = landed[n] ?? { error: new Error('left out') };
      const telling = this.#tell(indexes[n] ?? 0, piece, one);
      if (telling !== undefined) await telling;
    }
  }

  #tell(index: number, { file, length }: Piece, landed: Landed): void | Promise<void> {
    const { progress } = this.#job;
    if (landed.path === undefined) return this.#tellFailed(index, file, landed.error);
    progress.moved(index, length);
    progress.state(index, 'done', { writtenTo: landed.path });
  }

  /** What fails with one file is said of it, and the others go on; a full disk ends it all. */
  async #tellFailed(index: number, file: SinkFile, error: unknown): Promise<void> {
    await file.keep();
    if (!(error instanceof BenchError)) throw error;
    this.#job.progress.state(index, 'failed', { note: error.failure.message });
    if (error.failure.code === 'DISK_FULL') this.#failed ??= { error };
  }
}
