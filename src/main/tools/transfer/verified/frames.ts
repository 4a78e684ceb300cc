import { crc32 } from 'node:zlib';

/**
 * The frames of docs/transfer-format.md: a header of nine bytes (type, length, check of both), then what it holds. All
 * but data hold JSON with a check behind it. Pure: bytes in, frames out.
 */

/** One letter of ASCII each, so that a dump of the bytes can be read. */
export const FRAMES = {
  H: 'hello',
  L: 'list',
  W: 'want',
  P: 'prefix',
  F: 'file',
  K: 'many',
  D: 'data',
  E: 'end',
  X: 'fail',
  G: 'got',
  Z: 'done',
  B: 'bye',
  S: 'pause',
  Q: 'stop',
  '?': 'ping',
  '!': 'pong',
  M: 'measure',
  R: 'report',
} as const;
export type FrameLetter = keyof typeof FRAMES;
export type FrameName = (typeof FRAMES)[FrameLetter];

/** The most that a frame holds. */
export const MAX_PAYLOAD = 1024 * 1024;
export const HEADER = 9;
const TRAILER = 4;
const DATA = 'D'.charCodeAt(0);

const LETTERS = new Map(
  Object.entries(FRAMES).map(([letter, name]) => [name, letter.charCodeAt(0)] as [FrameName, number]),
);
const NAMES = new Map([...LETTERS].map(([name, letter]) => [letter, name]));

/** A frame with control data, whole. Its JSON may have no more than {@link MAX_PAYLOAD} bytes. */
export function controlFrame(name: Exclude<FrameName, 'data'>, message: object): Uint8Array {
  const json = JSON.stringify(message);
  const length = Buffer.byteLength(json);
  if (length > MAX_PAYLOAD) throw new RangeError(`${name} has ${length} bytes`);
  const frame = Buffer.allocUnsafe(HEADER + length + TRAILER);
  writeHeader(frame, LETTERS.get(name)!, length);
  frame.write(json, HEADER);
  frame.writeUInt32BE(crc32(frame.subarray(HEADER, HEADER + length)), HEADER + length);
  return frame;
}

/** Writes the header of a data frame of `length` bytes to the first nine bytes of `into`. */
export const writeDataHeader = (into: Buffer, length: number): void => writeHeader(into, DATA, length);

function writeHeader(into: Buffer, letter: number, length: number): void {
  into[0] = letter;
  into.writeUInt32BE(length, 1);
  into.writeUInt32BE(crc32(into.subarray(0, 5)), 5);
}

/** A control frame, or bytes of the file that is open (as many as there were: a data frame can be several pieces). */
export type Piece =
  { name: Exclude<FrameName, 'data'>; message: unknown } | { name: 'data'; bytes: Uint8Array };

export type FaultKind = 'damaged' | 'unknown' | 'too-long' | 'no-json';
/** Why a stream can’t be read any further. `detail`: the frame it happened in. */
export interface Fault {
  kind: FaultKind;
  detail: string;
}

/** What passes by, told in runs: the bytes of files, and all others. */
export type Passed = (bytes: Uint8Array, what: 'control' | 'data') => void;

/** Takes a stream apart. Holds at most one control frame. */
export class FrameDecoder {
  /** Set when the stream can’t be read any further; no more bytes are looked at then. */
  fault: Fault | null = null;
  readonly #header = Buffer.alloc(HEADER);
  /** Bytes there are of the header, or of the body when the header is whole. */
  #have = 0;
  #name: FrameName | null = null;
  /** Bytes of the body that are still to come. */
  #left = 0;
  /** A control frame that came in several chunks. */
  #body: Buffer | null = null;
  readonly #passed: Passed;

  constructor(passed: Passed = () => {}) {
    this.#passed = passed;
  }

  /** True between two frames: a stream may end here. */
  get atRest(): boolean {
    return this.#name === null && this.#have === 0;
  }

