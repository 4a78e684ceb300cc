import type { FileState } from '../../../../contract/tools/transfer.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { Entry } from '../../../bench/files/source.ts';
import { folded } from '../../../bench/files/names.ts';
import type { SinkFile, Verdict } from '../../../bench/files/sink.ts';
import type { Ended, ReceiveJob } from '../mode.ts';
import { greet } from '../talk.ts';
import { cutTar, neverTar, notTar } from './explain.ts';
import type { Found } from './found.ts';
import { Gathering, SMALL as GATHERED } from './gathering.ts';
import { Pool } from './pool.ts';
import { type TarEvent, TarReader } from './reader.ts';
import { Slices } from './slices.ts';

/** A file of no more bytes is collected and written while the next ones come. */
const SMALL = 256 * 1024;
/** Of those, what is written at once. */
const AT_ONCE = { files: 256, bytes: 8 * 1024 * 1024 };
/** After so many entries that are refused nobody wants to see more. */
const MOST_REFUSED = 10_000;

/** Receives what `tar c` sends. What is whole stays, whatever becomes of the rest. */
export async function receiveTar(job: ReceiveJob): Promise<Ended> {
  const { wire, record, progress, control } = job;
  const { signal } = control;
  await greet(job, job.greeting);
  const reader = new TarReader();
  const unpacking = new Unpacking(job);
  try {
    for (let bytes: Uint8Array | null; (bytes = await wire.read(signal)) !== null;) {
      progress.phase('moving');
      for (const event of reader.push(bytes)) {
        if (event.kind === 'around') record.passed('in', event.bytes, event.what);
        else await unpacking.take(event);
      }
      unpacking.pause();
      if (unpacking.ended) break;
      const other = neverTar(reader);
      if (other) throw other;
      await control.gate();
    }
  } catch (error) {
    await unpacking.settle();
    throw notTar(error, reader, unpacking.last);
  }
  await unpacking.settle();
  unpacking.mustHaveDone();
  const cut = cutTar(reader, unpacking.last, unpacking.open);
  if (cut) throw cut;
  progress.allListed();
  return { failure: null };
}

interface Receiving {
  index: number;
  entry: Entry;
  /** Its name, as the most forgiving disk takes it. */
  key: string;
  /** Its bytes so far, when it is small and not gathered. */
  whole: Buffer | null;
  /** They lie among those of others. */
  gathered: boolean;
  filled: number;
  /** Where they go, when it is large; null: nowhere. */
  file: SinkFile | null;
}

/** Puts the entries of an archive where they go. */
class Unpacking {
  readonly #job: ReceiveJob;
  readonly #pool = new Pool(AT_ONCE);
  readonly #gathering: Gathering;
  readonly #slices = new Slices();
  #refused = 0;
  #receiving: Receiving | null = null;
  /** The last entry that began. */
  last: string | null = null;
  ended = false;

  constructor(job: ReceiveJob) {
    this.#job = job;
    this.#gathering = new Gathering(job);
  }

  /** The file that is under way. */
  get open(): string | null {
    return this.#receiving?.entry.path ?? null;
  }

  async take(event: Exclude<TarEvent, { kind: 'around' }>): Promise<void> {
    if (event.kind === 'entry') await this.#entry(event.entry);
    else if (event.kind === 'bytes') await this.#bytes(event.bytes);
    else if (event.kind === 'entry-end') await this.#entryEnd();
    else this.ended = true;
  }

  /** Waits for what is being written. */
  async settle(): Promise<void> {
    await this.#pool.settle();
    await this.#gathering.settle();
  }

  /** No more has come for the moment. */
  pause(): void {
    this.#gathering.pause();
  }

  /** Rejects with what broke off the writing of a file. */
  mustHaveDone(): void {
    this.#pool.throwIfFailed();
    this.#gathering.throwIfFailed();
  }

