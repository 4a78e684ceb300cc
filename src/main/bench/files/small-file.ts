import { notReceived, refused } from './not-received.ts';
import { alone, inFolder, place, type Standing } from './place.ts';
import type { Room } from './room.ts';
import { modeOf, timeOf } from './safe-folder.ts';
import type { Landed, Offered, SinkFile } from './sink.ts';
import { type SmallPiece, type SmallResult, writeSmall } from './small-writer.ts';

/** A file up to this size is kept in memory until it is whole. */
export const SMALL = 64 * 1024;

/** What the small files of one folder share. */
export interface Spot {
  folder: string;
  /** Its path under the folder that receives (`a/b/`). */
  under: string;
  room: Room;
  /** Called once for each, when it is over. */
  ended(file: SmallFile, part: string): void;
}

/** A file so small that no part of it is worth keeping: it goes to the disk at once, when all of it is there. */
export class SmallFile implements SinkFile {
  readonly have = 0;
  readonly small = true;
  readonly #spot: Spot;
  readonly #entry: Offered;
  readonly #size: number;
  readonly #own: string;
  readonly #name: string;
  readonly #standing: Standing | null;
  /** Where its part and it are to stand on the disk. */
  readonly #part: string;
  readonly #target: string;
  #bytes: Buffer | null = null;
  #at = 0;
  #expected: number;
  #finishing: Promise<string> | null = null;
  #over = false;

  /** `own` and `name`: see `Naming`; `standing` may be replaced; `part`: where its part stands. */
  constructor(
    spot: Spot,
    entry: Offered,
    size: number,
    own: string,
    name: string,
    standing: Standing | null,
    part: string,
  ) {
    this.#spot = spot;
    this.#entry = entry;
    this.#size = this.#expected = size;
    this.#own = own;
    this.#name = name;
    this.#standing = standing;
    this.#part = part;
    this.#target = inFolder(spot.folder, name);
  }

  get path(): string {
    return this.#spot.under + this.#name;
  }

  async read(): Promise<number> {
    return 0;
  }

  async start(from: number): Promise<void> {
    const size = this.#size;
    if (from !== 0) throw new RangeError(`starts at ${from} of 0`);
    if (this.#expected < size) await this.#spot.room.take(this.#entry.path, size - this.#expected);
    this.#expected = size;
    this.#bytes ??= Buffer.allocUnsafe(size);
    this.#at = 0;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { path } = this.#entry;
    if (this.#at + bytes.length > this.#size) throw wrongSize(path, 'More');
    if (this.#bytes === null) throw new Error('written before its start');
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    this.#expected -= bytes.length;
    const asking = this.#spot.room.came(path, bytes.length, bytes.length, this.#expected);
    if (asking !== undefined) await asking;
  }

  finish(): Promise<string> {
    return (this.#finishing ??= this.#finish());
  }

  async #finish(): Promise<string> {
    const { path } = this.#entry;
    const bytes = this.#bytes;
    if (bytes === null) throw new Error('finished before its start');
    if (this.#at !== this.#size) throw wrongSize(path, 'Less');
    try {
      const job = { ...this.piece(0, this.#size), bytes };
      return await this.#placed(await alone(this.#target, () => writeSmall(job)));
    } catch (error) {
      throw notReceived(path, error);
    } finally {
      this.#end();
    }
  }

  async #placed(result: SmallResult): Promise<string> {
    const { folder, under } = this.#spot;
    if (typeof result === 'object') throw Object.assign(new Error(result.message), result);
    if (result === 'damaged') throw new Error('damaged');
    if (result === 'placed') return this.path;
    return under + (await place(folder, this.#part, { name: this.#name, own: this.#own, replaces: null }));
  }

  /** All of it came, among others. Throws, or answers with a promise that rejects, where there is no room for it. */
  come(): void | Promise<void> {
    const { room } = this.#spot;
    const { path } = this.#entry;
    const size = this.#size;
    if (this.#expected < size)
      return room.take(path, size - this.#expected).then(() => {
        this.#expected = size;
        return this.come();
      });
    this.#expected = 0;
    return room.came(path, size, size, 0);
  }

  /** To be written, of `length` bytes from `from`. */
  piece(from: number, length: number): SmallPiece {
    const { modified, mode } = this.#entry;
    if (length !== this.#size) throw new RangeError(`${length} bytes of ${this.#size}`);
    return {
      part: this.#part,
      target: this.#target,
      replaces: this.#standing,
      at: timeOf(modified),
      mode: modeOf(mode),
      from,
      length,
    };
  }

  /** It was written, or not, together with others. */
  landed(result: SmallResult): Landed | Promise<Landed> {
    // Its hash was another: it comes again.
    if (result === 'damaged') return { damaged: true };
    if (result === 'placed') {
      this.#end();
      return { path: this.path };
    }
    const { path } = this.#entry;
    return this.#placed(result)
      .then(
        (placed) => ({ path: placed }),
        (error: unknown) => ({ error: notReceived(path, error) }),
      )
      .finally(() => this.#end());
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
    this.#spot.room.release(this.#expected);
    this.#spot.ended(this, this.#part);
  }
}

const wrongSize = (path: string, what: string) =>
  refused('WRONG_SIZE', path, `${what} of it came than the other side had said.`);
