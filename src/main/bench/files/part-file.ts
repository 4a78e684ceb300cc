import { constants } from 'node:fs';
import { copyFile, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../failure.ts';
import { notReceived, refused } from './not-received.ts';
import { PieceThread } from './piece-thread.ts';
import { look, type Naming, place, remove } from './place.ts';
import type { Room } from './room.ts';
import { ignored, modeOf, timeOf } from './safe-folder.ts';
import type { LeftOver, Offered, SinkFile } from './sink.ts';

// A link in the place of a part would be written through. Windows has no such flag, and needs a right to make links.
const { O_CREAT, O_EXCL, O_RDWR, O_RDONLY, O_NOFOLLOW } = constants;

/** Where a file is received, and what it becomes. */
export interface Plan extends Naming {
  entry: Offered;
  room: Room;
  /** The folder it lies in, and its path under the folder that receives (`a/b/`). */
  folder: string;
  under: string;
  /** The name of its part. */
  part: string;
  /** Called once, when it is over. */
  ended(): void;
}

/** What is there of it, and in which file. */
interface There {
  have: number;
  from: string;
}

/** A file that is written to the disk as it comes. */
export class PartFile implements SinkFile {
  readonly have: number;
  readonly #plan: Plan & There;
  readonly #part: string;
  #reading: FileHandle | null = null;
  #writing: FileHandle | null = null;
  readonly #thread = new PieceThread('write');
  /** Where the next bytes go; -1 before the start. */
  #at = -1;
  /** The file that stands there is all of it: nothing has to be written. */
  #asItIs = false;
  /** Bytes that the room still expects. */
  #expected: number;
  #finishing: Promise<string> | null = null;
  #over = false;

  constructor(plan: Plan & There) {
    this.#plan = plan;
    this.have = plan.have;
    this.#part = join(plan.folder, plan.part);
    this.#expected = plan.entry.size === null ? 0 : plan.entry.size - plan.have;
  }

  get path(): string {
    return this.#plan.under + this.#plan.name;
  }

  get part(): LeftOver | null {
    const { under, part, entry } = this.#plan;
    return this.#at > 0 && !this.#asItIs ? { path: entry.path, part: under + part } : null;
  }

  async read(into: Uint8Array, offset: number): Promise<number> {
    return this.#named(async () => {
      const { folder, from } = this.#plan;
      this.#reading ??= await open(join(folder, from), O_RDONLY | O_NOFOLLOW);
      let filled = 0;
      while (filled < into.length) {
        const { bytesRead } = await this.#reading.read(into, filled, into.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    });
  }

  async start(from: number): Promise<void> {
    const { entry, part, from: base, have, room } = this.#plan;
    await this.#named(async () => {
      if (!Number.isSafeInteger(from) || from < 0 || from > have)
        throw new RangeError(`starts at ${from} of ${have}`);
      await this.#closeFiles();
      this.#asItIs = base !== part && from === have && from === entry.size;
      if (entry.size !== null && entry.size - from > this.#expected) {
        await room.take(entry.path, entry.size - from - this.#expected);
        this.#expected = entry.size - from;
      }
      if (!this.#asItIs) this.#writing = from === 0 ? await this.#anew() : await this.#carryOn(from);
      this.#at = from;
    });
  }

  /** A file of ours, whatever stood there. */
  async #anew(): Promise<FileHandle> {
    const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
    try {
      return await open(this.#part, flags, 0o600);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      await remove(this.#part);
      return open(this.#part, flags, 0o600);
    }
  }

  async #carryOn(from: number): Promise<FileHandle> {
    const { folder, from: base, part, entry } = this.#plan;
    if (base !== part) {
      // What stands there stays as it is until the whole file takes its place.
      await remove(this.#part);
      await copyFile(join(folder, base), this.#part, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    }
    const file = await open(this.#part, O_RDWR | O_NOFOLLOW);
    try {
      const { size, nlink } = await file.stat();
      if (size < from || nlink !== 1)
        throw refused('FILE_CHANGED', entry.path, 'Its part was changed meanwhile.');
      if (size > from) await file.truncate(from);
      if (base !== part) await file.chmod(0o600).catch(ignored);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { entry, room } = this.#plan;
    await this.#named(async () => {
      const { length } = bytes;
      if (entry.size !== null && this.#at + length > entry.size) {
        throw refused('WRONG_SIZE', entry.path, 'More of it came than the other side had said.');
      }
      if (this.#writing === null || this.#at < 0) throw new Error('written before its start');
      const expected = Math.min(length, this.#expected);
      this.#expected -= expected;
      const asking = room.came(entry.path, length, expected, this.#expected);
      if (asking !== undefined) await asking;
      for (let done = 0; done < length;) {
        const count = await this.#some(this.#writing, done === 0 ? bytes : bytes.subarray(done));
        done += count;
        this.#at += count;
      }
    });
  }

  /** Writes as many of these bytes as the system takes at once. */
  async #some(file: FileHandle, bytes: Uint8Array): Promise<number> {
    if (this.#thread.takes(bytes)) return this.#thread.move(file.fd, bytes, this.#at);
    return (await file.write(bytes, 0, bytes.length, this.#at)).bytesWritten;
  }

  finish(): Promise<string> {
    return (this.#finishing = this.#finish());
  }

  async #finish(): Promise<string> {
    const { entry, folder, under } = this.#plan;
    return this.#named(async () => {
      if (entry.size !== null && this.#at !== entry.size) {
        throw refused('WRONG_SIZE', entry.path, 'Less of it came than the other side had said.');
      }
      if (!this.#asItIs) {
        const file = this.#writing;
        if (file === null) throw new Error('finished before its start');
        const at = timeOf(entry.modified);
        if (at !== null) await file.utimes(at, at).catch(ignored);
        await file.chmod(modeOf(entry.mode)).catch(ignored);
      }
      await this.#closeFiles();
      const placed = this.#asItIs ? this.#plan.from : await place(folder, this.#part, this.#plan);
      this.#end();
      return under + placed;
    });
  }

  async keep(): Promise<void> {
    await this.#finishing?.catch(ignored);
    await this.#leave(async () => {
      // An empty part tells a later try nothing.
      if (this.#at >= 0 && (await look(this.#part).catch(() => null))?.size === 0) await remove(this.#part);
    });
  }

  async discard(): Promise<void> {
    await this.#finishing?.catch(ignored);
    await this.#leave(() => remove(this.#part));
  }

  /** The part is another’s to take only when nothing is done with it here any more. */
  async #leave(last: () => Promise<void>): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    try {
      await this.#closeFiles();
      await last();
    } finally {
      this.#release();
    }
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#release();
  }

  #release(): void {
    this.#plan.room.release(this.#expected);
    this.#plan.ended();
  }

  async #closeFiles(): Promise<void> {
    const files = [this.#reading, this.#writing];
    this.#reading = this.#writing = null;
    await this.#thread.close();
    for (const file of files) await file?.close();
  }

  async #named<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw notReceived(this.#plan.entry.path, error);
    }
  }
}
