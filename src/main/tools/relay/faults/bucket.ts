/** What goes at once is what flows in this time: the rate is smooth down to it. */
const PIECE_MS = 25;
/** The bucket holds more than goes at once, so that nothing of the rate is lost when a timer comes late. */
const HOLDS = 2;

/** A token bucket: how many bytes may go now, and when the next ones may. */
export class Bucket {
  #rate = 0;
  #tokens = 0;
  #at = 0;

  /** The most that goes at once. */
  get piece(): number {
    return this.#rate === 0 ? Number.POSITIVE_INFINITY : Math.max(1, (this.#rate * PIECE_MS) / 1000);
  }

  set(bytesPerSecond: number, now: number): void {
    if (bytesPerSecond === this.#rate) return;
    this.#rate = bytesPerSecond;
    this.#at = now;
    this.#tokens = 0;
  }

  /** Bytes that may go now; less than nothing after more than that went at once. */
  has(now: number): number {
    if (this.#rate === 0) return Number.POSITIVE_INFINITY;
    this.#tokens = Math.min(this.piece * HOLDS, this.#tokens + ((now - this.#at) * this.#rate) / 1000);
    this.#at = now;
    return this.#tokens;
  }

  /** When `bytes` may go, in milliseconds of the caller's clock. */
  when(bytes: number, now: number): number {
    const missing = Math.min(bytes, this.piece) - this.has(now);
    return missing <= 0 ? now : now + (missing * 1000) / this.#rate;
  }

  take(bytes: number): void {
    if (this.#rate > 0) this.#tokens -= bytes;
  }
}
