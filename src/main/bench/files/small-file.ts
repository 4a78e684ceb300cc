import { join } from 'node:path';
import { notReceived, refused } from './not-received.ts';
import type { Plan } from './part-file.ts';
import { alone, place } from './place.ts';
import { modeOf, timeOf } from './safe-folder.ts';
import type { SinkFile } from './sink.ts';
import { smallWriter } from './small-writer.ts';

/** A file up to this size is kept in memory until it is whole. */
export const SMALL = 64 * 1024;

type SmallPlan = Plan & { entry: { size: number } };

/** A file so small that no part of it is worth keeping: it goes to the disk at once, when all of it is there. */
export class SmallFile implements SinkFile {
  readonly have = 0;
  readonly #plan: SmallPlan;
  #bytes: Buffer | null = null;
  #at = 0;
  #expected: number;
  #finishing: Promise<string> | null = null;
  #over = false;

  constructor(plan: SmallPlan) {
    this.#plan = plan;
    this.#expected = plan.entry.size;
  }

  get path(): string {
    return this.#plan.under + this.#plan.name;
  }

  async read(): Promise<number> {
    return 0;
  }

  async start(from: number): Promise<void> {
    const { path, size } = this.#plan.entry;
    if (from !== 0) throw new RangeError(`starts at ${from} of 0`);
    if (this.#expected < size) await this.#plan.room.take(path, size - this.#expected);
    this.#expected = size;
    this.#bytes ??= Buffer.allocUnsafe(size);
    this.#at = 0;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { entry, room } = this.#plan;
    if (this.#at + bytes.length > entry.size) throw wrongSize(entry.path, 'More');
    if (this.#bytes === null) throw new Error('written before its start');
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    this.#expected -= bytes.length;
    const asking = room.came(entry.path, bytes.length, bytes.length, this.#expected);
    if (asking !== undefined) await asking;
  }

  finish(): Promise<string> {
    return (this.#finishing ??= this.#finish());
  }

  async #finish(): Promise<string> {
    const { entry, folder, under, name, own, part, replaces } = this.#plan;
    const bytes = this.#bytes;
    if (bytes === null) throw new Error('finished before its start');
    if (this.#at !== entry.size) throw wrongSize(entry.path, 'Less');
    const [path, target] = [join(folder, part), join(folder, name)];
    const job = {
      part: path,
      target,
      replaces: replaces?.standing ?? null,
      at: timeOf(entry.modified),
      mode: modeOf(entry.mode),
      bytes,
    };
    try {
      const result = await alone(target, () => smallWriter.do(job));
      if (typeof result === 'object') throw Object.assign(new Error(result.message), result);
      const placed = result === 'placed' ? name : await place(folder, path, { name, own, replaces: null });
      return under + placed;
    } catch (error) {
      throw notReceived(entry.path, error);
    } finally {
      this.#end();
    }
  }

  async keep(): Promise<void> {
    // What is on its way to the disk is whole, and gets there.
    await this.#finishing?.catch(() => undefined);
    this.#end();
  }

  async discard(): Promise<void> {
    await this.keep();
  }

  #end(): void {
    this.#bytes = null;
    if (this.#over) return;
    this.#over = true;
    this.#plan.room.release(this.#expected);
    this.#plan.ended();
  }
}

const wrongSize = (path: string, what: string) =>
  refused('WRONG_SIZE', path, `${what} of it came than the other side had said.`);