  /** The frames that end in this chunk, and pieces of data, which are views of it. Look at `fault` afterwards. */
  push(chunk: Uint8Array): Piece[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const pieces: Piece[] = [];
    let at = 0;
    let told = 0;
    while (at < bytes.length && this.fault === null) {
      if (this.#name === null) at = this.#readHeader(bytes, at);
      else if (this.#name === 'data') {
        const end = Math.min(bytes.length, at + this.#left);
        if (told < at) this.#passed(bytes.subarray(told, at), 'control');
        const data = bytes.subarray(at, end);
        this.#passed(data, 'data');
        pieces.push({ name: 'data', bytes: data });
        this.#left -= end - at;
        told = at = end;
        if (this.#left === 0) this.#next();
      } else at = this.#readBody(bytes, at, pieces);
    }
    if (told < bytes.length) this.#passed(bytes.subarray(told), 'control');
    return pieces;
  }

  #next(): void {
    this.#name = null;
    this.#have = 0;
    this.#body = null;
  }

  #readHeader(bytes: Buffer, at: number): number {
    let header = bytes;
    let from = at;
    let end = at + HEADER;
    if (this.#have > 0 || end > bytes.length) {
      end = Math.min(bytes.length, at + HEADER - this.#have);
      bytes.copy(this.#header, this.#have, at, end);
      this.#have += end - at;
      if (this.#have < HEADER) return end;
      header = this.#header;
      from = 0;
    }
    if (crc32(header.subarray(from, from + 5)) !== header.readUInt32BE(from + 5)) {
      this.fault = { kind: 'damaged', detail: 'the header of a frame' };
      return end;
    }
    const letter = header[from]!;
    const length = header.readUInt32BE(from + 1);
    const name = NAMES.get(letter);
    if (name === undefined) this.fault = { kind: 'unknown', detail: describeLetter(letter) };
    else if (length > MAX_PAYLOAD) this.fault = { kind: 'too-long', detail: name };
    else if (name === 'data' && length === 0) this.#next();
    else {
      this.#name = name;
      this.#have = 0;
      this.#left = name === 'data' ? length : length + TRAILER;
    }
    return end;
  }

  #readBody(bytes: Buffer, at: number, pieces: Piece[]): number {
    const end = Math.min(bytes.length, at + this.#left);
    const whole = end - at === this.#left;
    let body: Buffer;
    if (this.#body === null && whole) body = bytes.subarray(at, end);
    else {
      // Grows with what has come, not with what the header says will come.
      this.#body = grown(this.#body, this.#have, end - at, this.#have + this.#left);
      bytes.copy(this.#body, this.#have, at, end);
      this.#have += end - at;
      body = this.#body.subarray(0, this.#have);
    }
    this.#left -= end - at;
    if (whole) this.#finish(body, pieces);
    return end;
  }

  #finish(body: Buffer, pieces: Piece[]): void {
    const name = this.#name as Exclude<FrameName, 'data'>;
    const json = body.subarray(0, body.length - TRAILER);
    this.#next();
    if (crc32(json) !== body.readUInt32BE(json.length)) {
      this.fault = { kind: 'damaged', detail: name };
      return;
    }
    try {
      pieces.push({ name, message: JSON.parse(json.toString('utf8')) });
    } catch {
      this.fault = { kind: 'no-json', detail: name };
    }
  }
}

/** `body` with room for `more` bytes behind the first `have`; never more than `most`. */
function grown(body: Buffer | null, have: number, more: number, most: number): Buffer {
  if (body !== null && body.length >= have + more) return body;
  const larger = Buffer.allocUnsafe(Math.min(most, Math.max(have + more, have * 2, 1024)));
  body?.copy(larger, 0, 0, have);
  return larger;
}

const describeLetter = (letter: number) =>
  letter > 0x20 && letter < 0x7f
    ? `“${String.fromCharCode(letter)}”`
    : `0x${letter.toString(16).padStart(2, '0')}`;
