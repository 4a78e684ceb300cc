const SLOT_MS = 250;
const SLOTS = 20;

/** Bytes per second over the last five seconds, or as long as it has run. Times are in milliseconds of one clock. */
export class RateMeter {
  readonly #bytes = new Float64Array(SLOTS);
  #slot = -1;
  #began = Number.NaN;

  add(bytes: number, time: number): void {
    if (Number.isNaN(this.#began)) this.#began = time;
    this.#advance(time);
    const at = this.#slot % SLOTS;
    this.#bytes[at] = (this.#bytes[at] ?? 0) + bytes;
  }

  /** Starts anew: what a pause has cut off says nothing about the rate after it. */
  restart(): void {
    this.#bytes.fill(0);
    this.#began = Number.NaN;
  }

  rate(time: number): number {
    if (Number.isNaN(this.#began)) return 0;
    this.#advance(time);
    const sum = this.#bytes.reduce((all, one) => all + one, 0);
    // The slot that runs counts with the part of it that is over.
    const window = (SLOTS - 1) * SLOT_MS + (time % SLOT_MS);
    const ms = Math.min(window, time - this.#began);
    return sum / (Math.max(ms, SLOT_MS) / 1000);
  }

  #advance(time: number): void {
    const slot = Math.floor(time / SLOT_MS);
    if (this.#slot < 0) this.#slot = slot;
    const gap = Math.min(slot - this.#slot, SLOTS);
    for (let i = 0; i < gap; i++) this.#bytes[(slot - i) % SLOTS] = 0;
    this.#slot = Math.max(slot, this.#slot);
  }
}
