import { bytesWords, type Frame } from '../framing.ts';
import {
  describeFrame,
  type FrameHead,
  isControl,
  KEPT,
  type Message,
  type Told,
  type Way,
} from './describe.ts';
import { readHead } from './head.ts';
import { CONTINUATION } from './words.ts';

/** A frame, or a head of HTTP before them, and what it is in words. */
export interface NamedFrame extends Frame {
  text: string;
}

/** The longest head of HTTP, and the longest head of a frame (RFC 6455 section 5.2). */
const MAX_HTTP = 256 * 1024;
const MAX_HEAD = 14;

type Doing =
  | { what: 'http' }
  | { what: 'body'; left: number }
  /** `way` null: it was begun in the middle, so its first frame tells. */
  | { what: 'head'; way: Way | null }
  | { what: 'payload'; way: Way; head: FrameHead; left: number };

/**
 * Names what goes one way over a connection that becomes a WebSocket: the handshake, then the frames, however they
 * arrive. It keeps the beginning of each payload alone, so its memory is the same whatever length a frame claims.
 */
export class WebSocketNamer {
  /** Where the next byte stands, and where what is under way begins. */
  #at: number;
  #start: number;
  #stopped: number | null = null;
  #doing: Doing = { what: 'http' };
  /** The head of HTTP, or of a frame, as far as it has come. */
  #head = new Uint8Array(1024);
  #have = 0;
  readonly #kept = new Uint8Array(KEPT);
  #keeps = 0;
  #headSize = 0;
  readonly #mask = new Uint8Array(4);
  #message: Message | null = null;

  /** `at` is where in the stream of its direction the first byte stands. */
  constructor(at = 0) {
    this.#at = at;
    this.#start = at;
  }

  get at(): number {
    return this.#at;
  }

  /** Where what came ceased to be a WebSocket; null while it is. */
  get stopped(): number | null {
    return this.#stopped;
  }

  /** Frames of the message under way; 0: there is none. */
  get fragments(): number {
    return this.#message?.frames ?? 0;
  }

