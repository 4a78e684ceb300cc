import { BenchError } from '../../../bench/failure.ts';
import { fileChanged } from '../../../bench/files/explain-read.ts';
import type { SourceFile } from '../../../bench/files/source.ts';
import type { Ended, SendJob } from '../mode.ts';
import { awaitFirst, greet, Hearing } from '../talk.ts';
import { Ahead, type Listed } from './ahead.ts';
import { BLOCK, filler } from './header.ts';
import { Outlet } from './outlet.ts';
import { archiveEnd, entryHeader } from './write-entry.ts';

/** A file of no more bytes is read whole before its header is sent: then it is known to be what it was listed as. */
const SMALL = 256 * 1024;
/** What is read ahead, at most: files, and bytes of the small ones. */
const MOST_FILES = 256;
const MOST_BYTES = 8 * 1024 * 1024;
/** A large one that is open counts as so many bytes, so that few are open at a time. */
const OPEN = 1024 * 1024;

/** What is to be put into the archive for an entry. */
type Prepared = { listed: Listed } & (
  | { as: 'whole'; bytes: Uint8Array }
  | { as: 'open'; file: SourceFile }
  /** It can't be read: it is left out, and said. */
  | { as: 'failed'; error: BenchError }
);

/** Sends files and folders as `tar x` reads them. */
export async function sendTar(job: SendJob): Promise<Ended> {
  const ahead = new Ahead(job);
  const under = new Under(job.control.signal);
  let hearing: Hearing | null = null;
  try {
    await greet(job, job.greeting);
    await awaitFirst(job);
    hearing = new Hearing(job);
    job.progress.phase('moving');
    const outlet = new Outlet(job);
    while (true) {
      for (let next = under.hasRoom && ahead.take(); next; next = under.hasRoom && ahead.take())
        under.add(next);
      const preparing = under.take();
      if (preparing) {
        await pack(job, outlet, await preparing);
      } else {
        // Nobody waits for what we have while the next file is looked for.
        await outlet.flush();
        if (!(await ahead.more())) break;
      }
    }
    await outlet.put(archiveEnd(outlet.length), 'data');
    await outlet.done();
    await hearing.end();
  } finally {
    await under.close();
    await hearing?.stop();
    await ahead.stop();
  }
  return { failure: null };
}

/** The entries that are being prepared, in their order. */
class Under {
  readonly #waiting: { preparing: Promise<Prepared>; cost: number }[] = [];
  readonly #signal: AbortSignal;
  #cost = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get hasRoom(): boolean {
    return this.#waiting.length < MOST_FILES && this.#cost < MOST_BYTES;
  }

  add(listed: Listed): void {
    const { size } = listed.entry;
    const cost = size > SMALL ? OPEN : size;
    const preparing = prepare(listed, this.#signal);
    preparing.catch(() => undefined);
    this.#waiting.push({ preparing, cost });
    this.#cost += cost;
  }

  take(): Promise<Prepared> | null {
    const next = this.#waiting.shift();
    this.#cost -= next?.cost ?? 0;
    return next?.preparing ?? null;
  }

  /** Closes what was opened and is not wanted any more. */
  async close(): Promise<void> {
    for (let next = this.take(); next; next = this.take()) {
      const prepared = await next.catch(() => null);
      if (prepared?.as === 'open') await prepared.file.close();
    }
  }
}

async function prepare(listed: Listed, signal: AbortSignal): Promise<Prepared> {
  const { entry } = listed;
  if (entry.kind !== 'file') return { as: 'whole', listed, bytes: new Uint8Array(0) };
  let file: SourceFile | null = null;
  try {
    if (entry.size <= SMALL && entry.load) return { as: 'whole', listed, bytes: (await entry.load(0)).bytes };
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

const ZEROS = Buffer.alloc(BLOCK);
async function fill(outlet: Outlet, size: number): Promise<void> {
  const rest = filler(size);
  if (rest > 0) await outlet.put(ZEROS.subarray(0, rest), 'data');
}

async function pack(job: SendJob, outlet: Outlet, prepared: Prepared): Promise<void> {
  const { progress } = job;
  const { entry, index } = prepared.listed;
  if (prepared.as === 'failed')
    return progress.state(index, 'failed', { note: prepared.error.failure.message });
  if (entry.kind === 'file') progress.begun(index, 0);
  if (prepared.as === 'whole') {
    await job.control.gate();
    await outlet.put(entryHeader(entry), 'control');
    await outlet.put(prepared.bytes, 'data');
    await fill(outlet, prepared.bytes.length);
    progress.moved(index, prepared.bytes.length);
    return progress.state(index, 'done');
  }
  const { file } = prepared;
  try {
    await outlet.put(entryHeader(entry), 'control');
    for (let at = 0; at < entry.size;) {
      await job.control.gate();
      const { got, wanted } = await outlet.read(file, at, entry.size - at);
      progress.moved(index, got);
      at += got;
      // Its size is told: what is missing can only be made up, or all be broken off.
      if (got < wanted) {
        const error = fileChanged(entry.path, 'it has become shorter');
        progress.state(index, 'failed', { note: error.failure.message });
        throw error;
      }
    }
    await fill(outlet, entry.size);
    const error = await file.check().then(
      () => null,
      (why: unknown) => why,
    );
    if (error === null) progress.state(index, 'done');
    else if (error instanceof BenchError) progress.state(index, 'failed', { note: error.failure.message });
    else throw error;
  } finally {
    await file.close();
  }
}
