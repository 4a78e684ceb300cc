import { isLeftOut, type SourceEntry } from '../../../bench/files/source.ts';
import type { SendJob } from '../mode.ts';

export interface Listed {
  entry: SourceEntry;
  index: number;
}

/** Walks through what is to be sent ahead of the sending, so that the totals are known soon. */
export class Ahead {
  readonly #stop = new AbortController();
  readonly #listing: Promise<void>;
  #entries: Listed[] = [];
  /** Those before have been given out. */
  #given = 0;
  #over = false;
  #failed: { error: unknown } | null = null;
  #news: () => void = () => undefined;

  constructor(job: SendJob) {
    this.#listing = this.#list(job)
      .catch((error: unknown) => void (this.#failed = { error }))
      .then(() => {
        this.#over = true;
        this.#news();
      });
  }

  async #list({ source, progress, control }: SendJob): Promise<void> {
    const signal = AbortSignal.any([control.signal, this.#stop.signal]);
    for await (const batch of source.batches(signal)) {
      for (const entry of batch) {
        if (isLeftOut(entry)) progress.leftOut(entry.path, entry.why);
        else this.#entries.push({ entry, index: progress.listed(entry) });
      }
      this.#news();
    }
    progress.allListed();
  }

  /** The next one, if it is listed by now. */
  take(): Listed | null {
    const next = this.#entries[this.#given];
    if (next === undefined) return null;
    this.#given++;
    if (this.#given === this.#entries.length) {
      this.#entries = [];
      this.#given = 0;
    }
    return next;
  }

  /** Resolves with true when there is another one, with false when there will be none. */
  async more(): Promise<boolean> {
    while (this.#given === this.#entries.length) {
      if (this.#failed) throw this.#failed.error;
      if (this.#over) return false;
      await new Promise<void>((told) => (this.#news = told));
    }
    return true;
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('lists no more'));
    await this.#listing;
  }
}
