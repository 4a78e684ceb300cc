import { BenchError } from '../../../bench/failure.ts';
import { fileChanged } from '../../../bench/files/explain-read.ts';
import type { SourceFile } from '../../../bench/files/source.ts';
import type { Ended, SendJob } from '../mode.ts';
import { awaitFirst, greet, Hearing } from '../talk.ts';
import { Ahead, type Listed } from './ahead.ts';
import { filler } from './header.ts';
import { Outlet } from './outlet.ts';
import { archiveEnd, entryHeader } from './write-entry.ts';

/** A file of no more bytes is read whole before its header is sent: then it is known to be what it was listed as. */
const SMALL = 256 * 1024;
const AT_ONCE = 16;

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
  const under: Promise<Prepared>[] = [];
  let hearing: Hearing | null = null;
  try {
    await greet(job, job.greeting);
    await awaitFirst(job);
    hearing = new Hearing(job);
    job.progress.phase('moving');
    const outlet = new Outlet(job);
    while (true) {
      for (let next = room(under) && ahead.take(); next; next = room(under) && ahead.take()) {
        const preparing = prepare(next);
        preparing.catch(() => undefined);
        under.push(preparing);
      }
      const preparing = under[0];
      if (preparing) {
        await job.control.gate();
        const prepared = await preparing;
        void under.shift();
        await pack(job, outlet, prepared);
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
    for (const prepared of await Promise.allSettled(under))
      if (prepared.status === 'fulfilled' && prepared.value.as === 'open') await prepared.value.file.close();
    await hearing?.stop();
    await ahead.stop();
  }
  return { failure: null };
}

const room = (under: unknown[]) => under.length < AT_ONCE;

async function prepare(listed: Listed): Promise<Prepared> {
  const { entry } = listed;
  if (entry.kind !== 'file') return { as: 'whole', listed, bytes: new Uint8Array(0) };
  let file: SourceFile | null = null;
  try {
    file = await entry.open();
    if (entry.size > SMALL) return { as: 'open', listed, file };
    const bytes = Buffer.allocUnsafe(entry.size);
    const length = await file.read(bytes, 0);
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

async function pack(job: SendJob, outlet: Outlet, prepared: Prepared): Promise<void> {
  const { progress } = job;
  const { entry, index } = prepared.listed;
  if (prepared.as === 'failed')
    return progress.state(index, 'failed', { note: prepared.error.failure.message });
  if (entry.kind === 'file') progress.begun(index, 0);
  if (prepared.as === 'whole') {
    await outlet.put(entryHeader(entry), 'control');
    await outlet.put(prepared.bytes, 'data');
    await outlet.put(Buffer.alloc(filler(prepared.bytes.length)), 'data');
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
    await outlet.put(Buffer.alloc(filler(entry.size)), 'data');
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
