import type { Effect, Tell, Told } from './told.ts';

/** As many rows of one direction are written in a second; more are summed up in one. */
const ROWS = 25;
const SECOND_MS = 1000;

const WORDS: Record<Effect, readonly [one: string, many: string]> = {
  flip: ['bit flipped', 'bits flipped'],
  cut: ['read cut', 'reads cut'],
  drop: ['datagram dropped', 'datagrams dropped'],
  double: ['datagram doubled', 'datagrams doubled'],
  reorder: ['datagram out of order', 'datagrams out of order'],
  later: ['read sent later', 'reads sent later'],
  pieces: ['read sent in pieces', 'reads sent in pieces'],
  joined: ['group of reads joined', 'groups of reads joined'],
  hole: ['black hole', 'black holes'],
  full: ['datagram dropped for want of room', 'datagrams dropped for want of room'],
  reset: ['reset', 'resets'],
};

/** Writes what was done to the bytes of one direction into the timeline, and sums up a flood of it. */
export class FaultLog {
  readonly #name: string;
  readonly #write: (text: string) => void;
  #since = Number.NEGATIVE_INFINITY;
  #written = 0;
  readonly #more = new Map<Effect, number>();

  /** `name` is what each sentence begins with: `Client to target`. */
  constructor(name: string, write: (text: string) => void) {
    this.#name = name;
    this.#write = write;
  }

  tell({ effect, text, times }: Told, now: number): void {
    if (now - this.#since >= SECOND_MS) {
      this.flush(now);
      this.#since = now;
      this.#written = 0;
    }
    // What ends everything is never lost in a sum.
    if (this.#written++ < ROWS || effect === 'reset' || effect === 'hole')
      this.#write(`${this.#name}: ${text}`);
    else this.#more.set(effect, (this.#more.get(effect) ?? 0) + times);
  }

  /** When a sum is due to be written by {@link flush}; null where there is none. */
  get due(): number | null {
    return this.#more.size > 0 ? this.#since + SECOND_MS : null;
  }

  /** Writes the sum of what was not told by itself. */
  flush(now: number): void {
    if (this.#more.size === 0) return;
    const sums = [...this.#more].map(
      ([effect, times]) => `${times.toLocaleString('en-US')} ${WORDS[effect][times === 1 ? 0 : 1]}`,
    );
    this.#more.clear();
    this.#since = now;
    this.#written = 0;
    this.#write(`${this.#name}: and ${sums.join(', ')} within a second.`);
  }

  /** {@link tell} with a clock. */
  with(clock: () => number): Tell {
    return (told) => this.tell(told, clock());
  }
}
