import { type Bytes, failAt, type ParseFailure } from './parsed.ts';
import type { Edge, Field, Range } from './template-field.ts';
import { type Piece, piecesOf } from './template-read.ts';
import { ascii, hexText, numberBytes, sizeOf, timeText } from './template-value.ts';

/**
 * Messages with placeholders, for text and for hex. `{{name:argument:…}}`; a number without a format is digits in a
 * text and bytes in hex.
 *
 * - Format: `2` (bytes, 1 to 8), `be`/`le` (their order, big-endian if not said), `d`/`06d` (decimal digits),
 *   `x`/`04X` (hex digits).
 * - `counter`, goes on with each send; `from=1`, `step=1`. In bytes it starts again at 0 when it is full.
 * - `time`: `iso` (the default), `date`, `clock`, `hhmmss`, `ddmmyy`, `unix`, `unix-ms`; always UTC.
 * - `random:8`: so many letters and digits in a text, bytes in hex; `:bytes`, `:x` and `:d` say otherwise.
 * - `length`: the bytes of the message after it; `length:all`: of the whole message; or of a range.
 * - Checksums (`crc16-modbus`, `crc32`, `sum8`, `xor` …): of all bytes before it, or of a range.
 * - A range is `from..to`: bytes counted from 0, `to` not included; negative: back from the placeholder (of `length`:
 *   from the end of the message); or the name of a `mark`. Either side may be left out.
 * - `mark:name` gives a place a name, and is no bytes itself.
 *
 * Lengths come first, then checksums in the order in which they stand; a checksum that is not made yet, its own value
 * included, counts as zeros. In a text `\{` is a brace. A Modbus RTU frame: `01 03 00 00 00 0a {{crc16-modbus:le}}`; an
 * NMEA sentence: `$GPGLL,…,A*{{xor:1..-1}}`.
 */
export interface Template {
  ok: true;
  /** True where two messages of it may differ. */
  readonly varies: boolean;
  build(now: Moment): Built | ParseFailure;
}

/** What a message is made with. */
export interface Moment {
  /** How many messages were made before this one. */
  counter: number;
  /** Milliseconds since the epoch. */
  time: number;
  /** Fills with random bytes. */
  random(bytes: Bytes): void;
}

export interface Built {
  ok: true;
  bytes: Bytes;
  /** What the placeholders became: bytes `start … end-1` for the characters `from … to-1`. */
  spans: readonly Span[];
}
export interface Span {
  name: string;
  from: number;
  to: number;
  start: number;
  end: number;
}

interface Placed {
  field: Field;
  from: number;
  to: number;
  start: number;
  size: number;
}

/** What bounds the cost of a message that is made hundreds of times a second, or with each key in a field. */
const MOST_FIELDS = 256;
const MOST_RANDOM = 1024 * 1024;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Reads a template; `tail` is what follows the message, such as a line ending. */
export function compileTemplate(text: string, inText: boolean, tail: Bytes): Template | ParseFailure {
  const pieces = piecesOf(text, inText);
  if ('ok' in pieces) return pieces;
  pieces.push({ literal: tail });
  const fields = pieces.filter((piece) => 'field' in piece);
  if (fields.length > MOST_FIELDS)
    return failAt(
      fields[MOST_FIELDS]!.from,
      (p) => `A message can have ${MOST_FIELDS} placeholders; one more is at position ${p}.`,
    );
  let random = 0;
  for (const { field, from } of fields) {
    if (field.kind !== 'random') continue;
    random += field.count;
    if (random > MOST_RANDOM)
      return failAt(from, (p) => `Up to position ${p} there are more than ${MOST_RANDOM} random bytes.`);
  }
  const marks = new Set<string>();
  for (const piece of pieces) {
    if (!('field' in piece) || piece.field.kind !== 'mark') continue;
    const { name } = piece.field;
    if (marks.has(name))
      return failAt(piece.from, (p) => `The mark '${name}' at position ${p} is there twice.`);
    marks.add(name);
  }
  for (const piece of pieces) {
    if (!('field' in piece) || !('range' in piece.field)) continue;
    const { from, to } = piece.field.range;
    const missing = [from, to].find((edge) => typeof edge === 'string' && !marks.has(edge));
    if (missing !== undefined)
      return failAt(piece.from, (p) => `The placeholder at position ${p} names '${missing}': no such mark.`);
  }
  const varies = pieces.some((p) => 'field' in p && ['counter', 'time', 'random'].includes(p.field.kind));
  return { ok: true, varies, build: (now) => build(pieces, now) };
}

function build(pieces: readonly Piece[], now: Moment): Built | ParseFailure {
  /** Values that hang on nothing else in the message. */
  const ready = new Map<Field, Bytes>();
  const digits = new Map<Field, number>();
  for (const piece of pieces) {
    if (!('field' in piece)) continue;
    const made = early(piece.field, piece.from, now);
    if (made && 'ok' in made) return made;
    if (made) ready.set(piece.field, made);
  }
  for (;;) {
    const { placed, total } = layOut(pieces, ready, digits);
    const lengths = new Map<Placed, number>();
    let grown = false;
    for (const spot of placed) {
      const { field } = spot;
      if (field.kind !== 'length') continue;
      const range = resolve(field.range, spot, total, placed);
      if ('ok' in range) return range;
      const value = range.to - range.from;
      lengths.set(spot, value);
      // A length in digits may count its own digits; they only become more, so this comes to an end.
      const needed = sizeOf(field.format, value);
      if (field.format.as === 'bytes' ? value >= 256 ** field.format.width : needed > spot.size) {
        if (field.format.as === 'bytes') return tooLarge(spot.from, 'length', value, field.format.width);
        digits.set(field, needed);
        grown = true;
      }
    }
    if (!grown) return fill(pieces, placed, total, ready, lengths);
  }
}

