import type { SourceEntry, SourceFile } from '../../../bench/files/source.ts';
import { untrue } from './failures.ts';
import type { Hasher } from './hasher.ts';
import { MAX_OPEN, MAX_OPEN_BYTES } from './bounds.ts';

/** Where an entry is on its way. */
type State =
  /** The other side has not said what becomes of it. */
  | 'listed'
  /** Some of it is there: the hashes of that are made and compared. */
  | 'comparing'
  /** Its turn comes. */
  | 'wanted'
  /** All of it, or that it failed, has gone out. */
  | 'concluded';

/** An entry on the side of the sender, from the list to the answer. */
export interface Sending {
  readonly id: number;
  readonly index: number;
  readonly entry: SourceEntry;
  state: State;
  /** Bytes that are at the other side from an earlier try. */
  have: number;
  /** What the other side says is the hash of these. */
  theirPrefix: string | null;
  /** Open, and hashed as far as `have`, when it is carried on there. */
  prepared: { file: SourceFile; hasher: Hasher } | null;
  tries: number;
  sha256: string | null;
  /** The other side gave it up before it was through: why. */
  givenUp: string | null;
  /** What it counts for among those that are open. */
  readonly weight: number;
}

/** All entries that are listed and not settled. Bounded, and what the other side says is held against it. */
export class OpenList {
  readonly #open = new Map<number, Sending>();
  #weight = 0;

  get count(): number {
    return this.#open.size;
  }

  get hasRoom(): boolean {
    return this.#open.size < MAX_OPEN && this.#weight < MAX_OPEN_BYTES;
  }

  add(id: number, index: number, entry: SourceEntry, weight: number): void {
    this.#weight += weight;
    this.#open.set(id, {
      id,
      index,
      entry,
      state: 'listed',
      have: 0,
      theirPrefix: null,
      prepared: null,
      tries: 0,
      sha256: null,
      givenUp: null,
      weight,
    });
  }

  /** The entry the other side speaks of; it must be in one of these states. */
  get(id: number, what: string, ...states: State[]): Sending {
    const one = this.#open.get(id);
    if (one === undefined) throw untrue(`it speaks (${what}) of entry ${id}, which is not under way`);
    if (!states.includes(one.state)) throw untrue(`it says “${what}” of entry ${id}, which is ${one.state}`);
    return one;
  }

  settle(one: Sending): void {
    if (this.#open.delete(one.id)) this.#weight -= one.weight;
  }

  all(): Iterable<Sending> {
    return this.#open.values();
  }
}
