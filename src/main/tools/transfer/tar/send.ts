import { BenchError } from '../../../bench/failure.ts';
import { fileChanged } from '../../../bench/files/explain-read.ts';
import type { Ended, SendJob } from '../mode.ts';
import { awaitFirst, greet, Hearing } from '../talk.ts';
import { Ahead } from './ahead.ts';
import { BLOCK, filler } from './header.ts';
import { Outlet } from './outlet.ts';
import { type Prepared, Under } from './under.ts';
import { archiveEnd, entryHeader } from './write-entry.ts';

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
      for (let one = under.hasRoom && ahead.take(); one; one = under.hasRoom && ahead.take()) under.add(one);
      const next = under.take();
      if (next) {
        for (const prepared of await next.preparing) await pack(job, outlet, prepared);
        under.free(next);
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
