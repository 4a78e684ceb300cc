/** Characters of sentences and peers' names that one file brings into memory. */
const MOST = 64 * 1024 * 1024;
/** What each costs besides its characters. */
const EACH = 64;

/** Bounds what the texts of one file take: bytes can go to the disk, they can't. */
export class Texts {
  #left: number;
  /** Texts that there was no room for. */
  dropped = 0;

  constructor(most = MOST) {
    this.#left = most;
  }

  /** Whether there is room for one more. */
  take(text: string): boolean {
    const size = text.length + EACH;
    if (size > this.#left) {
      this.dropped++;
      return false;
    }
    this.#left -= size;
    return true;
  }
}
