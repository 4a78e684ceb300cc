import { ChunkReader } from './chunks.ts';

/** The longest line of a head that is looked at; what is longer is refused by the parser. */
const MOST_LINE = 1024 * 1024;

/**
 * Follows the framing of an answer (RFC 9112 section 6) beside the parser: for where its head ends, for the body where
 * that goes past the parser, for a chunk that can’t ever end, and for what comes behind its end.
 */
export class AnswerScan {
  #state: 'head' | 'length' | 'chunks' | 'until-close' | 'over' = 'head';
  #line: Buffer[] = [];
  #lineLength = 0;
  /** Bytes of the body that have not come yet, where its length is known. */
  #left = 0;
  /** Bytes of the head that it was fed. */
  #at = 0;
  #first = true;
  #status = 0;
  #chunked = false;
  #length: number | null = null;
  /** Where the body begins; null: not yet. */
  headEnd: number | null = null;
  /** How long the body is, where the head says so and nothing else frames it; else 0. */
  plainLength = 0;
  /** Of a body in chunks. */
  chunks: ChunkReader | null = null;
  /** Bytes behind the end of the answer. */
  extra = 0;
  readonly #bodiless: boolean;
  readonly #lenient: boolean;

  /** `bodiless`: the answer has a head only, whatever that says (HEAD). `lenient`: so its lines are read, too. */
  constructor(bodiless = false, lenient = false) {
    this.#bodiless = bodiless;
    this.#lenient = lenient;
  }

  /** All of the answer has come. */
  get over(): boolean {
    return this.#state === 'over';
  }

  /** A chunk that was announced and is absurd; `at` counts from the beginning of the answer. */
  get absurd(): { at: number; size: string } | null {
    const absurd = this.chunks?.absurd;
    return absurd ? { at: absurd.at + (this.headEnd ?? 0), size: absurd.size } : null;
  }

  /** The bytes of the answer, in pieces of any size. */
  feed(bytes: Buffer): void {
    const used = this.headEnd === null ? this.head(bytes) : 0;
    if (used < bytes.length) this.body(bytes.subarray(used));
  }

  /** Until {@link headEnd} is known; answers how many bytes were of the head. */
  head(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.headEnd === null) {
      const end = bytes.indexOf(10, at);
      const to = end < 0 ? bytes.length : end + 1;
      // Who feeds it may use its memory again.
      const piece = bytes.subarray(at, to);
      this.#keep(end < 0 ? Buffer.from(piece) : piece);
      if (end >= 0) this.#lineEnded(this.#at + to);
      at = to;
    }
    this.#at += at;
    return at;
  }

  /** From then on; `out` gets what is in the body. */
  body(bytes: Buffer, out: (piece: Buffer) => void = () => undefined): void {
    let used = 0;
    if (this.#state === 'length') {
      used = Math.min(this.#left, bytes.length);
      this.#left -= used;
      out(bytes.subarray(0, used));
      if (this.#left === 0) this.#state = 'over';
    } else if (this.#state === 'chunks') {
      const chunks = this.chunks as ChunkReader;
      used = chunks.feed(bytes, out);
      if (chunks.over) this.#state = 'over';
    }
    if (this.#state === 'over') this.extra += bytes.length - used;
  }

  /**
   * Whether the body can go past the parser, whose headers these are in turns of name and value: it has read the same
   * as was read here.
   */
  agrees(raw: readonly string[]): boolean {
    const values = (wanted: RegExp) => raw.filter((_, i) => i % 2 === 1 && wanted.test(raw[i - 1] ?? ''));
    const lengths = values(/^content-length$/i);
    const codings = values(/^transfer-encoding$/i);
    return this.chunks
      ? lengths.length === 0 && codings.length === 1 && /^chunked$/i.test(codings[0] ?? '')
      : codings.length === 0 && lengths.length === 1 && Number(lengths[0]) === this.plainLength;
  }

  #keep(piece: Buffer): void {
    this.#lineLength += piece.length;
    if (this.#lineLength <= MOST_LINE) this.#line.push(piece);
  }

  /** A line has ended; the next one begins at `next`. */
  #lineEnded(next: number): void {
    const line = Buffer.concat(this.#line).toString('latin1').trimEnd();
    this.#line = [];
    this.#lineLength = 0;
    if (this.#first) {
      this.#first = false;
      this.#status = Number(/^HTTP\/\S+ (\d{3})/.exec(line)?.[1] ?? 0);
    } else if (line !== '') {
      const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/.exec(line) ?? [];
      if (/^transfer-encoding$/i.test(name)) this.#chunked = /(^|[\s,])chunked\s*$/i.test(value);
      else if (/^content-length$/i.test(name) && /^\d{1,15}$/.test(value)) this.#length = Number(value);
    } else this.#headEnded(next);
  }

  #headEnded(next: number): void {
    const status = this.#status;
    if (status >= 100 && status < 200 && status !== 101) {
      this.#first = true;
      this.#chunked = false;
      this.#length = null;
      return;
    }
    this.headEnd = next;
    if (this.#bodiless || status === 204 || status === 304) this.#state = 'over';
    else if (status === 101) this.#state = 'until-close';
    else if (this.#chunked) {
      this.chunks = new ChunkReader(this.#lenient);
      this.#state = 'chunks';
    } else if (this.#length === null) this.#state = 'until-close';
    else {
      this.#left = this.plainLength = this.#length;
      this.#state = this.#left === 0 ? 'over' : 'length';
    }
  }
}
