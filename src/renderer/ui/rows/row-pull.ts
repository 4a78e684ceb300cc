/** Rows around those in view that come along, the most that are in view, and the most one call brings. */
const AROUND = 60;
const IN_VIEW = 380;
const MOST = AROUND + IN_VIEW + AROUND;

export interface RowWish<T> {
  /** Which list; another one takes the place of what is under way. */
  of: string;
  /** The rows in view. */
  first: number;
  last: number;
  ask(from: number, count: number, signal: AbortSignal): Promise<T>;
}

/** Rows as they were pulled. */
export interface RowPage<T> {
  of: string;
  from: number;
  /** How many were asked for: where fewer came, the list has no more. */
  count: number;
  answer: T;
}

/**
 * Pulls the rows in view of a list that changes, with one question at a time: neither news nor scrolling takes back
 * what was asked, for then a bench with much to do would be asked again and again and never heard.
 */
export class RowPull<T extends { rows: readonly unknown[] }> {
  readonly #againMs: number;
  readonly #show: (page: RowPage<T>) => void;
  #wish: RowWish<T> | null = null;
  #page: RowPage<T> | null = null;
  #asking: { of: string; stop: AbortController } | null = null;
  #askedAt = 0;
  /** There were news since it was asked for. */
  #stale = false;
  #failed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `againMs`: rows that are there are asked for again at most so often. */
  constructor(againMs: number, show: (page: RowPage<T>) => void) {
    this.#againMs = againMs;
    this.#show = show;
  }

  want(wish: RowWish<T>): void {
    this.#wish = { ...wish, last: Math.min(Math.max(wish.first, wish.last), wish.first + IN_VIEW - 1) };
    if (this.#asking !== null && this.#asking.of !== wish.of) this.#takeBack();
    this.#look();
  }

  /** What the rows hold may be another by now. */
  changed(): void {
    this.#stale = true;
    this.#look();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#wish = null;
    this.#takeBack();
  }

  #takeBack(): void {
    this.#asking?.stop.abort();
    this.#asking = null;
  }

  #look(): void {
    clearTimeout(this.#timer);
    const wish = this.#wish;
    if (wish === null || this.#asking !== null) return;
    const there = this.#covers(wish);
    if (there && !this.#stale) return;
    const wait = there || this.#failed ? this.#askedAt + this.#againMs - Date.now() : 0;
    if (wait > 0) this.#timer = setTimeout(() => this.#look(), wait);
    else void this.#ask(wish);
  }

  #covers({ of, first, last }: RowWish<T>): boolean {
    const page = this.#page;
    if (page?.of !== of || first < page.from) return false;
    const { length } = page.answer.rows;
    return last < page.from + length || (length < page.count && first <= page.from + page.count);
  }

  async #ask({ of, first, last, ask }: RowWish<T>): Promise<void> {
    const asking = { of, stop: new AbortController() };
    const from = Math.max(0, first - AROUND);
    const count = Math.min(MOST, last - from + AROUND + 1);
    this.#asking = asking;
    this.#stale = false;
    this.#askedAt = Date.now();
    try {
      const answer = await ask(from, count, asking.stop.signal);
      if (this.#asking !== asking) return;
      this.#asking = null;
      this.#failed = false;
      this.#show((this.#page = { of, from, count, answer }));
      this.#look();
    } catch {
      if (this.#asking !== asking) return;
      // The next change asks anew; that the bench is lost is said elsewhere.
      this.#asking = null;
      this.#failed = true;
    }
  }
}