  async #entry(found: Found): Promise<void> {
    if (found.path === null) return;
    this.last = found.path;
    const { progress } = this.#job;
    if (!found.take) {
      progress.leftOut(found.path, found.why);
      return this.#countRefused();
    }
    const { path, kind, size } = found;
    const index = progress.listed({ path, kind, size });
    const key = folded(path);
    const gathered = kind === 'file' && size <= GATHERED;
    const receiving = { index, entry: found, key, whole: null, gathered, filled: 0, file: null } as Receiving;
    if (kind === 'file') {
      this.#receiving = receiving;
      if (gathered) await this.#gathering.begin(size);
      else if (size <= SMALL) receiving.whole = this.#slices.take(size);
      else {
        await this.#alone(key);
        receiving.file = await this.#offer(receiving);
      }
      return;
    }
    // A link changes what the names of others lead to, so that it waits for them and they for it.
    if (kind === 'link') await this.settle();
    await this.#offer(receiving);
  }

  /** Waits until no other is written that a disk may take for this one. */
  async #alone(key: string): Promise<void> {
    await this.#pool.alone(key);
    await this.#gathering.alone(key);
  }

  /** One of those that lie among others: it goes to the disk with them, or by itself where it has to be looked at. */
  async #gather(receiving: Receiving): Promise<void> {
    const { index, entry, key } = receiving;
    const { sink, control, progress } = this.#job;
    await this.#alone(key);
    const verdict = sink.offer(entry, control.signal);
    if (!(verdict instanceof Promise) && verdict.kind === 'take' && verdict.file?.small === true) {
      progress.begun(index, 0);
      return this.#gathering.add(key, index, verdict.file);
    }
    const offered = Promise.resolve(verdict);
    // It is looked at when its turn comes.
    offered.catch(() => undefined);
    const own = Buffer.from(this.#gathering.bytes);
    return this.#pool.add(key, own.length, () => this.#writeWhole(receiving, own, offered));
  }

  async #bytes(bytes: Uint8Array): Promise<void> {
    const { record, progress } = this.#job;
    record.passed('in', bytes, 'data');
    const receiving = this.#receiving;
    if (receiving === null) return;
    if (receiving.gathered) this.#gathering.put(bytes);
    else if (receiving.whole) {
      receiving.whole.set(bytes, receiving.filled);
      receiving.filled += bytes.length;
    } else if (receiving.file) {
      const { file, index } = receiving;
      const went = await this.#try(receiving, file, () => file.write(bytes));
      if (went) progress.moved(index, bytes.length);
      else receiving.file = null;
    }
  }

  async #entryEnd(): Promise<void> {
    const receiving = this.#receiving;
    if (receiving === null) return;
    this.#receiving = null;
    const { whole, file, key, gathered } = receiving;
    if (file) await this.#finish(receiving, file);
    else if (gathered) await this.#gather(receiving);
    else if (whole) {
      await this.#gathering.alone(key);
      await this.#pool.add(key, whole.length, () => this.#writeWhole(receiving, whole));
    }
  }

  async #writeWhole(receiving: Receiving, bytes: Buffer, offered?: Promise<Verdict>): Promise<void> {
    const file = await this.#offer(receiving, offered);
    if (file === null) return;
    if (bytes.length > 0 && !(await this.#try(receiving, file, () => file.write(bytes)))) return;
    this.#job.progress.moved(receiving.index, bytes.length);
    await this.#finish(receiving, file);
  }

  /** Answers where the bytes of a file go; null where they are not wanted, or there are none. */
  async #offer(receiving: Receiving, offered?: Promise<Verdict>): Promise<SinkFile | null> {
    const { sink, control } = this.#job;
    const { index, entry } = receiving;
    const verdict = await (offered ?? sink.offer(entry, control.signal));
    if (verdict.kind === 'skip') this.#state(index, 'skipped', { note: verdict.why });
    else if (verdict.kind === 'refuse') {
      this.#state(index, 'refused', { note: verdict.failure.message });
      this.#countRefused();
    } else if (verdict.file === null) this.#state(index, 'done', {});
    else {
      const { file } = verdict;
      this.#job.progress.begun(index, 0);
      if (await this.#try(receiving, file, () => file.start(0))) return file;
    }
    return null;
  }

  async #finish(receiving: Receiving, file: SinkFile): Promise<void> {
    await this.#try(receiving, file, async () => {
      const writtenTo = await file.finish();
      this.#state(receiving.index, 'done', { writtenTo });
    });
  }

  /** What fails with one file is said of it, and the others go on; a full disk ends it all. */
  async #try({ index }: Receiving, file: SinkFile, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      await file.keep();
      if (!(error instanceof BenchError)) throw error;
      this.#state(index, 'failed', { note: error.failure.message });
      if (error.failure.code === 'DISK_FULL') throw error;
      return false;
    }
  }

  #state(index: number, state: FileState, more: { note?: string; writtenTo?: string }): void {
    this.#job.progress.state(index, state, more);
  }

  #countRefused(): void {
    if (++this.#refused <= MOST_REFUSED) return;
    throw new BenchError({
      code: 'TOO_MANY_REFUSED',
      message: `More than ${MOST_REFUSED.toLocaleString('en-US')} entries of the archive were refused, so it was broken off.`,
      hint: 'The list tells why each of them was.',
    });
  }
}
