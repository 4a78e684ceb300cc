import { delimiterBytes, type Frame, type Framing, MAX_VARINT, mostOf } from './framing.ts';
import type { Bytes } from './parsed.ts';

/**
 * Cuts a stream into messages, however it arrives. It works with offsets and keeps no byte of what it is given, so its
 * memory is the same for a length of three and of four billion. See {@link FrameAssembler} for the bytes.
 */
export class FrameDecoder {
  readonly #scan: Scanner;
  #at: number;
  #stopped: number | null = null;

  /** `at` is where in the stream of its direction the first byte stands. */
  constructor(framing: Framing, at = 0) {
    this.#at = at;
    this.#scan = scanner(framing, at);
  }

  /** Where the next byte stands. */
  get at(): number {
    return this.#at;
  }

  /** Where framing ended, after a prefix with a bad length: nothing from here on is framed. Null while it goes on. */
  get stopped(): number | null {
    return this.#stopped;
  }

  /** The next bytes; `take` gets each message that is complete with them. */
  push(bytes: Uint8Array, take: (frame: Frame) => void): void {
    if (this.#stopped === null && !this.#scan.push(bytes, this.#at, take)) this.#stopped = this.#scan.start;
    this.#at += bytes.length;
  }

  /** The message that has begun and is not complete, or null. Nothing changes by asking. */
  pending(): Frame | null {
    return this.#stopped === null && this.#at > this.#scan.start ? this.#scan.pending(this.#at) : null;
  }
}

/** One way of framing. `push` answers false when it can't go on; `start` is then where it stopped. */
interface Scanner {
  /** Where the message under way begins. */
  start: number;
  push(bytes: Uint8Array, at: number, take: (frame: Frame) => void): boolean;
  pending(at: number): Frame;
}

function scanner(framing: Framing, at: number): Scanner {
  switch (framing.kind) {
    case 'raw':
      return new RawScanner(at);
    case 'lines':
      return new EndedScanner(at, Uint8Array.of(0x0a), true, mostOf(framing));
    case 'delimiter':
      return new EndedScanner(at, delimiterBytes(framing.delimiter), false, mostOf(framing));
    case 'fixed':
      return new PrefixScanner(at, new NoPrefix(framing.length), Infinity);
    case 'length-prefixed':
      return new PrefixScanner(at, new IntPrefix(framing), mostOf(framing));
    case 'varint':
      return new PrefixScanner(at, new VarintPrefix(), mostOf(framing));
  }
}

class RawScanner implements Scanner {
  start: number;
  constructor(start: number) {
    this.start = start;
  }
  push(bytes: Uint8Array, at: number, take: (frame: Frame) => void): boolean {
    const { length } = bytes;
    this.start = at + length;
    take({ start: at, size: length, offset: at, length, status: 'ok' });
    return true;
  }
  pending(at: number): Frame {
    return { start: at, size: 0, offset: at, length: 0, status: 'unfinished' };
  }
}

/** Messages that end with a delimiter of one or several bytes, which may come in pieces. */
class EndedScanner implements Scanner {
  start: number;
  readonly #end: Bytes;
  /** For each count of matched bytes, how many still match when the next one doesn't (Knuth, Morris and Pratt). */
  readonly #back: Uint16Array;
  readonly #lines: boolean;
  readonly #most: number;
  #matched = 0;
  /** The byte before the next one is CR. */
  #afterCr = false;

  constructor(start: number, end: Bytes, lines: boolean, most: number) {
    this.start = start;
    this.#end = end;
    this.#lines = lines;
    this.#most = most;
    this.#back = new Uint16Array(end.length + 1);
    for (let i = 1, k = 0; i < end.length; i++) {
      while (k > 0 && end[i] !== end[k]) k = this.#back[k]!;
      if (end[i] === end[k]) k++;
      this.#back[i + 1] = k;
    }
  }

