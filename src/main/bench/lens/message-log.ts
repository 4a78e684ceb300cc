import { delimiterBytes, isNamed, type LensFraming } from '../../../contract/payload/framing.ts';
import type { MessageStatus } from '../../../contract/lens.ts';
import type { Direction } from '../../../contract/rows.ts';
import { SegmentLog } from '../capture/segment-log.ts';
import type { SpillFile } from '../capture/spill-file.ts';
import type { CaptureStore } from '../capture/store.ts';

/** What is stored of a message, or (status null) of a life-cycle row. */
export interface MessageEntry {
  status: MessageStatus | null;
  direction: Direction;
  /** The row that completed it. */
  row: number;
  /** On the wire. Sizes tell where they stand, with what was passed over between those of one direction. */
  size: number;
  /** Rows of its direction that it came in. */
  reads: number;
  /** Bytes before and after the payload. */
  head: number;
  tail: number;
  /** What a bad length says. */
  said: number;
  /** What it is, where frames are named; else empty. */
  text: string;
  /** Bytes that it says, where they can be read; see {@link Frame}. */
  content: number | null;
  /** It stands inside of the message after it, so many bytes behind the beginning of that. Null: it does not. */
  inside: number | null;
}

export interface PlacedEntry extends MessageEntry {
  index: number;
  /** Where it begins in the stream of its direction. */
  start: number;
}

const STATUSES: readonly (MessageStatus | null)[] = [null, 'ok', 'bad', 'unfinished', 'raw'];
const CODES = new Map(STATUSES.map((status, code) => [status, code]));
const OUT = 0x08;
const CRLF = 0x10;
const READS = 0x20;
const ROW = 0x40;
/** What is before it is listed nowhere, or (of one inside of another) listed later. */
const GAP = 0x80;
/** No entry is longer: flags, some varints, a header's width and a number. */
const LONGEST = 64;

/** Messages between two places that are known without decoding what is before them. */
const BLOCK = 64;
/** Bytes of what is known of a block: place of its first entry, row, bytes in, out and of names before it, each f64. */
const BLOCK_RECORD = 40;

/**
 * The messages of a capture, about three bytes each: what follows from the message before is not stored. It spills as
 * captures do.
 */
export class MessageLog {
  readonly entries: SegmentLog;
  readonly blocks: SegmentLog;
  /** What frames are called, one after the other. */
  readonly names: SegmentLog;
  readonly #framing: LensFraming;
  readonly #named: boolean;
  readonly #ending: number;
  #count = 0;
  #row = 0;
  readonly #at: Record<Direction, number> = { in: 0, out: 0 };
  /** Bytes that were passed over since the last message. */
  readonly #gap: Record<Direction, number> = { in: 0, out: 0 };

  constructor(store: CaptureStore, file: SpillFile, framing: LensFraming) {
    this.entries = new SegmentLog(store, file);
    this.blocks = new SegmentLog(store, file);
    this.names = new SegmentLog(store, file);
    this.#named = isNamed(framing);
    this.#framing = framing;
    this.#ending =
      framing.kind === 'lines'
        ? 1
        : framing.kind === 'delimiter'
          ? delimiterBytes(framing.delimiter).length
          : 0;
  }

