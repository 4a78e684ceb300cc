import type { SpillFile } from './spill-file.ts';

/** The size a segment grows to, in bytes; the first of a log is small so that an idle session costs little. */
export const SEGMENT = 1024 * 1024;
const FIRST = 256;
const GROWTH = 4;

/** A run of a log. It is in memory (`buffer`), in the spill file (`at`), or, while it is being written, in both. */
export interface Segment {
  readonly log: SegmentLog;
  readonly start: number;
  length: number;
  buffer: Buffer | null;
  /** The buffer for writing numbers, where that is done. */
  view: DataView | null;
  at: number;
}

/** Where segments get their memory from, and who moves them to the file when memory is short. */
export interface SegmentStore {
  take(size: number): Buffer;
  give(buffer: Buffer): void;
  sealed(segment: Segment): void;
}

/** Append-only bytes. What was appended never changes; where it lives (memory or disk) is the store's affair. */
export class SegmentLog {
  readonly #store: SegmentStore;
  readonly file: SpillFile;
  readonly #sealed: Segment[] = [];
  #tail: Segment | null = null;
  #length = 0;
  #nextSize = FIRST;
  /** Bytes of buffers held, filled or not. */
  memory = 0;
  /** Bytes that were moved to the file. */
  onDisk = 0;

  constructor(store: SegmentStore, file: SpillFile) {
    this.#store = store;
    this.file = file;
  }

  get length(): number {
    return this.#length;
  }

  /** Copies `bytes` to the end. Constant cost per byte; never fails, never waits. */
  append(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      const tail = this.room(1);
      const buffer = tail.buffer as Buffer;
      const n = Math.min(bytes.length - done, buffer.length - tail.length);
      buffer.set(n === bytes.length ? bytes : bytes.subarray(done, done + n), tail.length);
      this.took(n);
      done += n;
    }
  }

  /** As {@link append}, of a text whose characters are one byte each (Latin-1). */
  appendLatin1(text: string): void {
    const tail = this.#tail;
    const buffer = tail?.buffer;
    if (!buffer || buffer.length - tail.length < text.length) return this.append(Buffer.from(text, 'latin1'));
    buffer.write(text, tail.length, 'latin1');
    this.took(text.length);
  }

  /** The tail segment with at least `size` free bytes behind its `length`; fill them and say {@link took}. */
  room(size: number): Segment {
    const tail = this.#tail;
    if (tail?.buffer && tail.buffer.length - tail.length >= size) return tail;
    this.seal();
    const buffer = this.#store.take(Math.max(this.#nextSize, size));
    this.#nextSize = Math.min(this.#nextSize * GROWTH, SEGMENT);
    this.memory += buffer.length;
    return (this.#tail = { log: this, start: this.#length, length: 0, buffer, view: null, at: -1 });
  }

  took(size: number): void {
    if (this.#tail) this.#tail.length += size;
    this.#length += size;
  }

  /** Ends the tail so that it can be spilled. */
  seal(): void {
    const tail = this.#tail;
    if (!tail) return;
    this.#tail = null;
    if (tail.length === 0) return this.#release(tail);
    // Sealed long before it was full: take less from now on, so that many quiet captures have room side by side.
    if (tail.buffer && tail.length < tail.buffer.length / GROWTH) {
      this.#nextSize = Math.max(FIRST, tail.length * GROWTH);
    }
    this.#sealed.push(tail);
    this.#store.sealed(tail);
  }

  /** Called by the store when the segment is safely in the file. */
  spilled(segment: Segment, at: number): void {
    segment.at = at;
    this.onDisk += segment.length;
    this.#release(segment);
  }

  #release(segment: Segment): void {
    if (!segment.buffer) return;
    this.memory -= segment.buffer.length;
    this.#store.give(segment.buffer);
    segment.buffer = null;
    segment.view = null;
  }

  /** A copy of the bytes `[offset, offset+length)`, cut at the end of the log. */
  async read(offset: number, length: number): Promise<Buffer<ArrayBuffer>> {
    const end = Math.min(offset + length, this.#length);
    const out = Buffer.allocUnsafeSlow(Math.max(0, end - offset));
    const fromFile: Promise<void>[] = [];
    // Memory is copied before anything is awaited: a buffer may be given to another log as soon as it is spilled.
    for (let at = offset, i = this.#indexOf(offset); at < end; i++) {
      const segment = this.#sealed[i] ?? (this.#tail as Segment);
      const skip = at - segment.start;
      const n = Math.min(segment.length - skip, end - at);
      const into = out.subarray(at - offset, at - offset + n);
      if (segment.buffer) segment.buffer.copy(into, 0, skip, skip + n);
      else fromFile.push(this.file.read(segment.at + skip, into));
      at += n;
    }
    if (fromFile.length > 0) await Promise.all(fromFile);
    return out;
  }

  /** As {@link read} where it is all in memory and within one segment: a view that is valid until the next await. */
  peek(offset: number, length: number): Buffer | null {
    const segment = this.#sealed[this.#indexOf(offset)] ?? this.#tail;
    if (!segment?.buffer) return null;
    const skip = offset - segment.start;
    return skip >= 0 && skip + length <= segment.length ? segment.buffer.subarray(skip, skip + length) : null;
  }

  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#sealed.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      const segment = this.#sealed[mid];
      if (segment && segment.start + segment.length <= offset) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** Gives all memory back, and answers how many sealed segments that were. The log is of no use afterwards. */
  clear(): number {
    if (this.#tail) this.#release(this.#tail);
    const held = this.#sealed.filter((segment) => segment.buffer);
    for (const segment of held) this.#release(segment);
    this.#tail = null;
    this.#sealed.length = 0;
    this.#length = 0;
    return held.length;
  }
}
