import { setImmediate as otherWork } from 'node:timers/promises';
import type { LensState } from '../../../contract/lens.ts';
import type { Failure } from '../../../contract/failure.ts';
import { type Frame, isNamed } from '../../../contract/payload/framing.ts';
import { type Direction, isData } from '../../../contract/rows.ts';
import { type Capture, offsetOf } from '../capture/capture.ts';
import type { RowRecord } from '../capture/row-log.ts';
import { SpillFile } from '../capture/spill-file.ts';
import type { CaptureStore } from '../capture/store.ts';
import { Contents } from './content.ts';
import { notRead, TOO_MANY } from './failures.ts';
import { MessageLog } from './message-log.ts';
import { decoderOf, type LensChoice, type Stream, streamOf } from './stream.ts';

/** Bytes and rows that are looked at in one go, between two turns for other work. */
const WINDOW = 256 * 1024;
const ROWS = 4096;
/** The most bytes that what is known of one capture may take: some hundred million messages. */
const LARGEST = 512 * 1024 * 1024;

/**
 * The messages of one capture in one framing. While somebody watches it looks through what has come, in the background
 * and then as more comes; what it found stays.
 */
export class Lens {
  readonly capture: Capture;
  readonly choice: LensChoice;
  readonly log: MessageLog;
  readonly contents = new Contents(this);
  readonly #store: CaptureStore;
  readonly #file: SpillFile;
  readonly streams: Record<Direction, Stream>;
  /** Only what is of this stream of HTTP/2 is listed; null: everything. */
  readonly #only: number | null;
  /** The next row of the capture to look at. */
  #next = 0;
  /** Rows that are read for the next look. */
  #ahead = ROWS;
  #messages = 0;
  #bad = 0;
  #problem: Failure | null = null;
  #running = false;
  #removed = false;
  #watchers = new Set<() => void>();
  #wake: () => void = () => undefined;