  /** All that is stored. */
  get logs(): SegmentLog[] {
    return [this.entries, this.blocks, this.names];
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes that it takes. */
  get size(): number {
    return this.entries.length + this.blocks.length + this.names.length;
  }

  /** Where the messages of a direction end by now. */
  end(direction: Direction): number {
    return this.#at[direction] + this.#gap[direction];
  }

  /** Passes over a message that is not listed. */
  skip(direction: Direction, size: number): void {
    this.#gap[direction] += size;
  }

  push(entry: MessageEntry): void {
    const { status, direction, row, size, reads } = entry;
    if (this.#count % BLOCK === 0) this.#block();
    const name = this.#named && status !== null ? Buffer.from(entry.text) : null;
    const segment = this.entries.room(LONGEST);
    const buffer = segment.buffer as Buffer;
    let at = segment.length + 1;
    let flags = CODES.get(status) ?? 0;
    if (direction === 'out') flags |= OUT;
    if (row !== this.#row) {
      flags |= ROW;
      at = putVarint(buffer, at, row - this.#row);
      this.#row = row;
    }
    if (status !== null) {
      if (this.#framing.kind === 'lines' && entry.tail === 2) flags |= CRLF;
      const gap = this.#gap[direction];
      if (gap > 0) {
        flags |= GAP;
        at = putVarint(buffer, at, gap);
        this.#gap[direction] = 0;
        this.#at[direction] += gap;
      } else if (entry.inside !== null) {
        flags |= GAP;
        at = putVarint(buffer, at, entry.inside);
      }
      at = putVarint(buffer, at, size);
      if (reads > 1) {
        flags |= READS;
        at = putVarint(buffer, at, reads);
      }
      if (this.#framing.kind === 'varint') buffer[at++] = entry.head;
      if (name) {
        buffer[at++] = entry.head;
        at = putVarint(buffer, at, name.length);
        const says = entry.content === null ? 0 : entry.content + 1;
        at = putVarint(buffer, at, says * 2 + (entry.inside === null ? 0 : 1));
      } else if (status === 'bad') at = buffer.writeDoubleLE(entry.said, at);
      if (entry.inside === null) this.#at[direction] += size;
    }
    buffer[segment.length] = flags;
    this.entries.took(at - segment.length);
    if (name) this.names.append(name);
    this.#count++;
  }

  #block(): void {
    const segment = this.blocks.room(BLOCK_RECORD);
    const buffer = segment.buffer as Buffer;
    let at = segment.length;
    for (const value of [this.entries.length, this.#row, this.#at.in, this.#at.out, this.names.length]) {
      at = buffer.writeDoubleLE(value, at);
    }
    this.blocks.took(BLOCK_RECORD);
  }

  /** The entries `[from, from+count)` that exist. */
  async read(from: number, count: number): Promise<PlacedEntry[]> {
    const to = Math.min(from + count, this.#count);
    if (from >= to) return [];
    const first = Math.floor(from / BLOCK);
    const { at, row, names, ...place } = await this.#known(first);
    const after = Math.ceil(to / BLOCK);
    const end = after * BLOCK < this.#count ? (await this.#known(after)).at : this.entries.length;
    const bytes = await this.entries.read(at, end - at);
    const entries: PlacedEntry[] = [];
    const cursor = { at: 0, row, name: names };
    const called: { entry: PlacedEntry; from: number; to: number }[] = [];
    for (let index = first * BLOCK; index < to; index++) {
      const before = cursor.name;
      const { entry, gap } = this.#decode(bytes, cursor);
      const start = place[entry.direction] + gap;
      if (entry.status !== null && entry.inside === null) place[entry.direction] = start + entry.size;
      if (index < from) continue;
      const placed = { ...entry, index, start };
      entries.push(placed);
      if (cursor.name > before) called.push({ entry: placed, from: before, to: cursor.name });
    }
    const begin = called[0]?.from ?? 0;
    const texts = await this.names.read(begin, (called.at(-1)?.to ?? 0) - begin);
    for (const one of called) one.entry.text = texts.toString('utf8', one.from - begin, one.to - begin);
    return entries;
  }

  /** The message that holds a byte of a direction, or null; O(log n) blocks are read. */
  async holding(direction: Direction, offset: number): Promise<PlacedEntry | null> {
    if (offset >= this.#at[direction]) return null;
    let low = 0;
    let high = Math.ceil(this.#count / BLOCK) - 1;
    while (low < high) {
      const mid = Math.ceil((low + high) / 2);
      if ((await this.#known(mid))[direction] <= offset) low = mid;
      else high = mid - 1;
    }
    const block = await this.read(low * BLOCK, BLOCK);
    return (
      block.find(
        (entry) =>
          entry.status !== null &&
          entry.direction === direction &&
          entry.start <= offset &&
          entry.start + entry.size > offset,
      ) ?? null
    );
  }

  async #known(block: number): Promise<{ at: number; row: number; in: number; out: number; names: number }> {
    const place = block * BLOCK_RECORD;
    const bytes = this.blocks.peek(place, BLOCK_RECORD) ?? (await this.blocks.read(place, BLOCK_RECORD));
    return {
      at: bytes.readDoubleLE(0),
      row: bytes.readDoubleLE(8),
      in: bytes.readDoubleLE(16),
      out: bytes.readDoubleLE(24),
      names: bytes.readDoubleLE(32),
    };
  }

  #decode(
    bytes: Buffer,
    cursor: { at: number; row: number; name: number },
  ): { entry: MessageEntry; gap: number } {
    const flags = bytes[cursor.at++] ?? 0;
    const status = STATUSES[flags & 7] ?? null;
    if ((flags & ROW) !== 0) cursor.row += getVarint(bytes, cursor);
    const entry: MessageEntry = {
      status,
      direction: (flags & OUT) !== 0 ? 'out' : 'in',
      row: cursor.row,
      size: 0,
      reads: 1,
      head: 0,
      tail: 0,
      said: 0,
      text: '',
      content: null,
      inside: null,
    };
    if (status === null) return { entry, gap: 0 };
    const gap = (flags & GAP) !== 0 ? getVarint(bytes, cursor) : 0;
    entry.size = getVarint(bytes, cursor);
    if ((flags & READS) !== 0) entry.reads = getVarint(bytes, cursor);
    if (this.#framing.kind === 'varint') entry.head = bytes[cursor.at++] ?? 0;
    else if (this.#framing.kind === 'length-prefixed' && status !== 'raw') {
      entry.head = Math.min(this.#framing.width, entry.size);
    }
    if (status === 'ok' || status === 'bad') {
      entry.tail = Math.min(this.#ending + ((flags & CRLF) !== 0 ? 1 : 0), entry.size);
    }
    if (this.#named) {
      entry.head = bytes[cursor.at++] ?? 0;
      cursor.name += getVarint(bytes, cursor);
      // Bytes that it says and one more, and whether it stands inside of the message behind it.
      const says = getVarint(bytes, cursor);
      if (says > 1) entry.content = Math.floor(says / 2) - 1;
      if (says % 2 === 1) entry.inside = gap;
      return { entry, gap };
    }
    if (status === 'bad') {
      entry.said = bytes.readDoubleLE(cursor.at);
      cursor.at += 8;
    }
    return { entry, gap };
  }
}

function putVarint(buffer: Buffer, at: number, value: number): number {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) | 0x80;
  buffer[at++] = rest;
  return at;
}

function getVarint(bytes: Buffer, cursor: { at: number }): number {
  let value = 0;
  for (let unit = 1; ; unit *= 128) {
    const byte = bytes[cursor.at++] ?? 0;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return value;
  }
}
