import { formatHex, parseHex } from './hex.ts';
import type { Bytes } from './parsed.ts';

/** How a stream of bytes is cut into messages. Free of zod; `contract/framing.ts` has the schema. */
export type Framing =
  /** Each read (or write, or datagram) is a message of its own. */
  | { kind: 'raw' }
  /** Each line, without its LF or CRLF. */
  | { kind: 'lines'; most?: number }
  /** Up to the delimiter, given as hex digits. */
  | { kind: 'delimiter'; delimiter: string; most?: number }
  | { kind: 'fixed'; length: number }
  /** A length of `width` bytes goes before each message; `all`: it counts itself too. */
  | {
      kind: 'length-prefixed';
      width: PrefixWidth;
      endian: 'big' | 'little';
      counts: 'body' | 'all';
      most?: number;
    }
  /** A length as a protobuf varint (LEB128) goes before each message. */
  | { kind: 'varint'; most?: number };

/** What a lens can look through besides: frames that are named. */
export const NAMED_KINDS = ['http2', 'websocket'] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];
export interface NamedFraming {
  kind: NamedKind;
  /** Of HTTP/2: the frames of this stream alone. */
  stream?: number | undefined;
}
export type LensFraming = Framing | NamedFraming;
export const isNamed = (framing: LensFraming): framing is NamedFraming =>
  (NAMED_KINDS as readonly string[]).includes(framing.kind);

export const PREFIX_WIDTHS = [1, 2, 4, 8] as const;
export type PrefixWidth = (typeof PREFIX_WIDTHS)[number];
export type FramingKind = Framing['kind'];
export const FRAMING_KINDS = [
  'raw',
  'lines',
  'delimiter',
  'fixed',
  'length-prefixed',
  'varint',
] as const satisfies readonly FramingKind[];

/** A kind as it is called on the screen. */
export const FRAMING_NAMES: Record<FramingKind, string> = {
  raw: 'Raw reads',
  lines: 'Lines',
  delimiter: 'Delimiter',
  fixed: 'Fixed length',
  'length-prefixed': 'Length-prefixed',
  varint: 'Varint-prefixed',
};

export const LENS_NAMES: Record<LensFraming['kind'], string> = {
  ...FRAMING_NAMES,
  http2: 'HTTP/2',
  websocket: 'WebSocket',
};

/** The most bytes a message has unless `most` says otherwise; a longer one has a bad length. */
export const MOST_DEFAULT = 16 * 1024 * 1024;
/** The most that `most` and a fixed length can be. */
export const MOST_LIMIT = 2 ** 40;
export const MAX_DELIMITER = 256;
/** Bytes of the longest varint: ten times seven bits hold 64. */
export const MAX_VARINT = 10;

export const mostOf = (framing: Framing): number =>
  (framing.kind !== 'raw' && framing.kind !== 'fixed' ? framing.most : undefined) ?? MOST_DEFAULT;

/** A message on the wire. Offsets count from the start of the stream of its direction. */
export interface Frame {
  /** The whole of it on the wire: length or header, payload, ending. */
  start: number;
  size: number;
  /** The payload. */
  offset: number;
  length: number;
  /**
   * `bad`: its length can't be right, see {@link badLengthSentence}. A prefix that is bad is all there is of the
   * message, and nothing is framed after it. A line (or delimited message) that is too long is whole, and the next one
   * follows. `unfinished`: the stream ended, or has come no further.
   */
  status: 'ok' | 'bad' | 'unfinished';
  /** What it is called, where frames are named; of a `bad` one with what is wrong. */
  text?: string;
  /** Of a bad length: what it says, exact up to 2^53. */
  said?: number;
  /** The stream it is of, where frames have one; 0 is the connection. */
  stream?: number;
  /** It stands inside of the message that is told next, as a ping does among the fragments of one. */
  inside?: boolean;
  /** Bytes that it says, where those can be read: without masks, the heads of its parts, and compression. */
  content?: number;
  /** What it says is compressed. */
  packed?: Packed;
}

/** A message that is compressed, for whoever can inflate it. */
export interface Packed {
  /** All of it without masks; null: it is too long to be kept, or only a part of a message. */
  bytes: Uint8Array | null;
  /** Bytes of it on the wire, without heads. */
  wire: number;
  /** What `text` says before it is inflated, and what is wrong with its frames. */
  words: string;
  problem: string | null;
  isText: boolean;
}

