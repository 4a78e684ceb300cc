import { DiskEntry } from './disk-entry.ts';
import { CHANGES, changeOf, type Listed, MORE, SHORTER } from './disk-file.ts';
import { diskThread, readFlags, type Refusal } from './disk-thread.ts';
import { fileChanged, unreadable } from './explain-read.ts';
import type { Facts } from './facts.ts';
import type { LoadedFile, LoadedTogether, SmallReader, SourceEntry } from './source.ts';

/** Fewer are not worth a thread. */
export const MANY = 32;
/** Characters of a hash in hex. */
const HASH = 64;

/** The thread that reads small files, from when it is first used for a source until that is closed. */
export class Reading implements SmallReader {
  #end: (() => Promise<void>) | null = null;
  #files = 0;

  /** True when so many files were seen that a thread is worth while. */
  isMany(more: number): boolean {
    this.#files += more;
    return this.#files >= MANY;
  }

  /** Looks at these in a folder; answers what there is, or why that can't be said. */
  async look(folder: string, names: string[]): Promise<(Facts | Refusal)[]> {
    const result = await this.#thread().do({
      kind: 'look',
      folder,
      names: names.join('/'),
      count: names.length,
    });
    if (!('looks' in result)) throw new Error('no answer to a look');
    return result.looks;
  }

  /** Reads a small file whole and hashes it. Rejects with a BenchError that names it. */
  async load(listed: Listed, room: number): Promise<LoadedFile> {
    const { at, name, size, follow } = listed;
    const result = await this.#thread().do({
      kind: 'load',
      at,
      flags: readFlags(follow),
      size,
      room,
    });
    if ('looks' in result) throw new Error('no answer to a load');
    if ('code' in result) throw unreadable(Object.assign(new Error(result.message), result), name);
    const { bytes, have, sha256, facts, hasMore } = result;
    const change = changeOf(listed, facts) ?? (have < size ? SHORTER : hasMore ? MORE : null);
    if (change !== null) throw fileChanged(name, change);
    return { bytes, sha256 };
  }

  /** Reads small files whole, one after the other, and hashes each. */
  async loadTogether(
    entries: readonly SourceEntry[],
    into: Uint8Array<SharedArrayBuffer>,
    room: number,
  ): Promise<LoadedTogether> {
    const numbers = new Float64Array(3 * entries.length);
    const paths = entries.map((entry, n) => {
      if (!(entry instanceof DiskEntry)) throw new Error(`${entry.path} is not of this disk`);
      numbers[3 * n] = readFlags(entry.follow);
      numbers[3 * n + 1] = entry.size;
      numbers[3 * n + 2] = entry.modified;
      return entry.at;
    });
    const message = { paths: paths.join('\0'), numbers, into, room };
    const answer = await this.#thread().send(message, []);
    if (!('refused' in answer)) throw new Error('no answer to files that are read together');
    const { length, refused } = answer;
    const sha256 = entries.map((_, n) => answer.sha256.slice(n * HASH, (n + 1) * HASH));
    const failed = new Map<number, unknown>();
    for (const [n, why] of refused) {
      const name = entries[n]?.path ?? '';
      const error =
        typeof why === 'string'
          ? fileChanged(name, CHANGES[why])
          : unreadable(Object.assign(new Error(why.message), why), name);
      failed.set(n, error);
      sha256[n] = '';
    }
    return { length, sha256, failed };
  }

  async close(): Promise<void> {
    const end = this.#end;
    this.#end = null;
    await end?.();
  }

  #thread() {
    this.#end ??= diskThread.use();
    return diskThread;
  }
}
