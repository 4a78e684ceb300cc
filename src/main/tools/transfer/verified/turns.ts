import { Fifo } from './fifo.ts';
import { MAX_PAYLOAD } from './frames.ts';
import { FramePool, load, type Loaded, type LoadedMany, loadMany, SMALL } from './read-ahead.ts';
import type { Sending } from './sending.ts';

/** Turns that are read for before they come, and their bytes. */
const AHEAD = 256;
const AHEAD_BYTES = 8 * 1024 * 1024;
/** Small files that go together: so many that a message to the thread is worth it, and the first go soon. */
const TOGETHER = 128;

/** A file whose turn comes: on its way into memory, or large (null). */
export interface Turn {
  one: Sending;
  bytes: number;
  loading: Promise<Loaded | null> | null;
}
/** Small files whose turn comes, on their way into memory together. */
export interface ManyTurn {
  many: Sending[];
  bytes: number;
  loading: Promise<LoadedMany>;
}

/** The files that are wanted, in the order in which they are sent. Those whose turn comes soon are read ahead. */
export class Turns {
  /** Small files that go together are read into these. */
  readonly pool = new FramePool();
  readonly #signal: AbortSignal;
  /** Those that are carried on go first: their files are open. */
  readonly #carriedOn = new Fifo<Sending>();
  readonly #wanted = new Fifo<Sending>();
  readonly #ahead = new Fifo<Turn | ManyTurn>();
  #bytes = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Those for which nothing is read yet. */
  get waiting(): number {
    return this.#wanted.length + this.#carriedOn.length;
  }

  add(one: Sending): void {
    (one.prepared === null ? this.#wanted : this.#carriedOn).push(one);
  }

  /** Whose turn it is; null: nobody’s. */
  next(): Turn | ManyTurn | null {
    this.readAhead();
    return this.#ahead.shift() ?? null;
  }

  /** What was read for this turn is not held any more. */
  over({ bytes }: Turn | ManyTurn): void {
    this.#bytes -= bytes;
  }

  /** Begins to read files whose turn comes soon. */
  readAhead(): void {
    while (this.#ahead.length < AHEAD && this.#bytes < AHEAD_BYTES) {
      const one = this.#carriedOn.shift() ?? this.#wanted.shift();
      if (one === undefined) return;
      const turn = this.#together(one) ?? this.#alone(one);
      // Looked at when its turn comes.
      turn.loading?.catch(() => {});
      this.#bytes += turn.bytes;
      this.#ahead.push(turn);
    }
  }

  /** Resolves when nothing is read any more. */
  async settled(): Promise<void> {
    for (let turn = this.#ahead.shift(); turn !== undefined; turn = this.#ahead.shift()) {
      // Those behind it may wait for its buffer.
      if ('many' in turn) await turn.loading.then(({ frame }) => this.pool.give(frame)).catch(() => {});
      else await turn.loading?.catch(() => {});
    }
  }

  #alone(one: Sending): Turn {
    const small = one.have === 0 && one.entry.size <= SMALL;
    const loading = small && one.givenUp === null ? load(one, this.#signal) : null;
    return { one, bytes: small ? one.entry.size : 0, loading };
  }

  /** One of many small files, with those behind it that can be read together with it. Null: it goes alone. */
  #together(one: Sending): ManyTurn | null {
    const { reader } = one.entry;
    if (reader === undefined || !goesWithOthers(one)) return null;
    const many: Sending[] = [one];
    let bytes = one.entry.size;
    while (many.length < TOGETHER) {
      const { first } = this.#wanted;
      if (first?.entry.reader !== reader || !goesWithOthers(first)) break;
      if (bytes + first.entry.size > MAX_PAYLOAD) break;
      this.#wanted.shift();
      many.push(first);
      bytes += first.entry.size;
    }
    const entries = many.map(({ entry }) => entry);
    return { many, bytes, loading: loadMany(reader, entries, this.pool, this.#signal) };
  }
}

const goesWithOthers = ({ have, givenUp, prepared, entry }: Sending): boolean =>
  have === 0 && givenUp === null && prepared === null && entry.size <= SMALL;