  /** The next bytes; `take` gets each frame that is complete with them. */
  push(bytes: Uint8Array, take: (frame: NamedFrame) => void): void {
    for (let i = 0; i < bytes.length && this.#stopped === null;) {
      const before = this.#at;
      const doing = this.#doing;
      switch (doing.what) {
        case 'http':
          // Framed anew from a place behind the handshake: no head begins with such a byte.
          if (this.#have === 0 && this.#start > 0 && (bytes[i]! >= 0x80 || bytes[i]! <= 2))
            this.#doing = { what: 'head', way: null };
          else this.#http(bytes, i, take);
          break;
        case 'body':
          this.#body(doing, bytes.length - i, take);
          break;
        case 'head':
          this.#begin(doing.way, bytes[i]!, take);
          break;
        case 'payload':
          this.#payload(doing, bytes, i, take);
          break;
      }
      i += this.#at - before;
      if (this.#stopped !== null) this.#at += bytes.length - i;
      if (this.#stopped !== null) return;
    }
    if (this.#stopped !== null) this.#at += bytes.length;
  }

  /** What has begun and is not complete, or null. */
  pending(): (Frame & { text: string }) | null {
    if (this.#stopped !== null || this.#at === this.#start) return null;
    const size = this.#at - this.#start;
    const doing = this.#doing;
    const head = doing.what === 'payload' ? this.#headSize : 0;
    const text =
      doing.what === 'payload'
        ? `${this.#told(doing.head, doing.way).text}, ${bytesWords(doing.left)} to come`
        : 'A head';
    return {
      start: this.#start,
      size,
      offset: this.#start + head,
      length: size - head,
      status: 'unfinished',
      text,
    };
  }

  /** Up to the empty line that ends a head of HTTP. */
  #http(bytes: Uint8Array, from: number, take: (frame: NamedFrame) => void): void {
    for (let i = from; i < bytes.length; i++) {
      if (this.#have === this.#head.length) {
        const larger = new Uint8Array(this.#have * 2);
        larger.set(this.#head);
        this.#head = larger;
      }
      this.#head[this.#have++] = bytes[i]!;
      this.#at++;
      const have = this.#have;
      const ends =
        bytes[i] === 0x0a && have >= 4 && this.#head[have - 3] === 0x0a && this.#head[have - 2] === 0x0d;
      if (ends) return this.#handshake(take);
      if (have > MAX_HTTP) return this.#stop('Up to here it is no handshake of a WebSocket', take);
    }
  }

  #handshake(take: (frame: NamedFrame) => void): void {
    const head = readHead(this.#head.subarray(0, this.#have));
    if (!head) return this.#stop('Up to here it is no handshake of a WebSocket', take);
    const end = this.#at;
    if (head.before > 0) {
      this.#at = this.#start + head.before;
      this.#tell({ text: `Said to a proxy before: ${bytesWords(head.before)}`, wrong: false }, 0, take);
      this.#at = end;
    }
    const { upgrades, protocol, deflate, body } = head;
    const more = [
      ...(upgrades === 'client' ? ['asks for a WebSocket'] : upgrades ? ['frames from here on'] : []),
      ...(upgrades && protocol !== null ? [`protocol ${protocol}`] : []),
      ...(upgrades && deflate ? ['permessage-deflate'] : []),
    ].join(', ');
    this.#tell({ text: `${head.line}${more && `: ${more}`}`, wrong: false }, 0, take);
    this.#head = new Uint8Array(1024);
    if (upgrades) this.#doing = { what: 'head', way: { client: upgrades === 'client', deflate } };
    else if (body === null) this.#stopped = this.#at;
    else if (body > 0) this.#doing = { what: 'body', left: body };
  }

  #body(doing: { left: number }, came: number, take: (frame: NamedFrame) => void): void {
    const length = Math.min(doing.left, came);
    doing.left -= length;
    this.#at += length;
    if (doing.left > 0) return;
    this.#tell({ text: `Body, ${bytesWords(this.#at - this.#start)}`, wrong: false }, 0, take);
    this.#doing = { what: 'http' };
  }

  /** A byte of the head of a frame. */
  #begin(known: Way | null, byte: number, take: (frame: NamedFrame) => void): void {
    const head = this.#head;
    head[this.#have++] = byte;
    this.#at++;
    if (this.#have < 2) return;
    const short = head[1]! & 0x7f;
    const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
    const masked = (head[1]! & 0x80) !== 0;
    const size = 2 + wide + (masked ? 4 : 0);
    if (this.#have < size) return;
    let length = wide === 0 ? short : 0;
    for (let i = 0; i < wide; i++) length = length * 256 + head[2 + i]!;
    if (length > Number.MAX_SAFE_INTEGER)
      return this.#stop(
        'The length of this frame is more than 2^53, so nothing can be told from here on',
        take,
      );
    this.#mask.set(masked ? head.subarray(size - 4, size) : NO_MASK);
    this.#headSize = Math.min(size, MAX_HEAD);
    this.#keeps = 0;
    const frame: FrameHead = {
      fin: (head[0]! & 0x80) !== 0,
      reserved: (head[0]! >> 4) & 7,
      opcode: head[0]! & 0x0f,
      masked,
      length,
    };
    const way = known ?? { client: masked, deflate: true };
    this.#joins(frame);
    this.#doing = { what: 'payload', way, head: frame, left: length };
    if (length === 0) this.#whole(frame, way, take);
  }

  /** Counts it to its message. */
  #joins({ opcode, fin, reserved, length }: FrameHead): void {
    if (isControl(opcode)) return;
    if (opcode !== CONTINUATION)
      this.#message = fin ? null : { opcode, compressed: (reserved & 4) !== 0, frames: 0, bytes: 0 };
    if (!this.#message) return;
    this.#message.frames++;
    this.#message.bytes += length;
  }

  #payload(
    doing: { way: Way; head: FrameHead; left: number },
    bytes: Uint8Array,
    from: number,
    take: (frame: NamedFrame) => void,
  ): void {
    const length = Math.min(doing.left, bytes.length - from);
    const room = Math.min(length, KEPT - this.#keeps);
    for (let i = 0; i < room; i++, this.#keeps++)
      this.#kept[this.#keeps] = bytes[from + i]! ^ this.#mask[this.#keeps & 3]!;
    doing.left -= length;
    this.#at += length;
    if (doing.left === 0) this.#whole(doing.head, doing.way, take);
  }

  #told(head: FrameHead, way: Way): Told {
    return describeFrame(
      head,
      this.#kept.subarray(0, this.#keeps),
      isControl(head.opcode) ? null : this.#message,
      way,
    );
  }

  #whole(head: FrameHead, way: Way, take: (frame: NamedFrame) => void): void {
    const told = this.#told(head, way);
    if (head.fin && !isControl(head.opcode)) this.#message = null;
    this.#doing = { what: 'head', way };
    this.#tell(told, this.#headSize, take);
  }

  #tell({ text, wrong }: Told, head: number, take: (frame: NamedFrame) => void): void {
    const start = this.#start;
    const size = this.#at - start;
    this.#start = this.#at;
    this.#have = 0;
    take({ start, size, offset: start + head, length: size - head, status: wrong ? 'bad' : 'ok', text });
  }

  #stop(text: string, take: (frame: NamedFrame) => void): void {
    this.#tell({ text: `${text}.`, wrong: true }, 0, take);
    this.#stopped = this.#at;
  }
}

const NO_MASK = new Uint8Array(4);
