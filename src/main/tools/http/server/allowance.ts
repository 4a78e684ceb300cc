import { now } from '../../../bench/clock.ts';

/** Of each message so many bytes are kept where not all are. */
export const START = 1024 * 1024;
/** So many of them at least, whatever else moves: the head and how it goes on. */
export const SHORT = 16 * 1024;
/** So much may be kept at once, and then so much a second: more than any browser asks for, and no load for a disk. */
const MOST = 64 * 1024 * 1024;
const A_SECOND = 16 * 1024 * 1024;

/**
 * How much of its messages a server keeps. Under a load the beginnings of all messages, a MiB each, would keep the disk
 * busier than the network is; then only the heads and a little of the bodies are kept, until the load is less.
 */
export class Allowance {
  readonly #most: number;
  readonly #aSecond: number;
  #left: number;
  /** When `left` was reckoned last, in milliseconds. */
  #at: number;

  constructor(most = MOST, aSecond = A_SECOND, at = now()) {
    this.#at = at;
    this.#most = most;
    this.#aSecond = aSecond;
    this.#left = most;
  }

  /** How much is kept of a message that begins at `time`, in milliseconds. */
  at(time: number): number {
    if (this.#left < START) {
      this.#left = Math.min(this.#most, this.#left + ((time - this.#at) / 1000) * this.#aSecond);
      this.#at = time;
    }
    return this.#left < START ? SHORT : START;
  }

  /** So much was kept. */
  kept(bytes: number): void {
    this.#left -= bytes;
  }
}
