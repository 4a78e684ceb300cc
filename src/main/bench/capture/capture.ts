import type { Row } from '../../../contract/capture.ts';
import { type Direction, isData, PREVIEW_BYTES, type RowKind } from '../../../contract/rows.ts';
import type { Counts } from '../../../contract/session.ts';
import { now } from '../clock.ts';
import { Peers } from './peers.ts';
import { RateRing } from './rate-ring.ts';
import { RowLog, type RowRecord } from './row-log.ts';
import { SegmentLog } from './segment-log.ts';
import { SpillFile } from './spill-file.ts';
import { type CaptureStore, SMALL } from './store.ts';

/** A row this much before the one before it, in milliseconds, did not change places with it: its time is taken. */
const SET_BACK_MS = 3_600_000;

/** Rows and the first bytes of each, one after the other in `preview`. */
export interface RowsWithPreview {
  rows: Row[];
  preview: Uint8Array<ArrayBuffer>;
}

/**
 * The record of one session: append-only rows and the bytes of both directions. It is written where the socket is
 * read, at a constant cost per row, and never changes afterwards; every way of showing it is a view.
 */
export class Capture {
  readonly #store: CaptureStore;
  readonly #file: SpillFile;
  readonly rows: RowLog;
  readonly #streams: Record<Direction, SegmentLog>;
  readonly #texts: string[] = [];
  readonly #peers = new Peers();
  #rates: RateRing | null = null;
  /** The time of the last row that came with one. */
  #given = Number.NEGATIVE_INFINITY;
  #removed = false;
  /** Called with the time of each row: lets the owner tell the window, without a cost for sessions that are still. */
  onData: ((time: number) => void) | null = null;
  readonly #watchers = new Set<() => void>();
  readonly #dependents = new Set<{ remove(): Promise<void> }>();

