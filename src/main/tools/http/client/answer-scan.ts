/** A chunk that nobody ever sends whole: a mebibyte of mebibytes. */
const MOST_CHUNK = 2 ** 40;
/** The longest line that is looked at; what is longer is refused by the parser. */
const MOST_LINE = 1024 * 1024;

/**
 * Follows the framing of an answer (RFC 9112 section 6) beside the parser: for where its head ends, for a chunk that
 * can’t ever end, and for what comes behind its end. It skips what it need not read.
 */
export class AnswerScan {
  #state: 'head' | 'size' | 'trailers' | 'until-close' | 'over' = 'head';
  #line: Buffer[] = [];
  #lineLength = 0;
  /** Bytes to pass over before the state goes on. */
  #skip = 0;
  /** Bytes that it was fed. */
  at = 0;
  #first = true;
  #status = 0;
  #chunked = false;
  #length: number | null = null;
  /** Where the body begins; null: not yet. */
  headEnd: number | null = null;
  /** How long the body is, where the head says so and nothing else frames it; else 0. */
  plainLength = 0;
  /** Bytes behind the end of the answer. */
  extra = 0;
  /** A chunk that was announced and is absurd. */
  absurd: { at: number; size: string } | null = null;
  readonly #bodiless: boolean;

  /** `bodiless`: the answer has a head only, whatever that says (HEAD). */
  constructor(bodiless = false) {
    this.#bodiless = bodiless;
  }

  /** The bytes of the answer, in pieces of any size. */
  feed(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, bytes.length - at);
        this.#skip -= passed;
        at += passed;
        continue;
      }
      if (this.#state === 'over') this.extra += bytes.length - at;
      if (this.#state === 'over' || this.#state === 'until-close') break;
      const end = bytes.indexOf(10, at);
      const to = end < 0 ? bytes.length : end + 1;
      // Who feeds it may use its memory again.
      const piece = bytes.subarray(at, to);
      this.#keep(end < 0 ? Buffer.from(piece) : piece);
      if (end >= 0) this.#ended(this.at + to);
      at = to;
    }
    this.at += bytes.length;
  }

  /** {@link plainLength} where the parser, whose headers these are in turns of name and value, has read the same; else 0. */
  agreedLength(raw: readonly string[]): number {
    const lengths = raw.filter((_, i) => i % 2 === 1 && /^content-length$/i.test(raw[i - 1] ?? ''));
    const framed = raw.some((name, i) => i % 2 === 0 && /^transfer-encoding$/i.test(name));
    return lengths.length === 1 && Number(lengths[0]) === this.plainLength && !framed ? this.plainLength : 0;
  }

  #keep(piece: Buffer): void {
    this.#lineLength += piece.length;
    if (this.#lineLength <= MOST_LINE) this.#line.push(piece);
  }

  /** A line has ended; the next one begins at `next`. */
  #ended(next: number): void {
    const line = Buffer.concat(this.#line).toString('latin1').trimEnd();
    const start = next - this.#lineLength;
    this.#line = [];
    this.#lineLength = 0;
    if (this.#state === 'head') this.#headLine(line, next);
    else if (this.#state === 'trailers') this.#state = line === '' ? 'over' : 'trailers';
    else this.#sizeLine(line, start);
  }

  #headLine(line: string, next: number): void {
    if (this.#first) {
      this.#first = false;
      this.#status = Number(/^HTTP\/\S+ (\d{3})/.exec(line)?.[1] ?? 0);
    } else if (line !== '') {
      const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/.exec(line) ?? [];
      if (/^transfer-encoding$/i.test(name)) this.#chunked = /chunked\s*$/i.test(value);
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
    else if (this.#chunked) this.#state = 'size';
    else if (this.#length === null) this.#state = 'until-close';
    else {
      this.#skip = this.plainLength = this.#length;
      this.#state = 'over';
    }
  }

  #sizeLine(line: string, start: number): void {
    const digits = /^[0-9a-f]+/i.exec(line)?.[0];
    const size = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
    if (size > MOST_CHUNK) this.absurd ??= { at: start, size: digits as string };
    // What is no size is the parser’s to refuse.
    if (!(size <= MOST_CHUNK)) this.#state = 'until-close';
    else if (size === 0) this.#state = 'trailers';
    else this.#skip = size + 2;
  }
}
