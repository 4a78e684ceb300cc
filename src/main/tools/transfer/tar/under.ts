import { BenchError } from '../../../bench/failure.ts';
import { fileChanged } from '../../../bench/files/explain-read.ts';
import { pieceOf } from '../../../bench/files/piece-thread.ts';
import type { SmallReader, SourceFile } from '../../../bench/files/source.ts';
import type { Listed } from './ahead.ts';

/** A file of no more bytes is read whole before its header is sent: then it is known to be what it was listed as. */
const SMALL = 256 * 1024;
/** What is read ahead, at most: files, and bytes of the small ones. */
const MOST_FILES = 512;
const MOST_BYTES = 8 * 1024 * 1024;
/** A large one that is open counts as so many bytes, so that few are open at a time. */
const OPEN = 1024 * 1024;
/** Small ones that are read together, at most: files, and bytes. */
const TOGETHER = 128;
const PIECE = 1024 * 1024;

/** What is to be put into the archive for an entry. */
export type Prepared = { listed: Listed } & (
  | { as: 'whole'; bytes: Uint8Array }
  | { as: 'open'; file: SourceFile }
  /** It can't be read: it is left out, and said. */
  | { as: 'failed'; error: BenchError }
);

interface Waiting {
  preparing: Promise<Prepared[]>;
  files: number;
  cost: number;
  /** Where small ones lie that are read together. */
  memory: Buffer<SharedArrayBuffer> | null;
}

/** The entries that are being prepared, in their order. */
export class Under {
  readonly #waiting: Waiting[] = [];
  readonly #signal: AbortSignal;
  readonly #free: Buffer<SharedArrayBuffer>[] = [];
  /** Small ones behind those that wait: they are read when they are enough, or nothing else is. */
  #group: { reader: SmallReader; all: Listed[]; bytes: number } | null = null;
  #files = 0;
  #cost = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get hasRoom(): boolean {
    return this.#files < MOST_FILES && this.#cost < MOST_BYTES;
  }

  add(listed: Listed): void {
    const { size, reader } = listed.entry;
    const cost = size > SMALL ? OPEN : size;
    this.#files++;
    this.#cost += cost;
    if (reader === undefined || size > SMALL) {
      this.#read();
      const preparing = prepare(listed, this.#signal).then((one) => [one]);
      return this.#wait({ preparing, files: 1, cost, memory: null });
    }
    if (this.#group?.reader !== reader || this.#group.bytes + size > PIECE) this.#read();
    const group = (this.#group ??= { reader, all: [], bytes: 0 });
    group.all.push(listed);
    group.bytes += size;
    if (group.all.length === TOGETHER) this.#read();
  }

  /** Give it back by {@link free} when it is packed. */
  take(): Waiting | null {
    if (this.#waiting.length === 0) this.#read();
    const next = this.#waiting.shift();
    this.#files -= next?.files ?? 0;
    this.#cost -= next?.cost ?? 0;
    return next ?? null;
  }

  free({ memory }: Waiting): void {
    if (memory !== null) this.#free.push(memory);
  }

  /** Closes what was opened and is not wanted any more. */
  async close(): Promise<void> {
    this.#group = null;
    for (let next = this.take(); next; next = this.take())
      for (const prepared of await next.preparing.catch(() => []))
        if (prepared.as === 'open') await prepared.file.close();
  }

  #wait(waiting: Waiting): void {
    waiting.preparing.catch(() => undefined);
    this.#waiting.push(waiting);
  }

  /** Begins to read the small ones that were gathered. */
  #read(): void {
    if (this.#group === null) return;
    const { reader, all, bytes } = this.#group;
    this.#group = null;
    const memory = this.#free.pop() ?? pieceOf(PIECE);
    const preparing = prepareTogether(reader, all, memory, this.#signal);
    this.#wait({ preparing, files: all.length, cost: bytes, memory });
  }
}

async function prepareTogether(
  reader: SmallReader,
  all: Listed[],
  memory: Buffer<SharedArrayBuffer>,
  signal: AbortSignal,
): Promise<Prepared[]> {
  const entries = all.map(({ entry }) => entry);
  let failed: ReadonlyMap<number, unknown>;
  try {
    ({ failed } = await reader.loadTogether(entries, memory, 0, signal));
  } catch (error) {
    failed = new Map(all.map((_, n) => [n, error]));
  }
  let at = 0;
  return all.map((listed, n): Prepared => {
    const error = failed.get(n);
    if (error instanceof BenchError) return { as: 'failed', listed, error };
    if (error !== undefined) throw error;
    const from = at;
    at += listed.entry.size;
    return { as: 'whole', listed, bytes: memory.subarray(from, at) };
  });
}

async function prepare(listed: Listed, signal: AbortSignal): Promise<Prepared> {
  const { entry } = listed;
  if (entry.kind !== 'file') return { as: 'whole', listed, bytes: new Uint8Array(0) };
  let file: SourceFile | null = null;
  try {
    file = await entry.open();
    if (entry.size > SMALL) return { as: 'open', listed, file };
    const bytes = Buffer.allocUnsafe(entry.size);
    const length = await file.read(bytes, 0, signal);
    await file.check();
    await file.close();
    if (length < bytes.length) throw fileChanged(entry.path, 'it has become shorter');
    return { as: 'whole', listed, bytes };
  } catch (error) {
    await file?.close();
    if (error instanceof BenchError) return { as: 'failed', listed, error };
    throw error;
  }
}
