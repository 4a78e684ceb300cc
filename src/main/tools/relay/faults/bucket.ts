/** How long what the bucket holds at most would take to flow out: the rate is smooth down to this. */
const BURST_MS = 50;

/** A token bucket: how many bytes may go now, and when the next ones may. */
export class Bucket {
  #rate = 0;
  #tokens = 0;
  #at = 0;

  /** The most that goes at once. */
  get burst(): number {
    return this.#rate === 0 ? Number.POSITIVE_INFINITY : Math.max(1, (this.#rate * BURST_MS) / 1000);
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
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000);
    this.#at = now;
    return this.#tokens;
  }

  /** When `bytes` may go, in milliseconds of the caller's clock. */
  when(bytes: number, now: number): number {
    const missing = Math.min(bytes, this.burst) - this.has(now);
    return missing <= 0 ? now : now + (missing * 1000) / this.#rate;
  }

  take(bytes: number): void {
    if (this.#rate > 0) this.#tokens -= bytes;
  }
}