  push(bytes: Uint8Array, at: number, take: (frame: Frame) => void): boolean {
    const end = this.#end;
    const first = end[0]!;
    for (let i = 0; i < bytes.length;) {
      if (this.#matched === 0) {
        i = bytes.indexOf(first, i);
        if (i < 0) break;
      }
      const byte = bytes[i]!;
      while (this.#matched > 0 && end[this.#matched] !== byte) this.#matched = this.#back[this.#matched]!;
      if (end[this.#matched] === byte) this.#matched++;
      i++;
      if (this.#matched < end.length) continue;
      this.#matched = 0;
      const cr = this.#lines && (i >= 2 ? bytes[i - 2] === 0x0d : this.#afterCr) && at + i - this.start >= 2;
      take(this.#frame(at + i, end.length + (cr ? 1 : 0)));
      this.start = at + i;
    }
    if (bytes.length > 0) this.#afterCr = bytes[bytes.length - 1] === 0x0d;
    return true;
  }

  #frame(to: number, ending: number): Frame {
    const { start } = this;
    const length = to - start - ending;
    const size = to - start;
    // Written out: this is where the time of a long capture goes, and a spread costs ten times as much.
    return length > this.#most
      ? { start, size, offset: start, length, status: 'bad', said: length }
      : { start, size, offset: start, length, status: 'ok' };
  }

  pending(at: number): Frame {
    const frame = this.#frame(at, 0);
    return frame.status === 'bad' ? frame : { ...frame, status: 'unfinished' };
  }
}

/** What says the length of a message before it. Fed byte by byte until it is `done`. */
interface Prefix {
  /** Bytes of it so far, and what they say. */
  have: number;
  said: number;
  readonly done: boolean;
  feed(byte: number): void;
  reset(): void;
  /** The payload's length, or null where what it says can't be one. */
  body(most: number): number | null;
}

class NoPrefix implements Prefix {
  have = 0;
  said: number;
  readonly done = true;
  constructor(length: number) {
    this.said = length;
  }
  feed(): void {
    return;
  }
  reset(): void {
    return;
  }
  body(): number {
    return this.said;
  }
}

class IntPrefix implements Prefix {
  have = 0;
  said = 0;
  readonly #width: number;
  readonly #big: boolean;
  readonly #own: number;
  constructor({ width, endian, counts }: Extract<Framing, { kind: 'length-prefixed' }>) {
    this.#width = width;
    this.#big = endian === 'big';
    this.#own = counts === 'all' ? width : 0;
  }
  get done(): boolean {
    return this.have === this.#width;
  }
  feed(byte: number): void {
    // Past 2^53 it is no longer exact, and far past any limit.
    this.said = this.#big ? this.said * 256 + byte : this.said + byte * 256 ** this.have;
    this.have++;
  }
  reset(): void {
    this.have = 0;
    this.said = 0;
  }
  body(most: number): number | null {
    const length = this.said - this.#own;
    return length < 0 || length > most || this.said > Number.MAX_SAFE_INTEGER ? null : length;
  }
}

class VarintPrefix implements Prefix {
  have = 0;
  said = 0;
  done = false;
  feed(byte: number): void {
    this.said += (byte & 0x7f) * 128 ** this.have;
    this.have++;
    const more = (byte & 0x80) !== 0;
    if (more && this.have === MAX_VARINT) this.said = Infinity;
    this.done = !more || this.have === MAX_VARINT;
  }
  reset(): void {
    this.have = 0;
    this.said = 0;
    this.done = false;
  }
  body(most: number): number | null {
    return this.said > most || this.said > Number.MAX_SAFE_INTEGER ? null : this.said;
  }
}

/** Messages whose length is known before they come: nothing in them is looked at. */
class PrefixScanner implements Scanner {
  start: number;
  readonly #prefix: Prefix;
  readonly #most: number;
  constructor(start: number, prefix: Prefix, most: number) {
    this.start = start;
    this.#prefix = prefix;
    this.#most = most;
  }

  push(bytes: Uint8Array, at: number, take: (frame: Frame) => void): boolean {
    const prefix = this.#prefix;
    const end = at + bytes.length;
    let next = Math.max(at, this.start + prefix.have);
    while (true) {
      for (; !prefix.done && next < end; next++) prefix.feed(bytes[next - at]!);
      if (!prefix.done) return true;
      const { start } = this;
      const offset = start + prefix.have;
      const length = prefix.body(this.#most);
      if (length === null) {
        take({ start, size: prefix.have, offset, length: 0, status: 'bad', said: prefix.said });
        this.start = offset;
        return false;
      }
      if (offset + length > end) return true;
      // What is complete without a byte of this push was told with the push before.
      take({ start, size: prefix.have + length, offset, length, status: 'ok' });
      this.start = next = offset + length;
      prefix.reset();
      if (next === end) return true;
    }
  }

  pending(at: number): Frame {
    const { start } = this;
    const have = this.#prefix.have;
    return {
      start,
      size: at - start,
      offset: start + have,
      length: at - start - have,
      status: 'unfinished',
    };
  }
}
