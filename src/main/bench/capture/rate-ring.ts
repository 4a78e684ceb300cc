/** How far back rates are kept, in seconds. */
export const RATE_SECONDS = 60;

/** Bytes per second of one session over the last minute, in one-second buckets. */
export class RateRing {
  readonly #in = new Float64Array(RATE_SECONDS);
  readonly #out = new Float64Array(RATE_SECONDS);
  /** The second, since the epoch, that was written last. */
  #second = 0;

  add(time: number, bytesIn: number, bytesOut: number): void {
    const second = Math.floor(time / 1000);
    if (second !== this.#second) this.#advance(second);
    const i = second % RATE_SECONDS;
    this.#in[i] = (this.#in[i] ?? 0) + bytesIn;
    this.#out[i] = (this.#out[i] ?? 0) + bytesOut;
  }

  /** The second that is not over yet counts with the part of the one before that it has not replaced. */
  rate(time: number): { in: number; out: number } {
    const second = Math.floor(time / 1000);
    const part = (time % 1000) / 1000;
    const at = (ring: Float64Array, s: number) =>
      s > this.#second || s <= this.#second - RATE_SECONDS ? 0 : (ring[s % RATE_SECONDS] ?? 0);
    const of = (ring: Float64Array) => at(ring, second) + at(ring, second - 1) * (1 - part);
    return { in: of(this.#in), out: of(this.#out) };
  }

  /** Sixty seconds each way, oldest first, the present one last. */
  history(time: number): { in: number[]; out: number[] } {
    const second = Math.floor(time / 1000);
    if (second !== this.#second) this.#advance(second);
    const from = (ring: Float64Array) =>
      Array.from({ length: RATE_SECONDS }, (_, i) => ring[(second + 1 + i) % RATE_SECONDS] ?? 0);
    return { in: from(this.#in), out: from(this.#out) };
  }

  #advance(second: number): void {
    const gap = Math.min(second - this.#second, RATE_SECONDS);
    for (let i = 0; i < gap; i++) {
      this.#in[(second - i) % RATE_SECONDS] = 0;
      this.#out[(second - i) % RATE_SECONDS] = 0;
    }
    this.#second = second;
  }
}