const number = (value: number): string =>
  value > Number.MAX_SAFE_INTEGER ? 'more than 2^53' : value.toLocaleString('en-US');
export const bytesWords = (count: number): string => `${number(count)} ${count === 1 ? 'byte' : 'bytes'}`;

/** What is wrong with the length of a `bad` frame, as a sentence. */
export function badLengthSentence(framing: Framing, { said = 0 }: Pick<Frame, 'said'>): string {
  const most = mostOf(framing);
  if (framing.kind === 'length-prefixed' || framing.kind === 'varint') {
    if (said === Infinity) return `The varint goes on past ${MAX_VARINT} bytes, so it is no length.`;
    if (framing.kind === 'length-prefixed' && framing.counts === 'all' && said < framing.width) {
      return `The prefix says ${bytesWords(said)}, but it counts its own ${bytesWords(framing.width)} too.`;
    }
    return `The prefix says ${bytesWords(said)}; the most is ${number(most)}.`;
  }
  return `${bytesWords(said)} without ${framing.kind === 'lines' ? 'a line ending' : 'the delimiter'}; the most is ${number(most)}.`;
}

/** The choices of a framing in a few words: `4 bytes, big-endian, counts the body`. Empty where there is none. */
export function framingWords(framing: Framing): string {
  switch (framing.kind) {
    case 'raw':
    case 'lines':
    case 'varint':
      return '';
    case 'delimiter':
      return framing.delimiter.replace(/(..)(?=.)/g, '$1 ');
    case 'fixed':
      return bytesWords(framing.length);
    case 'length-prefixed':
      return [
        bytesWords(framing.width),
        ...(framing.width > 1 ? [`${framing.endian}-endian`] : []),
        framing.counts === 'all' ? 'counts itself' : 'counts the body',
      ].join(', ');
  }
}

/** The bytes of a delimiter; throws on what the schema doesn't let through. */
export function delimiterBytes(delimiter: string): Bytes {
  const parsed = parseHex(delimiter);
  if (!parsed.ok || parsed.bytes.length === 0 || parsed.bytes.length > MAX_DELIMITER) {
    throw new RangeError(`not a delimiter: ${delimiter}`);
  }
  return parsed.bytes;
}

/** Bytes as the delimiter of a framing. */
export const delimiterOf = (bytes: Uint8Array): string => formatHex(bytes, '');

/** LEB128, as protobuf writes lengths. */
export function varint(value: number): Bytes {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

export type Framed = { ok: true; bytes: Bytes } | { ok: false; message: string };

/**
 * A message as it goes on the wire in this framing. It fails where its length can't be told: more than the prefix
 * holds, or not the fixed length. A message that holds the delimiter itself is written as it is, and arrives as two.
 */
export function frame(message: Uint8Array, framing: Framing): Framed {
  const { length } = message;
  switch (framing.kind) {
    case 'raw':
      return framed(NONE, message, NONE);
    case 'lines':
      return framed(NONE, message, LF);
    case 'delimiter':
      return framed(NONE, message, delimiterBytes(framing.delimiter));
    case 'fixed':
      return length === framing.length
        ? framed(NONE, message, NONE)
        : {
            ok: false,
            message: `The message has ${bytesWords(length)}; with this fixed length it needs ${number(framing.length)}.`,
          };
    case 'varint':
      return framed(varint(length), message, NONE);
    case 'length-prefixed': {
      const { width, endian, counts } = framing;
      let rest = counts === 'all' ? length + width : length;
      const most = 2 ** (8 * width) - 1;
      if (rest > most) {
        return {
          ok: false,
          message: `A prefix of ${bytesWords(width)} can say at most ${number(most)}; this message needs ${number(rest)}.`,
        };
      }
      const prefix = new Uint8Array(width);
      for (let i = 0; i < width; i++, rest = Math.floor(rest / 256)) {
        prefix[endian === 'big' ? width - 1 - i : i] = rest % 256;
      }
      return framed(prefix, message, NONE);
    }
  }
}

const NONE = new Uint8Array(0);
const LF = Uint8Array.of(0x0a);

function framed(before: Uint8Array, message: Uint8Array, after: Uint8Array): Framed {
  const bytes = new Uint8Array(before.length + message.length + after.length);
  bytes.set(before);
  bytes.set(message, before.length);
  bytes.set(after, before.length + message.length);
  return { ok: true, bytes };
}
