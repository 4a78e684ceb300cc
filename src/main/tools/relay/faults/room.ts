/** What one read or datagram that waits costs beside its bytes: without it, tiny and empty ones would be free. */
const ITEM_COST = 256;
/** So much may wait in all relays together before each lane has to do with the least. */
const MOST_TOGETHER = 128 * 1024 * 1024;
/** What every lane may hold, however crowded it is. */
export const LEAST_WAITING = 64 * 1024;

/** The memory that all lanes of the bench share for what waits in delays, rates and pauses. */
export class WaitingRoom {
  #held = 0;

  get held(): number {
    return this.#held;
  }
  get crowded(): boolean {
    return this.#held >= MOST_TOGETHER;
  }

  /** The part of one lane. */
  part(): Part {
    return new Part((change) => (this.#held += change));
  }
}

/** What one lane holds of the room. */
export class Part {
  #held = 0;
  readonly #change: (by: number) => void;

  constructor(change: (by: number) => void) {
    this.#change = change;
  }

  get held(): number {
    return this.#held;
  }

  /** Tells what is held now: so many bytes in so many pieces. */
  set(bytes: number, pieces: number): void {
    const held = bytes + pieces * ITEM_COST;
    if (held !== this.#held) this.#change(held - this.#held);
    this.#held = held;
  }
}
