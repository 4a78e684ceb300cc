/** What one turn of a repeat came to; `gone` ends it. */
export type Turn = 'sent' | 'skipped' | 'gone';

/** Does something now and every `everyMs`, until stopped, `times` are through, or it says `gone`. */
export class Repeater {
  readonly everyMs: number;
  sent = 0;
  /** Turns left out because the peer was not reading, or the capture had no room. */
  skipped = 0;
  readonly #times: number;
  readonly #turn: () => Turn;
  readonly #ended: () => void;
  #timer: NodeJS.Timeout | null = null;
  #due: number;

  constructor(options: { everyMs: number; times?: number | undefined; turn: () => Turn; ended: () => void }) {
    this.everyMs = options.everyMs;
    this.#times = options.times ?? Number.POSITIVE_INFINITY;
    this.#turn = options.turn;
    this.#ended = options.ended;
    this.#due = performance.now();
    this.#next();
  }

  info(): { everyMs: number; sent: number; skipped: number } {
    return { everyMs: this.everyMs, sent: this.sent, skipped: this.skipped };
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next(): void {
    const turn = this.#turn();
    if (turn === 'sent') this.sent++;
    else if (turn === 'skipped') this.skipped++;
    if (turn === 'gone' || this.sent >= this.#times) {
      this.#timer = null;
      queueMicrotask(this.#ended);
      return;
    }
    // Counted from when it was due, so that lateness does not add up; what was missed is not made up for.
    const now = performance.now();
    this.#due = Math.max(this.#due + this.everyMs, now);
    this.#timer = setTimeout(() => this.#next(), this.#due - now);
  }
}