function layOut(pieces: readonly Piece[], ready: Map<Field, Bytes>, digits: Map<Field, number>) {
  const placed: Placed[] = [];
  let at = 0;
  for (const piece of pieces) {
    if ('literal' in piece) {
      at += piece.literal.length;
      continue;
    }
    const { field } = piece;
    const size =
      ready.get(field)?.length ??
      digits.get(field) ??
      ('format' in field ? Math.max(1, sizeOf(field.format, 0)) : 0);
    placed.push({ ...piece, start: at, size });
    at += size;
  }
  return { placed, total: at };
}

function fill(
  pieces: readonly Piece[],
  placed: readonly Placed[],
  total: number,
  ready: Map<Field, Bytes>,
  lengths: Map<Placed, number>,
): Built | ParseFailure {
  const bytes = new Uint8Array(total);
  let at = 0;
  let next = 0;
  for (const piece of pieces) {
    if ('literal' in piece) {
      bytes.set(piece.literal, at);
      at += piece.literal.length;
      continue;
    }
    const spot = placed[next++]!;
    const value = lengths.get(spot);
    const made =
      value !== undefined && spot.field.kind === 'length'
        ? numberBytes(value, spot.field.format, spot.size)
        : ready.get(spot.field);
    if (made) bytes.set(made, at);
    at += spot.size;
  }
  for (const spot of placed) {
    if (spot.field.kind !== 'checksum') continue;
    const range = resolve(spot.field.range, spot, total, placed);
    if ('ok' in range) return range;
    const value = spot.field.checksum.of(bytes.subarray(range.from, range.to));
    bytes.set(numberBytes(value, spot.field.format, spot.size), spot.start);
  }
  const spans = placed
    .filter(({ field }) => field.kind !== 'mark')
    .map(({ field, from, to, start, size }) => ({ name: field.kind, from, to, start, end: start + size }));
  return { ok: true, bytes, spans };
}

function early(field: Field, at: number, now: Moment): Bytes | ParseFailure | null {
  if (field.kind === 'counter') {
    const value = field.first + field.step * now.counter;
    const { format } = field;
    // In digits one that counts down goes on below zero.
    if (format.as !== 'bytes' && value < 0)
      return Uint8Array.of(0x2d, ...numberBytes(Math.min(-value, Number.MAX_SAFE_INTEGER), format));
    const most = format.as === 'bytes' ? 256 ** Math.min(format.width, 6) : Number.MAX_SAFE_INTEGER;
    const rest = value % most;
    return numberBytes(rest < 0 ? rest + most : rest, format);
  }
  if (field.kind === 'time') {
    if (field.form !== 'unix' && field.form !== 'unix-ms') return ascii(timeText(now.time, field.form));
    const value = Math.floor(field.form === 'unix' ? now.time / 1000 : now.time);
    if (field.format.as === 'bytes' && value >= 256 ** field.format.width)
      return tooLarge(at, 'time', value, field.format.width);
    return numberBytes(value, field.format);
  }
  if (field.kind !== 'random') return null;
  const raw = new Uint8Array(field.as === 'hex' ? Math.ceil(field.count / 2) : field.count);
  now.random(raw);
  if (field.as === 'bytes') return raw;
  if (field.as === 'hex') return ascii(hexText(raw).slice(0, field.count));
  const among = field.as === 'decimal' ? '0123456789' : LETTERS;
  return raw.map((byte) => among.charCodeAt(byte % among.length));
}

/** A range in bytes of the message, or why it is none. */
function resolve(
  range: Range,
  spot: Placed,
  total: number,
  placed: readonly Placed[],
): { from: number; to: number } | ParseFailure {
  const isLength = spot.field.kind === 'length';
  const end = isLength ? total : spot.start;
  const place = (edge: Edge | null, fallback: number): number => {
    if (edge === null) return fallback;
    if (typeof edge === 'number') return edge < 0 ? end + edge : edge;
    return placed.find(({ field }) => field.kind === 'mark' && field.name === edge)?.start ?? -1;
  };
  const from = place(range.from, isLength && range.to === null ? spot.start + spot.size : 0);
  const to = place(range.to, end);
  if (from >= 0 && from <= to && to <= total) return { from, to };
  return failAt(
    spot.from,
    (p) =>
      `The range of the placeholder at position ${p} is bytes ${from} to ${to}; the message has ${total}.`,
  );
}

const tooLarge = (at: number, what: string, value: number, width: number): ParseFailure =>
  failAt(
    at,
    (p) =>
      `The ${what} at position ${p} is ${value}: too large for ${width === 1 ? 'one byte' : `${width} bytes`}.`,
  );
