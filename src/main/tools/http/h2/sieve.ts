/** The preface of a client, which is no frame (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
export const PREFACE_BYTES = PREFACE.length;
const HEAD = 9;
const DATA = 0x0;
const HEADERS = 0x1;
const RST_STREAM = 0x3;
const GOAWAY = 0x7;
const END_STREAM = 0x1;

/**
 * Walks over the frames of one direction of HTTP/2 and parts what is kept from what is only counted: DATA is left out
 * once its share is used up, always as whole frames, so that what is kept can still be read as frames.
 */
export class FrameSieve {
  readonly #head = Buffer.alloc(HEAD);
  #have = 0;
  /** So much of it has been kept already. */
  #headKept = 0;
  /** Bytes that come before the first frame, then those of the frame under way. */
  #left: number;
  #keeps = true;
  readonly #code = Buffer.alloc(8);
  #codeEnd = 0;
  #codeAt = -1;
  readonly #reset: (stream: number, code: number) => void;
  readonly #gaveUp: (code: number) => void;
  readonly #ends: (stream: number) => void;

  /**
   * `preface`: bytes before the first frame; `reset` is told of each RST_STREAM, `gaveUp` of each GOAWAY, `ends` of each
   * frame that is to be the last of its stream.
   */
  constructor(
    preface: number,
    reset: (stream: number, code: number) => void = () => undefined,
    gaveUp: (code: number) => void = () => undefined,
    ends: (stream: number) => void = () => undefined,
  ) {
    this.#ends = ends;
    this.#gaveUp = gaveUp;
    this.#left = preface;
    this.#reset = reset;
  }

  /** The pieces of `bytes` to keep, when `most` bytes of DATA are; `data` is how many of them were, `dropped` how many bytes are left out. */
  pass(bytes: Buffer, most: number): { kept: Buffer[]; data: number; dropped: number } {
    const kept: Buffer[] = [];
    let data = 0;
    let dropped = 0;
    /** Where the piece begins that is under way; a head is kept with its frame. */
    let from = 0;
    let at = 0;
    const cut = (to: number) => {
      if (to > from) kept.push(bytes.subarray(from, to));
    };
    while (at < bytes.length) {
      if (this.#left > 0) {
        const size = Math.min(this.#left, bytes.length - at);
        this.#body(bytes, at, size);
        if (this.#keeps && this.#type === DATA && this.#have === HEAD) data += size;
        at += size;
        this.#left -= size;
        if (!this.#keeps) {
          from = at;
          dropped += size;
        }
        if (this.#left === 0) this.#have = 0;
        continue;
      }
      const size = Math.min(HEAD - this.#have, bytes.length - at);
      const begins = at;
      const before = this.#have;
      bytes.copy(this.#head, before, at, at + size);
      this.#have += size;
      at += size;
      if (this.#have < HEAD) {
        // What it is a head of is not known yet: it is kept when it is.
        cut(begins);
        from = at;
        continue;
      }
      this.#left = this.#head.readUIntBE(0, 3);
      if ((this.#type === DATA || this.#type === HEADERS) && ((this.#head[4] as number) & END_STREAM) !== 0)
        this.#ends(this.#head.readUInt32BE(5) % 2 ** 31);
      this.#codeEnd = this.#type === GOAWAY ? 8 : 4;
      this.#codeAt =
        (this.#type === RST_STREAM && this.#left === 4) || (this.#type === GOAWAY && this.#left >= 8)
          ? 0
          : -1;
      this.#keeps = this.#type !== DATA || data < most;
      if (!this.#keeps) {
        cut(begins);
        from = at;
        dropped += HEAD;
      } else if (before > 0) {
        // Its beginning came with the piece before.
        kept.push(Buffer.from(this.#head.subarray(this.#headKept)));
        from = at;
      }
      this.#headKept = 0;
      if (this.#left === 0) this.#have = 0;
    }
    cut(at);
    return { kept, data, dropped };
  }

  /** These bytes came first, and all of them are kept already; answers how many of them were DATA. */
  seen(bytes: Buffer): number {
    const { data } = this.pass(bytes, Infinity);
    this.#headKept = this.#have < HEAD ? this.#have : 0;
    return data;
  }

  get #type(): number {
    return this.#head[3] as number;
  }

  #body(bytes: Buffer, at: number, size: number): void {
    if (this.#codeAt < 0 || this.#have < HEAD) return;
    const end = this.#codeEnd;
    this.#codeAt += bytes.copy(this.#code, this.#codeAt, at, Math.min(at + size, at + end - this.#codeAt));
    if (this.#codeAt < end) return;
    this.#codeAt = -1;
    const code = this.#code.readUInt32BE(end - 4);
    if (this.#type === GOAWAY) this.#gaveUp(code);
    else this.#reset(this.#head.readUInt32BE(5) % 2 ** 31, code);
  }
}
