import {
  FILE_STATES,
  type FILE_FILTERS,
  type FileRow,
  type FileState,
} from '../../../contract/tools/transfer.ts';
import { ENTRY_KINDS } from '../../../contract/files.ts';
import type { EntryKind } from '../../bench/files/source.ts';
import { TextLog } from './text-log.ts';

export type FileFilter = (typeof FILE_FILTERS)[number];

const indexes = (...states: FileState[]) => new Set(states.map((state) => FILE_STATES.indexOf(state)));
const SHOWN: Record<Exclude<FileFilter, 'all'>, ReadonlySet<number>> = {
  left: indexes('waiting', 'checking', 'moving'),
  done: indexes('done', 'skipped'),
  problems: indexes('refused', 'failed'),
};
const HASH = 32;
const UNKNOWN = -1;

/**
 * The files of one transfer, in the order in which they were listed: some 70 bytes and its path for each, so that
 * a million of them can be told of.
 */
export class FileTable {
  #count = 0;
  readonly #paths = new TextLog();
  readonly #texts = new TextLog();
  #sizes = new Float64Array(64);
  #moved = new Float64Array(64);
  #resumed = new Float64Array(64);
  #kinds = new Uint8Array(64);
  #states = new Uint8Array(64);
  #hashed = new Uint8Array(64);
  /** Room for hashes is made when the first one comes. */
  #hashes = Buffer.alloc(0);
  /** Of those that have one: its index among the texts. */
  readonly #notes = new Map<number, number>();
  readonly #writtenTo = new Map<number, number>();
  readonly #inState = new Float64Array(FILE_STATES.length);

  get count(): number {
    return this.#count;
  }

  /** Adds one that waits; answers its index. */
  add(path: string, kind: EntryKind, size: number | null): number {
    const index = this.#count++;
    if (index === this.#sizes.length) this.#grow();
    this.#paths.add(path);
    this.#sizes[index] = size ?? UNKNOWN;
    this.#kinds[index] = ENTRY_KINDS.indexOf(kind);
    this.#inState[0] = (this.#inState[0] ?? 0) + 1;
    return index;
  }

  path(index: number): string {
    return this.#paths.get(index);
  }

  kind(index: number): EntryKind {
    return ENTRY_KINDS[this.#kinds[index] ?? 0] ?? 'file';
  }

  size(index: number): number | null {
    const size = this.#sizes[index] ?? UNKNOWN;
    return size === UNKNOWN ? null : size;
  }

  setSize(index: number, size: number): void {
    this.#sizes[index] = size;
  }

  moved(index: number): number {
    return this.#moved[index] ?? 0;
  }

  setMoved(index: number, bytes: number): void {
    this.#moved[index] = bytes;
  }

  resumed(index: number): number {
    return this.#resumed[index] ?? 0;
  }

  setResumed(index: number, bytes: number): void {
    this.#resumed[index] = bytes;
  }

  /** How many are in this state. */
  inState(state: FileState): number {
    return this.#inState[FILE_STATES.indexOf(state)] ?? 0;
  }

  state(index: number): FileState {
    return FILE_STATES[this.#states[index] ?? 0] ?? 'waiting';
  }

  setState(index: number, state: FileState): void {
    const before = this.#states[index] ?? 0;
    const after = FILE_STATES.indexOf(state);
    this.#states[index] = after;
    this.#inState[before] = (this.#inState[before] ?? 0) - 1;
    this.#inState[after] = (this.#inState[after] ?? 0) + 1;
  }

  setNote(index: number, note: string): void {
    this.#notes.set(index, this.#texts.add(note));
  }

  setWrittenTo(index: number, path: string): void {
    this.#writtenTo.set(index, this.#texts.add(path));
  }

  /** SHA-256 in hex; what is no such is passed over. */
  setHash(index: number, hex: string): void {
    if (hex.length !== 2 * HASH) return;
    if (this.#hashes.length === 0) this.#hashes = Buffer.alloc(this.#sizes.length * HASH);
    this.#hashed[index] = this.#hashes.write(hex, index * HASH, 'hex') === HASH ? 1 : 0;
  }

  hash(index: number): string | null {
    if (!this.#hashed[index]) return null;
    return this.#hashes.toString('hex', index * HASH, (index + 1) * HASH);
  }

  /** Where it was written, when that is not its path. */
  writtenTo(index: number): string | null {
    return textOf(this.#texts, this.#writtenTo.get(index));
  }

  row(index: number): FileRow {
    return {
      index,
      path: this.path(index),
      kind: this.kind(index),
      size: this.size(index),
      moved: this.moved(index),
      resumed: this.resumed(index),
      state: this.state(index),
      writtenTo: this.writtenTo(index),
      sha256: this.hash(index),
      note: textOf(this.#texts, this.#notes.get(index)),
    };
  }

  /** The rows `from … from+count-1` of those the filter shows, and how many it shows. */
  page(filter: FileFilter, from: number, count: number): { total: number; files: FileRow[] } {
    const files: FileRow[] = [];
    if (filter === 'all') {
      for (let i = from; i < Math.min(this.#count, from + count); i++) files.push(this.row(i));
      return { total: this.#count, files };
    }
    const shown = SHOWN[filter];
    let total = 0;
    for (const state of shown) total += this.#inState[state] ?? 0;
    let at = 0;
    for (let i = 0; i < this.#count && files.length < count && at < total; i++) {
      if (!shown.has(this.#states[i] ?? 0)) continue;
      if (at++ >= from) files.push(this.row(i));
    }
    return { total, files };
  }

  #grow(): void {
    const length = this.#sizes.length * 2;
    this.#sizes = into(new Float64Array(length), this.#sizes);
    this.#moved = into(new Float64Array(length), this.#moved);
    this.#resumed = into(new Float64Array(length), this.#resumed);
    this.#kinds = into(new Uint8Array(length), this.#kinds);
    this.#states = into(new Uint8Array(length), this.#states);
    this.#hashed = into(new Uint8Array(length), this.#hashed);
    if (this.#hashes.length > 0) this.#hashes = into(Buffer.alloc(length * HASH), this.#hashes);
  }
}

function into<T extends Float64Array | Uint8Array>(larger: T, before: T): T {
  larger.set(before);
  return larger;
}

const textOf = (texts: TextLog, index: number | undefined): string | null =>
  index === undefined ? null : texts.get(index);
