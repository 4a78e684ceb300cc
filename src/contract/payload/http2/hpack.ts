import { huffmanDecode, latin1 } from './huffman.ts';
import { STATIC_TABLE } from './static-table.ts';

/**
 * How a field stood in its block (RFC 7541 section 6): `indexed` from a table, `added` to the table as it came,
 * `literal`, or `never` to be kept in a table by anyone, as secrets are.
 */
export type FieldForm = 'indexed' | 'added' | 'literal' | 'never';

/** A field of a header list; name and value have a character for each byte (Latin-1). */
export interface HpackField {
  name: string;
  value: string;
  form: FieldForm;
}

export interface HpackBlock {
  fields: HpackField[];
  /** Fields that came after the list had become too long to keep. */
  more: number;
  /** Sizes that were set for the table. */
  sizes: number[];
  /** Why not all of it could be read; nothing that comes after it can be either. */
  problem: string | null;
}

/** The longest list that is kept (RFC 9113 section 6.5.2 counts 32 bytes more for each field). */
export const MAX_LIST = 1024 * 1024;
/** The largest table that is kept; a larger one would be a way to fill memory. */
export const MAX_TABLE = 1024 * 1024;
const OVERHEAD = 32;
/** What an integer may say: more than any table or string has. */
const MAX_INTEGER = 2 ** 30;

/**
 * Reads the header lists of one direction of a connection (RFC 7541). It keeps the table that they build up, so it has
 * to be given each block, whole and in order. Of what lies it says what is wrong, and it never throws.
 */
export class HpackDecoder {
  /** The latest entry last. */
  #entries: [name: string, value: string][] = [];
  /** How many at the beginning of these are gone already. */
  #gone = 0;
  #size = 0;
  #most = 4096;
  #problem: string | null = null;

  /** Bytes of the table as HPACK counts them. */
  get size(): number {
    return this.#size;
  }

  /** A block is not there, or not whole: what follows can't be read any more. */
  lost(why: string): void {
    this.#problem ??= why;
  }

  decode(block: Uint8Array): HpackBlock {
    const read: HpackBlock = { fields: [], more: 0, sizes: [], problem: this.#problem };
    if (this.#problem !== null) return read;
    const cursor: Cursor = { bytes: block, at: 0 };
    let length = 0;
    try {
      while (cursor.at < block.length) {
        const field = this.#field(cursor, read.sizes);
        if (!field) continue;
        length += field.name.length + field.value.length + OVERHEAD;
        if (length > MAX_LIST) read.more++;
        else read.fields.push(field);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      read.problem = `Its HPACK breaks the rules at byte ${cursor.at}: ${error.message}.`;
      this.#problem = 'A header block before it could not be read, so the table is not known.';
    }
    return read;
  }

  /** The next representation; null for a size of the table. */
  #field(cursor: Cursor, sizes: number[]): HpackField | null {
    const first = cursor.bytes[cursor.at]!;
    if (first >= 0x80) {
      const [name, value] = this.#entry(integer(cursor, 7));
      return { name, value, form: 'indexed' };
    }
    if (first >= 0x40) {
      const field = this.#literal(cursor, 6, 'added');
      this.#add(field.name, field.value);
      return field;
    }
    if (first >= 0x20) {
      const size = integer(cursor, 5);
      if (size > MAX_TABLE)
        throw new RangeError(`the table is to have ${size} bytes, more than are kept here`);
      sizes.push(size);
      this.#most = size;
      this.#evict(0);
      return null;
    }
    return this.#literal(cursor, 4, first >= 0x10 ? 'never' : 'literal');
  }

  #literal(cursor: Cursor, bits: number, form: FieldForm): HpackField {
    const index = integer(cursor, bits);
    const name = index === 0 ? string(cursor) : this.#entry(index)[0];
    return { name, value: string(cursor), form };
  }

  #entry(index: number): readonly [string, string] {
    const fixed = STATIC_TABLE[index - 1];
    if (fixed) return fixed;
    const at = this.#entries.length - (index - STATIC_TABLE.length);
    const entry = at >= this.#gone ? this.#entries[at] : undefined;
    if (index === 0 || !entry) throw new RangeError(`the table has no entry ${index}`);
    return entry;
  }

  #add(name: string, value: string): void {
    const size = name.length + value.length + OVERHEAD;
    this.#evict(size);
    // One that is larger than the table empties it (RFC 7541 section 4.4).
    if (size > this.#most) return;
    this.#entries.push([name, value]);
    this.#size += size;
  }

  /** Makes room for an entry of `size` bytes. */
  #evict(size: number): void {
    while (this.#size > 0 && this.#size + size > this.#most) {
      const [name, value] = this.#entries[this.#gone]!;
      this.#entries[this.#gone++] = ['', ''];
      this.#size -= name.length + value.length + OVERHEAD;
    }
    if (this.#gone < 64 || this.#gone * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#gone);
    this.#gone = 0;
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** An integer with a prefix of `bits` bits (RFC 7541 section 5.1). */
function integer(cursor: Cursor, bits: number): number {
  const most = 2 ** bits - 1;
  let value = next(cursor) & most;
  if (value < most) return value;
  for (let unit = 1; ; unit *= 128) {
    const byte = next(cursor);
    value += (byte & 0x7f) * unit;
    if (value > MAX_INTEGER || unit > MAX_INTEGER)
      throw new RangeError('an integer is larger than any can be');
    if (byte < 0x80) return value;
  }
}

/** A string (RFC 7541 section 5.2). */
function string(cursor: Cursor): string {
  const coded = (cursor.bytes[cursor.at] ?? 0) >= 0x80;
  const length = integer(cursor, 7);
  const bytes = cursor.bytes.subarray(cursor.at, cursor.at + length);
  if (bytes.length < length) throw new RangeError('a string goes on past the end of the block');
  cursor.at += length;
  return coded ? huffmanDecode(bytes) : latin1(bytes);
}

function next(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw new RangeError('it ends in the middle of a field');
  cursor.at++;
  return byte;
}