  constructor(store: CaptureStore, capture: Capture, choice: LensChoice, id: string) {
    this.#store = store;
    this.capture = capture;
    this.choice = choice;
    this.#only = (isNamed(choice.framing) ? choice.framing.stream : undefined) ?? null;
    this.#file = new SpillFile(() => store.folder(), id);
    this.log = new MessageLog(store, this.#file, choice.framing);
    this.streams = { in: streamOf(choice, 'in'), out: streamOf(choice, 'out') };
    for (const log of this.log.logs) store.add(log);
  }

  /** Nothing is read of it any more. */
  get removed(): boolean {
    return this.#removed;
  }

  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  state(): LensState {
    const pending = (direction: Direction) => {
      const frame = this.streams[direction].decoder.pending();
      return frame && { start: frame.start, size: frame.size };
    };
    return {
      total: this.log.count,
      messages: this.#messages,
      bad: this.#bad,
      looked: this.#next,
      pending: { in: pending('in'), out: pending('out') },
      problem: this.#problem,
    };
  }

  /** Goes on looking while it is watched; `tell` is called when something was found. Answers with what ends it. */
  watch(tell: () => void): () => void {
    this.#watchers.add(tell);
    if (!this.#running && !this.#removed) void this.#run();
    return () => {
      this.#watchers.delete(tell);
      if (!this.watched) this.#wake();
    };
  }

  /** Gives back memory and disk. */
  async remove(): Promise<void> {
    if (this.#removed) return;
    this.#removed = true;
    this.#wake();
    this.#tell();
    const spilled = this.#store.drop(this.log.logs);
    try {
      await this.#file.remove();
    } finally {
      this.#store.freed(spilled);
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    const forget = this.capture.watch(() => this.#wake());
    try {
      while (this.watched && !this.#removed) {
        if (this.log.size > LARGEST) {
          this.#fail(TOO_MANY);
          return;
        }
        if (this.#next >= this.capture.rows.count) await new Promise<void>((done) => (this.#wake = done));
        else if (!this.#store.hasRoom) await this.#room();
        else {
          await this.#look();
          this.#tell();
          await otherWork();
        }
      }
    } catch (error) {
      // What is read of a capture that goes away meanwhile is no failure of the lens.
      if (!this.#removed) this.#fail(notRead(error));
    } finally {
      forget();
      this.#running = false;
    }
  }

  /** Waits until captures have room again; the lens takes none while they lack it. */
  async #room(): Promise<void> {
    await new Promise<void>((done) => {
      const waiter = { roomAgain: done, stalled: (failure: Failure) => this.#fail(failure) };
      this.#wake = () => {
        if (this.watched && !this.#removed) return;
        this.#store.forget(waiter);
        done();
      };
      this.#store.wait(waiter);
    });
    this.#problem = null;
  }

  #fail(failure: Failure): void {
    this.#problem = failure;
    this.#tell();
  }

  #tell(): void {
    for (const tell of this.#watchers) tell();
  }

  /** Looks at the next rows: at most {@link WINDOW} bytes of them, or one that is longer. */
  async #look(): Promise<void> {
    const { capture } = this;
    const records = await capture.rows.records(this.#next, this.#ahead);
    let count = 0;
    for (let bytes = 0; count < records.length; count++) {
      const { length } = records[count]!;
      if (count > 0 && bytes + length > WINDOW) break;
      bytes += length;
    }
    const rows = records.slice(0, count);
    // Of large rows few are looked at in one go: many would be read again and again.
    this.#ahead = Math.min(ROWS, 2 * count + 16);
    const [inBytes, outBytes] = await Promise.all([this.#read(rows, 'in'), this.#read(rows, 'out')]);
    for (const row of rows) {
      if (this.#removed) return;
      if (!isData(row.kind)) this.#life(row);
      else if (row.length > 0) {
        const { from, bytes } = row.kind === 'in' ? inBytes : outBytes;
        const at = offsetOf(row) - from;
        if (at + row.length <= bytes.length)
          await this.#push(row, row.kind, bytes.subarray(at, at + row.length), true);
        else await this.#long(row, row.kind);
      }
      this.#next = row.seq + 1;
    }
  }

  /** The bytes of a direction that some rows hold, or none where that is one row longer than a window. */
  async #read(
    rows: readonly RowRecord[],
    direction: Direction,
  ): Promise<{ from: number; bytes: Uint8Array }> {
    const first = rows.find((row) => row.kind === direction);
    const last = rows.findLast((row) => row.kind === direction);
    if (!first || !last) return { from: 0, bytes: NOTHING };
    const from = offsetOf(first);
    const length = offsetOf(last) + last.length - from;
    return { from, bytes: length > WINDOW ? NOTHING : await this.capture.read(direction, from, length) };
  }

  async #long(row: RowRecord, direction: Direction): Promise<void> {
    const start = offsetOf(row);
    // After a failure it goes on where it was.
    for (let done = this.streams[direction].decoder.at - start; done < row.length; done += WINDOW) {
      const bytes = await this.capture.read(direction, start + done, Math.min(WINDOW, row.length - done));
      if (this.#removed) return;
      await this.#push(row, direction, bytes, done === 0);
      await otherWork();
    }
  }

  /** Bytes of a row; `begins` with its first ones. */
  async #push(row: RowRecord, direction: Direction, bytes: Uint8Array, begins: boolean): Promise<void> {
    const stream = this.streams[direction];
    if (begins) stream.reads++;
    // What waits to be inflated, and what came behind it.
    let waiting: { frame: Frame; reads: number }[] = [];
    const take = (frame: Frame) => {
      const reads = frame.inside ? 1 : stream.reads;
      if (!frame.inside) stream.reads = 1;
      if (frame.packed || waiting.length > 0) waiting.push({ frame, reads });
      else this.#message(frame, direction, row.seq, reads);
    };
    for (let rest = bytes; rest.length > 0;) {
      const { at } = stream.decoder;
      const start = stream.starts[0] ?? Infinity;
      if (start === at) {
        const cut = stream.decoder.pending();
        // Its rows are those before this one, where this row begins here.
        const reads = stream.reads - (begins && at === offsetOf(row) ? 1 : 0);
        if (cut) this.#message({ ...cut, status: 'unfinished' }, direction, row.seq, reads);
        stream.reads = 1;
        stream.starts = stream.starts.slice(1);
        stream.decoder = decoderOf(this.choice.framing, at);
        stream.unpacking.lost();
        continue;
      }
      const part = rest.subarray(0, Math.min(rest.length, start - at));
      stream.decoder.push(part, take);
      for (const { frame, reads } of waiting) {
        const whole = frame.packed ? await stream.unpacking.take(frame, frame.packed) : frame;
        // What is put in a log that was given back is never given back.
        if (this.#removed) return;
        this.#message(whole, direction, row.seq, reads);
      }
      waiting = [];
      if (stream.decoder.stopped !== null) this.#raw(direction, row.seq, at + part.length);
      rest = rest.subarray(part.length);
    }
    if (!stream.decoder.pending()) stream.reads = 0;
  }

  #message(frame: Frame, direction: Direction, row: number, reads: number): void {
    const { status, start, size, offset, length, said = 0, text = '', content = null } = frame;
    if (this.#only !== null && frame.stream !== this.#only) return this.log.skip(direction, size);
    this.#messages++;
    if (status === 'bad') this.#bad++;
    this.log.push({
      status,
      direction,
      row,
      size,
      reads,
      head: offset - start,
      tail: start + size - offset - length,
      said,
      text,
      content,
      inside: frame.inside ? start - this.log.end(direction) : null,
    });
  }

  /** What nothing frames, up to `end`. */
  #raw(direction: Direction, row: number, end: number): void {
    const size = end - this.log.end(direction);
    if (this.#only !== null) this.log.skip(direction, size);
    else if (size > 0) this.log.push({ ...NOT_TOLD, status: 'raw', direction, row, size, reads: 1 });
  }

  /** A step in the life of the connection; an end of a stream ends the message under way. */
  #life(row: RowRecord): void {
    for (const direction of ENDS[row.kind] ?? []) this.#end(direction, row.seq);
    if (this.#only !== null) return;
    this.log.push({ ...NOT_TOLD, status: null, direction: 'in', row: row.seq, size: 0, reads: 0 });
  }

  #end(direction: Direction, row: number): void {
    const stream = this.streams[direction];
    const pending = stream.decoder.pending();
    if (!pending) return;
    this.#message({ ...pending, status: 'unfinished' }, direction, row, stream.reads);
    stream.decoder = decoderOf(this.choice.framing, stream.decoder.at);
    stream.unpacking.lost();
    stream.reads = 0;
  }
}

const NOTHING = new Uint8Array(0);
const NOT_TOLD = { head: 0, tail: 0, said: 0, text: '', content: null, inside: null };
const ENDS: Partial<Record<RowRecord['kind'], readonly Direction[]>> = {
  'end-received': ['in'],
  'end-sent': ['out'],
  close: ['in', 'out'],
  reset: ['in', 'out'],
};
