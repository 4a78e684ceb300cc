import type { Frame } from '../framing.ts';
import { Namer, type Take, type Told } from '../namer.ts';
import {
  bytes as bytesWords,
  carriesHeaders,
  CONTINUATION,
  DATA,
  describeFrame,
  describeHeaders,
  END_HEADERS,
  END_STREAM,
  fragmentOf,
  type FrameHead,
  frameName,
  readBlock,
  uint,
} from './describe.ts';
import { HpackDecoder } from './hpack.ts';
import { frameType } from './words.ts';

/** How a client begins (RFC 9113 section 3.4). */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEAD = 9;
/** What a frame may have unless more was allowed; one of no known type that is longer is no frame. */
const USUAL = 16_384;
/** The longest header block that is read, and the longest payload that is kept for it. */
export const MAX_BLOCK = 256 * 1024;
/** A run of DATA is told at least this often. */
const MAX_RUN = 1024 * 1024;

interface Run {
  start: number;
  size: number;
  stream: number;
  frames: number;
  /** Bytes of payload. */
  data: number;
}

/**
 * Names the frames of one direction of an HTTP/2 connection, and runs of DATA of one stream. It keeps no payload but
 * those of header blocks and of short frames, and the table of HPACK.
 */
export class Http2Namer extends Namer {
  /** The preface or the head as far as it has come. */
  readonly #head = new Uint8Array(24);
  #first = true;
  /** The frame whose payload comes, what of it is kept, and how much is still to come. */
  #frame: FrameHead | null = null;
  #payload: Uint8Array = NOTHING;
  #kept = 0;
  #left = 0;
  #run: Run | null = null;
  /** The header block that goes on in CONTINUATION; null: it can’t be read. */
  #block: Uint8Array | null = NOTHING;
  #open = false;
  readonly #hpack = new HpackDecoder();

  constructor(at = 0) {
    super(at);
  }

  override push(bytes: Uint8Array, take: Take): void {
    super.push(bytes, take);
    if (this.stopped !== null) return;
    // A run goes on only with DATA that has begun: else it would be told when something else comes at last.
    const run = this.#run;
    if (run && !(this.#frame?.type === DATA && this.#frame.stream === run.stream)) this.#tellRun(take);
  }

  protected override step(bytes: Uint8Array, from: number, take: Take): void {
    if (this.#frame) this.#body(this.#frame, bytes, from, take);
    else this.#begin(bytes[from]!, take);
  }

  /** The frame, or run, that has begun and is not complete, or null. */
  override pending(): Frame | null {
    const start = this.#run?.start ?? this.start;
    if (this.stopped !== null || this.place === start) return null;
    const head = Math.min(HEAD, this.place - start);
    return {
      start,
      size: this.place - start,
      offset: start + head,
      length: this.place - start - head,
      status: 'unfinished',
      stream: this.#run?.stream ?? this.#frame?.stream ?? 0,
    };
  }

  /** A byte of a preface or a head. */
  #begin(byte: number, take: Take): void {
    this.#head[this.have++] = byte;
    this.place++;
    if (this.#first) {
      if (byte === PREFACE.charCodeAt(this.have - 1)) {
        if (this.have < PREFACE.length) return;
        this.#first = false;
        this.tell({ text: 'Connection preface', wrong: false }, 0, take, { stream: 0 });
        return;
      }
      this.#first = false;
      if (this.have > HEAD) return this.#ends(take);
    }
    if (this.have < HEAD) return;
    const head = this.#head;
    const frame: FrameHead = {
      length: uint(head, 0, 3),
      type: head[3]!,
      flags: head[4]!,
      stream: uint(head, 5, 4) % 2 ** 31,
    };
    if (frameType(frame.type) === undefined && frame.length > USUAL) return this.#ends(take);
    const run = this.#run;
    if (run && (frame.type !== DATA || frame.stream !== run.stream)) this.#tellRun(take);
    this.#frame = frame;
    this.#left = frame.length;
    this.#kept = 0;
    this.#payload = frame.type === DATA ? NOTHING : new Uint8Array(Math.min(frame.length, MAX_BLOCK));
    if (frame.length === 0) this.#whole(frame, take);
  }

  #body(frame: FrameHead, bytes: Uint8Array, from: number, take: Take): void {
    const length = Math.min(this.#left, bytes.length - from);
    const room = Math.min(length, this.#payload.length - this.#kept);
    if (room > 0) {
      this.#payload.set(bytes.subarray(from, from + room), this.#kept);
      this.#kept += room;
    }
    this.#left -= length;
    this.place += length;
    if (this.#left === 0) this.#whole(frame, take);
  }

  #whole(frame: FrameHead, take: Take): void {
    this.#frame = null;
    if (frame.type === DATA) this.#data(frame, take);
    else if (carriesHeaders(frame.type))
      this.tell(this.#headers(frame), HEAD, take, { stream: frame.stream });
    else this.tell(describeFrame(frame, this.#payload), HEAD, take, { stream: frame.stream });
    this.#payload = NOTHING;
  }

  #data(frame: FrameHead, take: Take): void {
    const { stream, length, flags } = frame;
    const run = (this.#run ??= { start: this.start, size: 0, stream, frames: 0, data: 0 });
    run.size += HEAD + length;
    run.data += length;
    run.frames++;
    this.start = this.place;
    this.have = 0;
    const end = (flags & END_STREAM) !== 0;
    if (end || run.size >= MAX_RUN) this.#tellRun(take, flags);
  }

  #tellRun(take: Take, flags = 0): void {
    const run = this.#run!;
    this.#run = null;
    const { start, size, stream, frames, data } = run;
    const name = frameName({ length: 0, type: DATA, flags, stream });
    const text = `${name}: ${bytesWords(data)}${frames > 1 ? ` in ${frames} frames` : ''}`;
    const head = frames > 1 ? 0 : HEAD;
    take({ start, size, offset: start + head, length: size - head, status: 'ok', text, stream });
  }

  #headers(frame: FrameHead): Told {
    const begins = frame.type !== CONTINUATION;
    // A block that was left open, or was never begun, breaks the table.
    if (begins === this.#open)
      this.#hpack.lost('Header blocks came in between each other, so the table is not known.');
    if (begins) this.#block = NOTHING;
    const fragment = frame.length > MAX_BLOCK ? null : fragmentOf(frame, this.#payload);
    const block = this.#block;
    this.#block =
      fragment && block && block.length + fragment.length <= MAX_BLOCK ? joined(block, fragment) : null;
    this.#open = (frame.flags & END_HEADERS) === 0;
    if (this.#open)
      return { text: `${frameName(frame)}: ${bytesWords(frame.length)}, goes on`, wrong: false };
    const read = readBlock(this.#hpack, this.#block, MAX_BLOCK);
    this.#block = NOTHING;
    return describeHeaders(frame, this.#payload, read);
  }

  #ends(take: Take): void {
    if (this.#run) this.#tellRun(take);
    this.tell({ text: 'From here on it is no HTTP/2.', wrong: true }, 0, take, { stream: 0 });
    this.stop();
  }
}

const NOTHING = new Uint8Array(0);

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
