import { statfs } from 'node:fs/promises';
import { refused } from './not-received.ts';

/** After so many bytes the disk is asked again how much is free: others write to it, too. */
const LOOK_AGAIN = 64 * 1024 * 1024;

/**
 * What may still be received: the limits of the user, and what is free on the disk. What the other side says it will
 * send is held against both before it comes, and what does come is counted.
 */
export class Room {
  readonly #folder: string;
  readonly #maxFiles: number;
  readonly #maxBytes: number;
  #files = 0;
  /** Bytes that have come, and those that were taken on and have not. */
  #came = 0;
  #toCome = 0;
  /** Free when the disk was last asked, less what has come since. */
  #free = Infinity;
  #since = LOOK_AGAIN;

  constructor(folder: string, limits: { maxFiles: number; maxBytes: number }) {
    this.#folder = folder;
    this.#maxFiles = limits.maxFiles;
    this.#maxBytes = limits.maxBytes;
  }

  /** One more file or folder. Throws LIMIT. */
  count(path: string): void {
    if (this.#files >= this.#maxFiles) {
      throw refused(
        'LIMIT',
        path,
        `At most ${this.#maxFiles.toLocaleString('en-US')} files and folders are taken.`,
        'Receive with a larger “Max files”.',
      );
    }
    this.#files++;
  }

  /** Takes on a file of which `bytes` are still to come. Rejects with LIMIT or DISK_FULL. */
  async take(path: string, bytes: number): Promise<void> {
    this.#limit(path, bytes);
    if (!this.hasFor(bytes)) {
      await this.#look();
      if (this.#toCome + bytes > this.#free) throw this.#full(path, bytes, this.#toCome);
    }
    this.#toCome += bytes;
  }

  /** Whether it is known without asking the disk that there is room. */
  hasFor(bytes: number): boolean {
    return this.#toCome + bytes <= this.#free && this.#since < LOOK_AGAIN;
  }

  /** As {@link Room.take}, for what there is room for. Throws LIMIT. */
  takeNow(path: string, bytes: number): void {
    this.#limit(path, bytes);
    this.#toCome += bytes;
  }

  /** `bytes` have come of a file; `expected` of them were taken on. Rejects with LIMIT or DISK_FULL. */
  came(path: string, bytes: number, expected: number, left: number): Promise<void> | undefined {
    if (this.#came + bytes > this.#maxBytes) throw this.#tooMuch(path);
    this.#came += bytes;
    this.#toCome -= expected;
    this.#free -= bytes;
    this.#since += bytes;
    if (this.#since < LOOK_AGAIN) return undefined;
    return this.#look().then(() => {
      if (left > this.#free) throw this.#full(path, left);
    });
  }

  /** `bytes` that were taken on will not come. */
  release(bytes: number): void {
    this.#toCome -= bytes;
  }

  #limit(path: string, bytes: number): void {
    if (this.#came + this.#toCome + bytes > this.#maxBytes) throw this.#tooMuch(path);
  }

  async #look(): Promise<void> {
    this.#since = 0;
    const disk = await statfs(this.#folder).catch(() => null);
    // A disk that says nothing of itself is found full when it is.
    this.#free = disk === null || disk.blocks === 0 ? Infinity : disk.bavail * disk.bsize;
  }

  #tooMuch(path: string): Error {
    return refused(
      'LIMIT',
      path,
      `With it, more than ${inBytes(this.#maxBytes)} would be received.`,
      'Receive with a larger “Max size”.',
    );
  }

  /** `others`: bytes for which there is room, of files that are on their way. */
  #full(path: string, bytes: number, others = 0): Error {
    const free = inBytes(Math.max(0, this.#free));
    const taken = others > 0 ? `, of which other files on their way take ${inBytes(others)}` : '';
    return refused(
      'DISK_FULL',
      path,
      `It needs ${inBytes(bytes)} more, and ${free} are free on the disk${taken}.`,
      'Free some space, or receive into a folder on another disk.',
    );
  }
}

function inBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  const value = bytes / 1024 ** unit;
  return `${unit === 0 ? bytes.toLocaleString('en-US') : value.toFixed(value < 99.95 ? 1 : 0)} ${units[unit]}`;
}
