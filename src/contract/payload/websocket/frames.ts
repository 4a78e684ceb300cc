import { bytesWords } from '../framing.ts';
import { Namer, type NamedFrame, type Take } from '../namer.ts';
import { Coming } from './coming.ts';
import { describeMessage, isAlone, isControl, KEPT, problemOf, type Way } from './describe.ts';
import { type FrameHead, headSize, MAX_HEAD, readFrameHead } from './head-of-frame.ts';
import { readHead } from './head.ts';
import { CONTINUATION, opcodeName } from './words.ts';

/** The longest head of HTTP. */
const MAX_HTTP = 256 * 1024;
/** A message of more is told in parts, so that one without an end is seen as well. */
const MAX_WHOLE = 16 * 1024 * 1024;
const MAX_FRAMES = 16_384;

type Doing =
  | { what: 'http' }
  | { what: 'body'; left: number }
  /** `way` null: it was begun in the middle, so its first frame tells. */
  | { what: 'head'; way: Way | null }
  | { what: 'payload'; way: Way; head: FrameHead; left: number };

/**
 * Names what goes one way over a connection that becomes a WebSocket: the handshake, then the messages, however many
 * frames each has. It keeps the beginning of each alone, and what is compressed up to a limit, so its memory is the
 * same whatever length a frame claims.
 */
export class WebSocketNamer extends Namer {
  #doing: Doing = { what: 'http' };
  /** The head of HTTP, or of a frame, as far as it has come. */
  #head = new Uint8Array(1024);
  /** Where the frame under way begins, and the size of its head. */
  #frame = 0;
  #headSize = 0;
  readonly #mask = new Uint8Array(4);
  /** The message that frames go on with, and what the frame under way belongs to. */
  #open: Coming | null = null;
  #now: Coming | null = null;
  /** Room for the beginnings of both. */
  readonly #kept = { message: new Uint8Array(KEPT), alone: new Uint8Array(KEPT) };

  constructor(at = 0) {
    super(at);
  }

  /** Frames of the message under way; 0: there is none. */
  get fragments(): number {
    return this.#open?.frames ?? 0;
  }

  protected override step(bytes: Uint8Array, from: number, take: Take): void {
    const doing = this.#doing;
    switch (doing.what) {
      case 'http':
        // Framed anew from a place behind the handshake: no head begins with such a byte.
        if (this.have === 0 && this.start > 0 && (bytes[from]! >= 0x80 || bytes[from]! <= 2))
          this.#doing = { what: 'head', way: null };
        else this.#http(bytes, from, take);
        break;
      case 'body':
        this.#body(doing, bytes.length - from, take);
        break;
      case 'head':
        this.#begin(doing.way, bytes[from]!, take);
        break;
      case 'payload':
        this.#payload(doing, bytes, from, take);
        break;
    }
  }

  override pending(): NamedFrame | null {
    if (this.stopped !== null || this.place === this.start) return null;
    const doing = this.#doing;
    const message = this.#open ?? this.#now;
    const way = doing.what === 'payload' || doing.what === 'head' ? doing.way : null;
    const head = doing.what === 'payload' && this.#frame === this.start ? this.#headSize : 0;
    const size = this.place - this.start;
    const left = doing.what === 'payload' ? `, ${bytesWords(doing.left)} to come` : ', goes on';
    return {
      start: this.start,
      size,
      offset: this.start + head,
      length: size - head,
      status: 'unfinished',
      text: message && way ? `${describeMessage(message).text}${left}` : 'A head',
    };
  }

  /** Up to the empty line that ends a head of HTTP. */
  #http(bytes: Uint8Array, from: number, take: Take): void {
    for (let i = from; i < bytes.length; i++) {
      if (this.have === this.#head.length) {
        const larger = new Uint8Array(this.have * 2);
        larger.set(this.#head);
        this.#head = larger;
      }
      this.#head[this.have++] = bytes[i]!;
      this.place++;
      const have = this.have;
      const ends =
        bytes[i] === 0x0a && have >= 4 && this.#head[have - 3] === 0x0a && this.#head[have - 2] === 0x0d;
      if (ends) return this.#handshake(take);
      if (have > MAX_HTTP) return this.#ends('Up to here it is no handshake of a WebSocket', take);
    }
  }

  #handshake(take: Take): void {
    const head = readHead(this.#head.subarray(0, this.have));
    if (!head) return this.#ends('Up to here it is no handshake of a WebSocket', take);
    const end = this.place;
    if (head.before > 0) {
      this.place = this.start + head.before;
      this.tell({ text: `Said to a proxy before: ${bytesWords(head.before)}`, wrong: false }, 0, take);
      this.place = end;
    }
    const { upgrades, protocol, deflate, body } = head;
    const more = [
      ...(upgrades === 'client' ? ['asks for a WebSocket'] : upgrades ? ['frames from here on'] : []),
      ...(upgrades && protocol !== null ? [`protocol ${protocol}`] : []),
      ...(upgrades && deflate ? ['permessage-deflate'] : []),
    ].join(', ');
    this.tell({ text: `${head.line}${more && `: ${more}`}`, wrong: false }, 0, take);
    this.#head = new Uint8Array(1024);
    if (upgrades) this.#doing = { what: 'head', way: { client: upgrades === 'client', deflate } };
    else if (body === null) this.stop();
    else if (body > 0) this.#doing = { what: 'body', left: body };
  }

