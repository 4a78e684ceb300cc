/** What the system knows of something on the disk, as far as a sender asks; the `Stats` of Node fit. */
export interface Facts {
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly uid: number;
  readonly dev: number;
  readonly ino: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
  isBlockDevice(): boolean;
  isCharacterDevice(): boolean;
}

/** How many numbers stand for one in a row of them: mode, size, time, owner, device, inode. */
export const NUMBERS = 6;
const KIND = 0o170000;

/** Facts that came as numbers from a thread. */
export class NumberedFacts implements Facts {
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly uid: number;
  readonly dev: number;
  readonly ino: number;

  constructor(numbers: Float64Array, at: number) {
    this.mode = numbers[at] ?? 0;
    this.size = numbers[at + 1] ?? 0;
    this.mtimeMs = numbers[at + 2] ?? 0;
    this.uid = numbers[at + 3] ?? 0;
    this.dev = numbers[at + 4] ?? 0;
    this.ino = numbers[at + 5] ?? 0;
  }

  isFile(): boolean {
    return (this.mode & KIND) === 0o100000;
  }
  isDirectory(): boolean {
    return (this.mode & KIND) === 0o040000;
  }
  isSymbolicLink(): boolean {
    return (this.mode & KIND) === 0o120000;
  }
  isFIFO(): boolean {
    return (this.mode & KIND) === 0o010000;
  }
  isSocket(): boolean {
    return (this.mode & KIND) === 0o140000;
  }
  isBlockDevice(): boolean {
    return (this.mode & KIND) === 0o060000;
  }
  isCharacterDevice(): boolean {
    return (this.mode & KIND) === 0o020000;
  }
}
