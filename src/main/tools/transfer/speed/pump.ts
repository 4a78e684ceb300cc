import { randomBytes } from 'node:crypto';
import { HEADER, writeDataHeader } from '../verified/frames.ts';
import { untrue } from '../verified/failures.ts';
import type { ScratchSink, ScratchSource } from './scratch.ts';
import { ended, type SpeedLink } from './speed-link.ts';
import type { TimeShare } from './time-share.ts';

const SMALLEST = 16 * 1024;
const LARGEST = 1024 * 1024;
/** Blocks grow while they take less than this, in milliseconds. */
const QUICK_MS = 20;
/** Bytes that are on their way to the disk at once. */
const MOST_WRITING = 4 * LARGEST;

/** Sends as fast as it goes until the signal aborts. Reads the next block while one is sent. Rejects with what broke it. */
export async function pour(
  link: SpeedLink,
  source: ScratchSource | null,
  share: TimeShare,
  signal: AbortSignal,
): Promise<void> {
  const made = () =>
    Buffer.concat([Buffer.alloc(HEADER), source ? Buffer.alloc(LARGEST) : randomBytes(LARGEST)]);
  let [block, other] = source ? [made(), made()] : [made(), Buffer.alloc(0)];
  if (!source) other = block;
  let size = SMALLEST;
  const fill = (into: Buffer) =>
    source ? source.read(into.subarray(HEADER, HEADER + size)) : Promise.resolve(size);
  let next = fill(block);
  share.begin();
  try {
    while (!signal.aborted) {
      const length = source ? await share.during('disk', next) : size;
      if (signal.aborted) break;
      const full = block;
      if (source) {
        [block, other] = [other, block];
        next = fill(block);
        // Looked at after the write.
        next.catch(() => undefined);
      }
      writeDataHeader(full, length);
      const began = performance.now();
      await share.during('wire', link.wire.write(full.subarray(0, HEADER + length), signal));
      if (performance.now() - began < QUICK_MS) size = Math.min(LARGEST, size * 2);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    share.end();
    await next.catch(() => undefined);
  }
}

/** Takes what comes until the signal aborts. Time counts from the first byte on. Rejects with what broke it. */
export async function drink(
  link: SpeedLink,
  sink: ScratchSink | null,
  share: TimeShare,
  signal: AbortSignal,
  came: (bytes: number) => void,
  work?: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const writing = new Set<Promise<void>>();
  let inFlight = 0;
  let failed: unknown = null;
  let begun = false;
  const keep = (to: ScratchSink, bytes: Uint8Array) => {
    inFlight += bytes.length;
    const task: Promise<void> = queue
      .then(() => to.write(bytes))
      .catch((error: unknown) => void (failed ??= error))
      .finally(() => {
        inFlight -= bytes.length;
        writing.delete(task);
      });
    queue = task;
    writing.add(task);
  };
  let queue: Promise<void> = Promise.resolve();
  try {
    while (!signal.aborted) {
      const said = await share.during('wire', link.next(signal));
      if (said === null) throw ended(link.wire.peer);
      if (said.name !== 'data') {
        if (said.name === 'report') continue;
        throw untrue(`it sends “${said.name}” while it is measured`);
      }
      if (!begun) share.begin();
      begun = true;
      const { length } = said.bytes;
      if (work) await work(said.bytes);
      if (sink) {
        // The bytes are only ours until the next are asked for.
        keep(sink, Buffer.from(said.bytes));
        while (inFlight >= MOST_WRITING && !signal.aborted) await share.during('disk', Promise.race(writing));
      }
      if (failed) throw failed;
      came(length);
    }
  } catch (error) {
    if (!signal.aborted || error === failed) throw error;
  } finally {
    share.end();
    await Promise.all(writing);
  }
}