  #body(doing: { left: number }, came: number, take: Take): void {
    const length = Math.min(doing.left, came);
    doing.left -= length;
    this.place += length;
    if (doing.left > 0) return;
    this.tell({ text: `Body, ${bytesWords(this.place - this.start)}`, wrong: false }, 0, take);
    this.#doing = { what: 'http' };
  }

  /** A byte of the head of a frame. */
  #begin(known: Way | null, byte: number, take: Take): void {
    const head = this.#head;
    if (this.have === 0) this.#frame = this.place;
    head[this.have++] = byte;
    this.place++;
    if (this.have < 2) return;
    const size = headSize(head[1]!);
    if (this.have < size) return;
    this.have = 0;
    const frame = readFrameHead(head);
    if (frame.length === Infinity)
      return this.#ends(
        'The length of this frame is more than 2^53, so nothing can be told from here on',
        take,
      );
    this.#mask.set(frame.masked ? head.subarray(size - 4, size) : NO_MASK);
    this.#headSize = Math.min(size, MAX_HEAD);
    const way = known ?? { client: frame.masked, deflate: true };
    this.#joins(frame, way, take);
    this.#doing = { what: 'payload', way, head: frame, left: frame.length };
    if (frame.length === 0) this.#whole(frame, way, take);
  }

  /** Finds the message that a frame belongs to. */
  #joins(head: FrameHead, way: Way, take: Take): void {
    const { opcode } = head;
    const problem = problemOf(head, way, this.#open !== null);
    if (isAlone(opcode)) this.#now = new Coming(head, way.deflate, this.#kept.alone);
    else {
      if (opcode !== CONTINUATION && this.#open) this.#cut(this.#open, take);
      this.#now = this.#open ??= new Coming(head, way.deflate, this.#kept.message);
    }
    this.#now.problem ??= problem;
    this.#now.frames++;
  }

  /** A message that is not ended before the next one begins. */
  #cut(open: Coming, take: Take): void {
    const here = this.place;
    this.place = this.#frame;
    open.problem ??= 'it was not ended before the next one began';
    this.#message(open, take);
    this.place = here;
    this.#open = null;
  }

  #payload(
    doing: { way: Way; head: FrameHead; left: number },
    bytes: Uint8Array,
    from: number,
    take: Take,
  ): void {
    const length = Math.min(doing.left, bytes.length - from);
    this.#now?.push(bytes.subarray(from, from + length), this.#mask, doing.head.length - doing.left);
    doing.left -= length;
    this.place += length;
    if (doing.left === 0) this.#whole(doing.head, doing.way, take);
  }

  #whole({ opcode, fin }: FrameHead, way: Way, take: Take): void {
    this.#doing = { what: 'head', way };
    const message = this.#now;
    this.#now = null;
    if (!message) return;
    if (isAlone(opcode)) return this.#alone(message, take);
    if (!fin && message.frames < MAX_FRAMES && this.place - this.start < MAX_WHOLE) return;
    message.ended = fin;
    if (!fin || message.part > 0) message.part++;
    this.#message(message, take);
    if (fin) this.#open = null;
    else message.told();
  }

  #message(message: Coming, take: Take): void {
    const readable = opcodeName(message.opcode) !== undefined && message.opcode !== CONTINUATION;
    const one = message.frames === 1 && this.#frame === this.start;
    this.tell(describeMessage(message), one ? this.#headSize : 0, take, {
      packed: message.packed(),
      ...(readable && !message.compressed && { content: message.bytes }),
    });
  }

  /** A control frame: among the fragments of a message it is told at once, and the message later. */
  #alone(message: Coming, take: Take): void {
    message.ended = true;
    const told = describeMessage(message);
    const content = isControl(message.opcode) ? message.bytes : undefined;
    if (!this.#open) return this.tell(told, this.#headSize, take, { content });
    const start = this.#frame;
    const offset = start + this.#headSize;
    const status = told.wrong ? 'bad' : 'ok';
    const { text } = told;
    take({
      start,
      size: this.place - start,
      offset,
      length: this.place - offset,
      status,
      text,
      content,
      inside: true,
    });
  }

  #ends(text: string, take: Take): void {
    this.tell({ text: `${text}.`, wrong: true }, 0, take);
    this.stop();
  }
}

const NO_MASK = new Uint8Array(4);
