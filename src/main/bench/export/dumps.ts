import type { Direction } from '../../../contract/rows.ts';
import { ByteReader, type ExportSource } from './source.ts';

const WIDTH = 16;
/** Bytes that are dumped into one piece of the file. */
const AT_ONCE = 64 * 1024;
/** The longest line of either dump, with an offset of 16 digits. */
const LONGEST = 96;
const HEX = Buffer.from('0123456789abcdef');
const SPACE = 0x20;
const DOT = 0x2e;
const NEWLINE = 0x0a;
const COLON = 0x3a;
const STAR = 0x2a;
const BAR = 0x7c;

/** The bytes of one direction as they are. */
export async function* raw(source: ExportSource, direction: Direction): AsyncGenerator<Uint8Array, void> {
  const { from, to } = source.spans[direction];
  yield* new ByteReader(source, direction).pieces(from, to - from);
}

/** Byte for byte what `xxd` prints of these bytes. */
export const xxd = (bytes: AsyncIterable<Uint8Array>) => dump(bytes, new Xxd());

/** Byte for byte what `hexdump -C` prints of these bytes: a run of the same line is one line and a `*`. */
export const hexdump = (bytes: AsyncIterable<Uint8Array>) => dump(bytes, new Hexdump());

/** Writes lines to `out` at `at` and answers where the next one begins. */
interface Printer {
  line(out: Buffer, at: number, bytes: Uint8Array, offset: number): number;
  end(out: Buffer, at: number, offset: number): number;
}

async function* dump(bytes: AsyncIterable<Uint8Array>, printer: Printer): AsyncGenerator<Uint8Array, void> {
  /** The beginning of a line whose end is in the next piece. */
  const held = new Uint8Array(WIDTH);
  let size = 0;
  let offset = 0;
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + AT_ONCE);
      from += part.length;
      const out = Buffer.allocUnsafe((part.length / WIDTH + 2) * LONGEST);
      let at = 0;
      let next = 0;
      if (size > 0) {
        next = Math.min(WIDTH - size, part.length);
        held.set(part.subarray(0, next), size);
        size += next;
        if (size < WIDTH) continue;
        at = printer.line(out, at, held, offset);
        offset += WIDTH;
      }
      for (; next + WIDTH <= part.length; next += WIDTH, offset += WIDTH)
        at = printer.line(out, at, part.subarray(next, next + WIDTH), offset);
      held.set(part.subarray(next));
      size = part.length - next;
      if (at > 0) yield out.subarray(0, at);
    }
  }
  const out = Buffer.allocUnsafe(2 * LONGEST);
  let at = size > 0 ? printer.line(out, 0, held.subarray(0, size), offset) : 0;
  at = printer.end(out, at, offset + size);
  if (at > 0) yield out.subarray(0, at);
}

class Xxd implements Printer {
  line(out: Buffer, from: number, bytes: Uint8Array, offset: number): number {
    let at = putOffset(out, from, offset);
    out[at++] = COLON;
    for (let i = 0; i < WIDTH; i++) {
      if (i % 2 === 0) out[at++] = SPACE;
      at = putHex(out, at, bytes[i]);
    }
    out[at++] = SPACE;
    out[at++] = SPACE;
    at = putAscii(out, at, bytes);
    out[at++] = NEWLINE;
    return at;
  }

  end(_out: Buffer, at: number): number {
    return at;
  }
}

class Hexdump implements Printer {
  readonly #before = new Uint8Array(WIDTH);
  #starred = false;

  line(out: Buffer, from: number, bytes: Uint8Array, offset: number): number {
    let at = from;
    if (offset > 0 && bytes.length === WIDTH && this.#isBefore(bytes)) {
      if (!this.#starred) {
        out[at++] = STAR;
        out[at++] = NEWLINE;
      }
      this.#starred = true;
      return at;
    }
    this.#starred = false;
    this.#before.set(bytes);
    at = putOffset(out, at, offset);
    out[at++] = SPACE;
    for (let i = 0; i < WIDTH; i++) {
      out[at++] = SPACE;
      if (i === WIDTH / 2) out[at++] = SPACE;
      at = putHex(out, at, bytes[i]);
    }
    out[at++] = SPACE;
    out[at++] = SPACE;
    out[at++] = BAR;
    at = putAscii(out, at, bytes);
    out[at++] = BAR;
    out[at++] = NEWLINE;
    return at;
  }

  /** Of no bytes it prints nothing at all. */
  end(out: Buffer, from: number, offset: number): number {
    if (offset === 0) return from;
    const at = putOffset(out, from, offset);
    out[at] = NEWLINE;
    return at + 1;
  }

  #isBefore(bytes: Uint8Array): boolean {
    for (let i = 0; i < WIDTH; i++) if (bytes[i] !== this.#before[i]) return false;
    return true;
  }
}

/** At least eight digits. */
function putOffset(out: Buffer, at: number, offset: number): number {
  return at + out.write(offset.toString(16).padStart(8, '0'), at, 'latin1');
}

/** Two digits, or two blanks behind the end. */
function putHex(out: Buffer, at: number, byte: number | undefined): number {
  out[at] = byte === undefined ? SPACE : (HEX[byte >> 4] ?? 0);
  out[at + 1] = byte === undefined ? SPACE : (HEX[byte & 15] ?? 0);
  return at + 2;
}

function putAscii(out: Buffer, from: number, bytes: Uint8Array): number {
  let at = from;
  for (const byte of bytes) out[at++] = byte >= 0x20 && byte < 0x7f ? byte : DOT;
  return at;
}