  constructor(store: CaptureStore, id: string) {
    this.#store = store;
    this.#file = new SpillFile(() => store.folder(), id);
    this.rows = new RowLog(store, this.#file);
    this.#streams = { in: new SegmentLog(store, this.#file), out: new SegmentLog(store, this.#file) };
    for (const log of this.#logs) store.add(log);
  }

  get #logs(): SegmentLog[] {
    return [this.rows, this.#streams.in, this.#streams.out];
  }

  length(direction: Direction): number {
    return this.#streams[direction].length;
  }

  /** True while the session may go on receiving; when false, pause and ask the store to be told of room. */
  get hasRoom(): boolean {
    return this.#store.hasRoom || this.memory < SMALL;
  }

  /** As {@link hasRoom}, for one who can wait before `size` bytes are added. */
  hasRoomFor(size: number): boolean {
    return this.#store.hasRoom || this.memory + size <= SMALL;
  }

  /** Its session was taken off the bench: nothing is read of it any more. */
  get removed(): boolean {
    return this.#removed;
  }

  get memory(): number {
    return this.rows.memory + this.#streams.in.memory + this.#streams.out.memory;
  }

  /**
   * Appends one row with bytes of the wire, which are copied. Always succeeds; see {@link hasRoom}. `peer` says who
   * sent or gets them, where the session has more than one.
   */
  data(direction: Direction, bytes: Uint8Array, peer?: string): void {
    if (this.#removed) return;
    const time = now();
    this.#push(time, direction, bytes, peer);
    this.#rated(time, direction, bytes.length);
    this.#told(time);
  }

  /** As {@link data}, of bytes that are written as a text of Latin-1. */
  latin1(direction: Direction, text: string): void {
    if (this.#removed) return;
    const time = now();
    this.#row(time, direction, text.length, undefined);
    this.#streams[direction].appendLatin1(text);
    this.#rated(time, direction, text.length);
    this.#told(time);
  }

  /** Bytes that went by and are not kept: they count in the rates only. */
  passed(direction: Direction, length: number): void {
    if (this.#removed) return;
    const time = now();
    this.#rated(time, direction, length);
    this.#told(time);
  }

  #rated(time: number, direction: Direction, length: number): void {
    this.#rates ??= new RateRing();
    if (direction === 'in') this.#rates.add(time, length, 0);
    else this.#rates.add(time, 0, length);
  }

  /**
   * As {@link data} for a row of another time, in milliseconds since the epoch, such as one of a file. A time a little
   * before that of the row before counts as that one's, so that packets that changed places don't go back. One that is
   * more than an hour before it holds: a clock was set there, or the time of the row before is absurd, and neither is to
   * move all that comes after it.
   */
  dataAt(time: number, direction: Direction, bytes: Uint8Array, peer?: string): void {
    if (this.#removed) return;
    this.#push(this.#notBefore(time), direction, bytes, peer);
    this.#told(now());
  }

  /** As {@link event} for a row of another time; see {@link dataAt}. */
  eventAt(time: number, kind: Exclude<RowKind, Direction>, text: string): void {
    if (this.#removed) return;
    this.#pushEvent(this.#notBefore(time), kind, text);
    this.#told(now());
  }

  /** `grown` is called with every row; answers with what ends that. */
  watch(grown: () => void): () => void {
    this.#watchers.add(grown);
    return () => this.#watchers.delete(grown);
  }

  /** What was made of this capture and goes with it. Answers with what takes it off again. */
  depend(dependent: { remove(): Promise<void> }): () => void {
    this.#dependents.add(dependent);
    return () => this.#dependents.delete(dependent);
  }

  #told(time: number): void {
    this.onData?.(time);
    if (this.#watchers.size > 0) for (const grown of this.#watchers) grown();
  }

  #notBefore(time: number): number {
    if (time > this.#given || this.#given - time > SET_BACK_MS) this.#given = time;
    return this.#given;
  }

  #push(time: number, direction: Direction, bytes: Uint8Array, peer: string | undefined): void {
    this.#row(time, direction, bytes.length, peer);
    this.#streams[direction].append(bytes);
  }

  #row(time: number, direction: Direction, length: number, peer: string | undefined): void {
    const { in: came, out: went } = this.#streams;
    this.rows.push(time, came.length, went.length, length, direction, this.#peers.add(peer));
  }

  /** The peers that rows were written with, in the order in which they came: the first `count` of them. */
  peers(count = Number.POSITIVE_INFINITY): string[] {
    return this.#peers.names(count);
  }

  get peerCount(): number {
    return this.#peers.count;
  }

  /** How many rows with bytes a peer has. */
  peerRows(peer: string): number {
    return this.#peers.rows(peer);
  }

  /** As {@link page}, of the rows of one peer, counted among its own. */
  async peerPage(peer: string, from: number, count: number, signal?: AbortSignal): Promise<RowsWithPreview> {
    return this.withPreview(await this.#peers.records(this.rows, peer, from, count, signal));
  }

  /** Appends a step in the life of the connection, with a sentence. */
  event(kind: Exclude<RowKind, Direction>, text: string): void {
    if (this.#removed) return;
    const time = now();
    this.#pushEvent(time, kind, text);
    this.#told(time);
  }

  #pushEvent(time: number, kind: Exclude<RowKind, Direction>, text: string): void {
    this.rows.push(time, this.#streams.in.length, this.#streams.out.length, 0, kind, this.#texts.length);
    this.#texts.push(text);
  }

  /** What a row says besides its bytes: the sentence of a life-cycle row, the peer of one with bytes. */
  wordsOf(row: RowRecord): string | undefined {
    if (!isData(row.kind)) return this.#texts[row.event] ?? '';
    return row.event > 0 ? this.#peers.name(row.event) : undefined;
  }

  counts(): Counts {
    const rate = this.#rates?.rate(now()) ?? { in: 0, out: 0 };
    return {
      rows: this.rows.count,
      bytesIn: this.length('in'),
      bytesOut: this.length('out'),
      rateIn: Math.round(rate.in),
      rateOut: Math.round(rate.out),
      dropped: 0,
      memory: this.memory,
      spilled: this.#file.size,
    };
  }

  history(): { in: number[]; out: number[] } {
    return this.#rates?.history(now()) ?? { in: [], out: [] };
  }

  /** Bytes `[offset, offset+length)` of one direction, cut at the end of what has come. */
  read(direction: Direction, offset: number, length: number): Promise<Buffer<ArrayBuffer>> {
    return this.#streams[direction].read(offset, length);
  }

  async page(from: number, count: number): Promise<RowsWithPreview> {
    return this.withPreview(await this.rows.records(from, count));
  }

  /** The rows as they cross the bridge. */
  async withPreview(records: readonly RowRecord[]): Promise<RowsWithPreview> {
    const pieces = await Promise.all(
      records.map((row) =>
        isData(row.kind) && row.length > 0
          ? this.read(row.kind, offsetOf(row), Math.min(row.length, PREVIEW_BYTES))
          : Promise.resolve(null),
      ),
    );
    const rows = records.map((row, i): Row => {
      const out: Row = {
        seq: row.seq,
        time: row.time,
        kind: row.kind,
        length: row.length,
        offset: offsetOf(row),
        preview: pieces[i]?.length ?? 0,
      };
      const words = this.wordsOf(row);
      if (!isData(row.kind)) out.text = words;
      else if (words !== undefined) out.peer = words;
      return out;
    });
    const preview = new Uint8Array(rows.reduce((sum, row) => sum + row.preview, 0));
    let at = 0;
    for (const piece of pieces) {
      if (!piece) continue;
      preview.set(piece, at);
      at += piece.length;
    }
    return { rows, preview };
  }

  /** The row that holds a byte, or null where none has come. */
  async rowAt(direction: Direction, offset: number): Promise<number | null> {
    return offset < this.length(direction) ? this.rows.holding(direction, offset) : null;
  }

  /** Gives back memory (at once) and disk; what a closing socket still has to say is passed over. */
  async remove(): Promise<void> {
    if (this.#removed) return;
    this.#removed = true;
    this.onData = null;
    this.#watchers.clear();
    const spilled = this.#store.drop(this.#logs);
    try {
      await Promise.all([...this.#dependents].map((dependent) => dependent.remove()));
      await this.#file.remove();
    } finally {
      this.#store.freed(spilled);
    }
  }
}

/** The place of a row's bytes in the stream of its direction; for a life-cycle row the bytes received before it. */
export function offsetOf(row: RowRecord): number {
  return row.kind === 'out' ? row.outBefore : row.inBefore;
}
