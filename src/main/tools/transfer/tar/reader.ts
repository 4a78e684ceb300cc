import { BLOCK, filler, type Header, isSize, mapGoesOn, readHeader, TarDamage } from './header.ts';
import { type Pax, readPax } from './pax.ts';
import { type Found, foundEntry } from './found.ts';

/** The most that is told about one entry before its header: names and times, but also attributes. */
const MOST_META = 1024 * 1024;
const MOST_METAS = 64;
/** Types of entries that have no bytes of their own, whatever size is told. */
const NO_BYTES = new Set(['1', '2', '3', '4', '5', '6']);

export type TarEvent =
  | { kind: 'entry'; entry: Found }
  /** Bytes of the entry; valid until the next push. */
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'entry-end' }
  /** The mark at the end of the archive. What follows is nothing. */
  | { kind: 'end' }
  /** Bytes that are no file’s, for the capture. */
  | { kind: 'around'; bytes: Uint8Array; what: 'control' | 'data' };

/**
 * Takes a tar archive apart while it comes, in any pieces: ustar, pax, GNU and old ones. Holds a header and what is told
 * about one entry at most, and allocates nothing for a size that it is told. Throws TarDamage.
 *
 * Our own, because none of the libraries tells all that is said of an archive here: the types of entries that can’t be
 * received (behind a sparse file of old GNU tar some lose their way), a missing end, and names that are no text.
 */
export class TarReader {
  readonly #block = Buffer.alloc(BLOCK);
  #filled = 0;
  #state: 'header' | 'map' | 'meta' | 'bytes' | 'filler' | 'end' = 'header';
  /** Bytes that are left of what is read, and what fills up its last block. */
  #left = 0;
  #filler = 0;
  #meta: { type: string; bytes: Buffer; filled: number } | null = null;
  #metas = 0;
  #zeros = 0;
  #global: Pax = new Map();
  #pax: Pax = new Map();
  #long: { name?: Buffer; link?: Buffer } = {};
  #open: Header | null = null;
  #begun = false;

  /** What came before anything could be read as a header: all of it, as far as a header’s length. */
  get unread(): Buffer | null {
    return this.#begun ? null : this.#block.subarray(0, this.#filled || BLOCK);
  }

  /** Where it stands, for what to say of an archive that ends here. */
  get place(): 'start' | 'between' | 'within' | 'end' {
    if (this.#state === 'end' || (this.#zeros > 0 && this.#filled === 0)) return 'end';
    if (!this.#begun && this.#filled === 0) return 'start';
    const between = this.#state === 'header' && this.#filled === 0 && this.#metas === 0;
    return between ? 'between' : 'within';
  }

  *push(chunk: Uint8Array): Generator<TarEvent, void> {
    for (let at = 0; at < chunk.length;) {
      if (this.#state === 'end') return yield { kind: 'around', bytes: chunk.subarray(at), what: 'data' };
      const isBlock = this.#state === 'header' || this.#state === 'map';
      const wanted = isBlock ? BLOCK - this.#filled : this.#left;
      const bytes = chunk.subarray(at, at + Math.min(wanted, chunk.length - at));
      at += bytes.length;
      if (isBlock) yield* this.#toBlock(bytes);
      else yield* this.#rest(bytes);
    }
  }

  *#toBlock(bytes: Uint8Array): Generator<TarEvent, void> {
    this.#block.set(bytes, this.#filled);
    this.#filled += bytes.length;
    yield { kind: 'around', bytes, what: 'control' };
    if (this.#filled < BLOCK) return;
    this.#filled = 0;
    if (this.#state === 'map') {
      if (!mapGoesOn(this.#block)) yield* this.#enter();
      return;
    }
    const header = readHeader(this.#block);
    if (header === null) {
      if (++this.#zeros < 2) return;
      this.#state = 'end';
      return yield { kind: 'end' };
    }
    this.#zeros = 0;
    this.#begun = true;
    yield* this.#header(header);
  }

  *#header(header: Header): Generator<TarEvent, void> {
    if ('xXgLK'.includes(header.type)) {
      if (header.size > MOST_META || ++this.#metas > MOST_METAS)
        throw new TarDamage('it tells too much about one entry');
      this.#meta = { type: header.type, bytes: Buffer.alloc(header.size), filled: 0 };
      this.#read('meta', header.size);
      if (header.size === 0) this.#metaDone();
      return;
    }
    this.#open = this.#withPax(header);
    if (header.type === 'S' && header.more) this.#state = 'map';
    else yield* this.#enter();
  }

  #read(state: 'meta' | 'bytes', size: number): void {
    this.#state = state;
    this.#left = size;
    this.#filler = filler(size);
  }

  /** What was told before a header holds for it. */
  #withPax(header: Header): Header {
    const get = (key: string) => {
      const value = this.#pax.get(key) ?? this.#global.get(key);
      return value === undefined || value.length === 0 ? undefined : value;
    };
    const size = get('size')?.toString('latin1');
    if (size !== undefined && !(/^\d+$/.test(size) && isSize(Number(size))))
      throw new TarDamage('a pax header tells a size that makes no sense');
    const modified = Number(get('mtime')?.toString('latin1') ?? header.modified);
    const isSparse = get('GNU.sparse.map') !== undefined;
    const whole = {
      ...header,
      type: isSparse ? 'S' : header.type,
      name: get('GNU.sparse.name') ?? get('path') ?? this.#long.name ?? header.name,
      link: get('linkpath') ?? this.#long.link ?? header.link,
      size: size === undefined ? header.size : Number(size),
      modified: Number.isFinite(modified) ? modified : 0,
    };
    this.#pax = new Map();
    this.#long = {};
    this.#metas = 0;
    return whole;
  }

  *#enter(): Generator<TarEvent, void> {
    const header = this.#open;
    if (header === null) throw new Error('no header');
    const size = NO_BYTES.has(header.type) ? 0 : header.size;
    yield { kind: 'entry', entry: foundEntry({ ...header, size }) };
    this.#read('bytes', size);
    if (size === 0) yield* this.#entryDone();
  }

  *#rest(bytes: Uint8Array): Generator<TarEvent, void> {
    this.#left -= bytes.length;
    if (this.#state === 'bytes') {
      yield { kind: 'bytes', bytes };
      if (this.#left === 0) yield* this.#entryDone();
      return;
    }
    yield { kind: 'around', bytes, what: this.#state === 'meta' ? 'control' : 'data' };
    if (this.#state === 'meta' && this.#meta) {
      this.#meta.bytes.set(bytes, this.#meta.filled);
      this.#meta.filled += bytes.length;
      if (this.#left === 0) this.#metaDone();
    } else if (this.#left === 0) this.#state = 'header';
  }

  *#entryDone(): Generator<TarEvent, void> {
    this.#open = null;
    this.#fill();
    yield { kind: 'entry-end' };
  }

  #metaDone(): void {
    const meta = this.#meta;
    if (meta === null) return;
    this.#meta = null;
    const { type, bytes } = meta;
    if (type === 'x' || type === 'X') this.#pax = readPax(bytes);
    else if (type === 'g') for (const [key, value] of readPax(bytes)) this.#global.set(key, value);
    else {
      const end = bytes.indexOf(0);
      this.#long[type === 'L' ? 'name' : 'link'] = end < 0 ? bytes : bytes.subarray(0, end);
    }
    this.#fill();
  }

  #fill(): void {
    this.#left = this.#filler;
    this.#state = this.#left > 0 ? 'filler' : 'header';
  }
}
