import { PeerIndex } from './peer-index.ts';
import type { RowLog, RowRecord } from './row-log.ts';

/** The most peers that one capture tells apart; each costs a short text in memory. */
const MAX_PEERS = 1_000_000;
/** Peers whose rows can be asked for without counting anew. */
const INDEXES = 8;

/** The peers of one capture: each has a number, which its rows carry. A session with one peer names none. */
export class Peers {
  readonly #names: string[] = [''];
  readonly #rows: number[] = [0];
  readonly #codes = new Map<string, number>();
  /** Least recently used first. */
  readonly #indexes = new Map<number, PeerIndex>();
  #last = '';
  #lastCode = 0;

  /** The first `count`, in the order in which they came. */
  names(count: number): string[] {
    return this.#names.slice(1, 1 + count);
  }

  get count(): number {
    return this.#names.length - 1;
  }

  /** The number for one more row of a peer; 0 for none, and for who comes after the last that is told apart. */
  add(peer: string | undefined): number {
    if (peer === undefined) return 0;
    const code = peer === this.#last ? this.#lastCode : this.#codeOf(peer);
    this.#rows[code]! += 1;
    return code;
  }

  name(code: number): string {
    return this.#names[code] ?? '';
  }

  /** Rows with bytes of a peer; 0 for one who is not known. */
  rows(peer: string): number {
    return this.#rows[this.#codes.get(peer) ?? -1] ?? 0;
  }

  /** The peer's rows `[from, from+count)`, counted among its own, that exist. */
  async records(
    log: RowLog,
    peer: string,
    from: number,
    count: number,
    signal?: AbortSignal,
  ): Promise<RowRecord[]> {
    const code = this.#codes.get(peer);
    if (code === undefined) return [];
    const index = this.#indexes.get(code) ?? new PeerIndex(log, code);
    this.#indexes.delete(code);
    this.#indexes.set(code, index);
    if (this.#indexes.size > INDEXES) this.#indexes.delete(this.#indexes.keys().next().value ?? 0);
    return index.records(from, count, signal);
  }

  #codeOf(peer: string): number {
    let code = this.#codes.get(peer);
    if (code === undefined) {
      // A row has room for 24 bits; who comes after that is not told apart.
      if (this.#names.length > MAX_PEERS) return 0;
      code = this.#names.push(peer) - 1;
      this.#rows.push(0);
      this.#codes.set(peer, code);
    }
    this.#last = peer;
    return (this.#lastCode = code);
  }
}
