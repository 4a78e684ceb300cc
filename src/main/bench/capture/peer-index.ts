import { setImmediate as otherWork } from 'node:timers/promises';
import type { RowLog, RowRecord } from './row-log.ts';

/** Rows that one entry of the index stands for. */
const BLOCK = 256;
/** Blocks that are counted between two looks at the signal. */
const SLICE = 64;

/**
 * Where the rows of one peer are: how many of them come before the end of each block of rows. It is made when it is
 * asked for and carried on from there, costs 8 bytes for 256 rows, and reads only blocks that hold rows of the peer.
 */
export class PeerIndex {
  readonly #rows: RowLog;
  readonly #peer: number;
  /** For each whole block, rows of the peer up to its end. */
  readonly #until: number[] = [];
  #work: Promise<unknown> = Promise.resolve();

  constructor(rows: RowLog, peer: number) {
    this.#rows = rows;
    this.#peer = peer;
  }

  /** The peer's rows `[from, from+count)`, counted among its own, that exist. */
  records(from: number, count: number, signal?: AbortSignal): Promise<RowRecord[]> {
    const work = this.#work.then(() => this.#records(from, count, signal));
    // Whoever asked for these is told of the failure; the next one reads all the same.
    this.#work = work.catch(() => undefined);
    return work;
  }

  async #records(from: number, count: number, signal?: AbortSignal): Promise<RowRecord[]> {
    await this.#countUntil(from + count, signal);
    const records: RowRecord[] = [];
    const block = this.#blockOf(from);
    let skip = from - this.#before(block);
    for (let at = block; at * BLOCK < this.#rows.count && records.length < count; at++) {
      if (this.#until[at] === this.#before(at)) continue;
      const peers = await this.#rows.peers(at * BLOCK, BLOCK);
      for (let i = 0; i < peers.length && records.length < count; i++) {
        if (peers[i] !== this.#peer || skip-- > 0) continue;
        records.push(await this.#rows.record(at * BLOCK + i));
      }
      signal?.throwIfAborted();
    }
    return records;
  }

  /** Counts whole blocks until so many rows of the peer are found, or all that there are. */
  async #countUntil(wanted: number, signal?: AbortSignal): Promise<void> {
    let found = this.#before(this.#until.length);
    while (found < wanted && (this.#until.length + 1) * BLOCK <= this.#rows.count) {
      const blocks = Math.min(SLICE, Math.floor(this.#rows.count / BLOCK) - this.#until.length);
      const peers = await this.#rows.peers(this.#until.length * BLOCK, blocks * BLOCK);
      // The session may have been removed meanwhile.
      if (peers.length < blocks * BLOCK) return;
      for (let i = 0; i < peers.length; i++) {
        if (peers[i] === this.#peer) found++;
        if (i % BLOCK === BLOCK - 1) this.#until.push(found);
      }
      // Rows in memory are read without ever waiting: sockets and the caller's change of mind must get a turn.
      await otherWork();
      signal?.throwIfAborted();
    }
  }

  #before(block: number): number {
    return this.#until[block - 1] ?? 0;
  }

  /** The block that holds the peer's row `index`, or the one after the last that is counted. */
  #blockOf(index: number): number {
    let low = 0;
    let high = this.#until.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if ((this.#until[mid] ?? 0) <= index) low = mid + 1;
      else high = mid;
    }
    return low;
  }
}
