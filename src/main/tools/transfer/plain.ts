import { BenchError } from '../../bench/failure.ts';
import { fileChanged } from '../../bench/files/explain-read.ts';
import { pieceOf } from '../../bench/files/piece-thread.ts';
import { entriesOf, isLeftOut, type Source, type SourceEntry } from '../../bench/files/source.ts';
import type { Ended, Mode, ReceiveJob, SendJob } from './mode.ts';
import { awaitFirst, greet, Hearing } from './talk.ts';
import { isPreface } from './verified/preface.ts';

/** Smaller ones cost more turns of the threads, larger ones leave the cache of the processor before they are written. */
const PIECE = 1024 * 1024;

/** The bytes of one file until the end of the connection, and nothing else: as `nc` and course programs do it. */
export const plainMode: Mode = { mode: 'plain', send, receive };

async function send(job: SendJob): Promise<Ended> {
  const { progress, control } = job;
  const entry = await onlyFile(job.source, control.signal);
  const index = progress.listed(entry);
  progress.allListed();
  await greet(job, job.greeting);
  await awaitFirst(job);
  const hearing = new Hearing(job);
  try {
    progress.phase('moving');
    progress.begun(index, 0);
    await sendBytes(job, entry, index);
    await hearing.end();
  } finally {
    await hearing.stop();
  }
  progress.state(index, 'done');
  return { failure: null };
}

/** The one file that is to be sent. Rejects where it is another number of them, or one that can't be read. */
async function onlyFile(source: Source, signal: AbortSignal): Promise<SourceEntry> {
  let only: SourceEntry | null = null;
  for await (const entry of entriesOf(source, signal)) {
    if (isLeftOut(entry))
      throw new BenchError({
        code: 'LEFT_OUT',
        message: `${entry.path} can’t be sent. ${entry.why}`,
        field: 'files',
      });
    if (only || entry.kind !== 'file')
      throw new BenchError({
        code: 'ONE_FILE',
        message: 'Plain mode sends the bytes of one file.',
        hint: 'Folders and several files go in Tar or Verified mode.',
        field: 'files',
      });
    only = entry;
  }
  if (only) return only;
  throw new BenchError({ code: 'ONE_FILE', message: 'There is no file to send.', field: 'files' });
}

/** Sends as many bytes as were listed, reading the next piece while one is on its way. */
async function sendBytes({ wire, record, progress, control }: SendJob, entry: SourceEntry, index: number) {
  const { signal } = control;
  const file = await entry.open();
  let written: Promise<void> = Promise.resolve();
  try {
    const buffers = [pieceOf(PIECE), pieceOf(PIECE)] as const;
    for (let at = 0, turn = 0; at < entry.size; turn ^= 1) {
      await control.gate();
      const into = buffers[turn === 0 ? 0 : 1].subarray(0, Math.min(PIECE, entry.size - at));
      const length = await file.read(into, at, signal);
      await written;
      if (length < into.length) {
        await file.check();
        throw fileChanged(entry.path, 'it has become shorter');
      }
      record.passed('out', into, 'data');
      written = wire.write(into, signal);
      written.catch(() => undefined);
      progress.moved(index, length);
      at += length;
    }
    await written;
    await file.check();
  } finally {
    await file.close();
  }
}

async function receive(job: ReceiveJob): Promise<Ended> {
  const { wire, record, progress, control, sink, fileName } = job;
  const { signal } = control;
  await greet(job, job.greeting);
  // Whoever only looks whether the port is open brings nothing, and nobody is asked anything for it.
  let bytes = await wire.read(signal);
  const modified = Date.now();
  const path = fileName || nameFor(wire.peer, new Date(modified));
  const index = progress.listed({ path, kind: 'file', size: null });
  progress.allListed();
  const offered = { path, kind: 'file' as const, size: null, modified, mode: 0o644, target: '' };
  const verdict = await sink.offer(offered, signal);
  if (verdict.kind === 'refuse') {
    progress.state(index, 'refused', { note: verdict.failure.message });
    // Thrown, so that the connection is broken off: an end would tell the other side that all went well.
    throw new BenchError(verdict.failure);
  }
  if (verdict.kind === 'skip' || !verdict.file) {
    progress.state(index, 'skipped', verdict.kind === 'skip' ? { note: verdict.why } : {});
    return { failure: null };
  }
  const { file } = verdict;
  await file.start(0);
  progress.phase('moving');
  progress.begun(index, 0);
  if (bytes && isPreface(bytes) === 'yes') progress.state(index, 'moving', { note: VERIFIED });
  let size = 0;
  for (; bytes !== null; bytes = await wire.read(signal)) {
    record.passed('in', bytes, 'data');
    await file.write(bytes);
    size += bytes.length;
    progress.moved(index, bytes.length);
    await control.gate();
  }
  const writtenTo = await file.finish();
  progress.state(index, 'done', { writtenTo, size });
  return { failure: null };
}

const VERIFIED = 'It begins as a transfer in Verified mode does: receive that in Verified mode.';

/** `2026-11-21 14.05.09 from 127.0.0.1 port 50412`, of characters that every disk takes. */
function nameFor(peer: string, now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.');
  const from = peer
    .replace(/:(\d+)$/, ' port $1')
    .replace(/[[\]]/g, '')
    .replaceAll(':', '.')
    .replace(/[^\w. -]/g, '_');
  return `${day} ${time} from ${from}`;
}
