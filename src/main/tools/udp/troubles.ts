import type { Capture } from '../../bench/capture/capture.ts';

/** Rows that errors may make in a second; what the network refuses can come as fast as one sends. */
const PER_SECOND = 100;

/** Writes what the network says into the timeline, a row each, and past a bound only how many there were. */
export class Troubles {
  readonly #capture: Capture;
  #told = 0;
  #more = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  tell(sentence: string): void {
    this.#timer ??= setTimeout(() => this.end(), 1000);
    if (this.#told++ < PER_SECOND) this.#capture.event('error', sentence);
    else this.#more++;
  }

  /** Tells what was not told yet. */
  end(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#more > 0)
      this.#capture.event('error', `${this.#more.toLocaleString('en-US')} more failed like it.`);
    this.#told = this.#more = 0;
  }
}
