import type { SinkFile } from '../../../bench/files/sink.ts';
import type { Entry } from '../../../bench/files/source.ts';
import { untrue } from './failures.ts';
import type { Hasher } from './hasher.ts';
import type { Landing } from './landing.ts';
import { MAX_OPEN, MAX_OPEN_BYTES } from './bounds.ts';
import { type ListedEntry, weightOf } from './messages.ts';

type State =
  /** Listed; nothing is decided. */
  | 'undecided'
  /** We asked for it: the sender begins it when it likes. */
  | 'wanted'
  /** Its bytes come. */
  | 'open'
  /** All has come; it is checked and gets its name. */
  | 'landing'
  /** Given up by us; the sender has not ended it yet. */
  | 'dropped';

/** An entry on the side of the receiver, from the list to the answer. */
export interface Receiving {
  readonly id: number;
  readonly index: number;
  readonly entry: Entry;
  state: State;
  file: SinkFile | null;
  have: number;
  /** Has seen the first `have` bytes. */
  prefix: Hasher | null;
  landing: Landing | null;
  tries: number;
  /** What it counts for among those that are open. */
  readonly weight: number;
}

/** All entries that are listed and not settled: bounded, whatever the sender does. */
export class Listed {
  readonly #open = new Map<number, Receiving>();
  #next = 0;
  #weight = 0;
  ended = false;

  get count(): number {
    return this.#open.size;
  }

  /** Takes a batch of the list. Throws when it does not follow on, or is more than may be open. */
  add(
    { first, entries, end }: { first: number; entries: ListedEntry[]; end?: boolean | undefined },
    index: (entry: Entry) => number,
  ): Receiving[] {
    if (this.ended) throw untrue('it lists more after the end of its list');
    if (first !== this.#next) throw untrue(`its list goes on at ${first} in place of ${this.#next}`);
    if (this.#open.size + entries.length > MAX_OPEN)
      throw untrue(
        `it lists more than ${MAX_OPEN.toLocaleString('en-US')} files without waiting for an answer`,
      );
    const added = entries.map((listed): Receiving => {
      const entry = entryOf(listed);
      const weight = weightOf(entry);
      this.#weight += weight;
      const id = this.#next++;
      const one: Receiving = {
        id,
        index: index(entry),
        entry,
        state: 'undecided',
        file: null,
        have: 0,
        prefix: null,
        landing: null,
        tries: 0,
        weight,
      };
      this.#open.set(id, one);
      return one;
    });
    // The last batch may go over: the sender looks whether there is room, then adds one.
    if (this.#weight > MAX_OPEN_BYTES + 64 * 1024)
      throw untrue('the names it lists without waiting for an answer are too long together');
    this.ended = end === true;
    return added;
  }

  get(id: number, what: string, ...states: State[]): Receiving {
    const one = this.#open.get(id);
    if (one === undefined) throw untrue(`it speaks (${what}) of entry ${id}, which is not under way`);
    if (!states.includes(one.state))
      throw untrue(`it sends “${what}” for entry ${id}, which is ${one.state}`);
    return one;
  }

  settle(one: Receiving): void {
    if (this.#open.delete(one.id)) this.#weight -= one.weight;
    one.landing = one.file = null;
  }

  all(): Iterable<Receiving> {
    return this.#open.values();
  }
}

function entryOf(listed: ListedEntry): Entry {
  const { path, modified } = listed;
  switch (listed.kind) {
    case 'file':
      return { path, kind: 'file', size: listed.size, modified, mode: listed.mode, target: '' };
    case 'folder':
      return { path, kind: 'folder', size: 0, modified, mode: listed.mode, target: '' };
    case 'link':
      return { path, kind: 'link', size: 0, modified, mode: 0o777, target: listed.target };
  }
}
