/** A chunk that nobody ever sends whole: a mebibyte of mebibytes. */
const MOST_CHUNK = 2 ** 40;
/** More digits than the size of any chunk has, those of absurd ones included. */
const MOST_DIGITS = 64;
/** What may stand behind the size of one chunk, in bytes. */
const MOST_EXTENSIONS = 16 * 1024;
/** What trailers may come to, in bytes and in lines. */
const MOST_TRAILERS = 1024 * 1024;
const MAX_TRAILERS = 10_000;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const SEMICOLON = 59;

/** Where in the framing the next byte stands. */
const SIZE = 0;
const SPACES = 1;
const EXTENSIONS = 2;
const SIZE_LF = 3;
const DATA = 4;
const DATA_CR = 5;
const DATA_LF = 6;
const TRAILERS = 7;
const OVER = 8;

/** What breaks the rules, in the words of Node’s parser; `at`: which byte of those that were fed last. */
export interface WrongChunk {
  code: string;
  reason: string;
  at: number;
}

/**
 * Takes the framing off a body in chunks (RFC 9112 section 7.1), in pieces of any size. It keeps nothing of what it is
 * fed but the digits of a size and the trailers.
 */
export class ChunkReader {
  readonly #lenient: boolean;
  #state = SIZE;
  #digits = '';
  #extensions = 0;
  /** Bytes of the chunk that have not come yet. */
  #left = 0;
  #line: Buffer[] = [];
  #lineLength = 0;
  #trailerBytes = 0;
  /** Bytes that were fed before. */
  #fed = 0;
  /** Names and values in turns, as Node gives them. */
  readonly trailers: string[] = [];
  /** The first of what was wrong; nothing is read behind it. */
  wrong: WrongChunk | null = null;
  /** A chunk that was announced and is absurd; `at` counts from the beginning of the body. */
  absurd: { at: number; size: string } | null = null;

  /** `lenient`: a line may end with a line feed alone, and in trailers anything goes. */
  constructor(lenient = false) {
    this.#lenient = lenient;
  }

  /** The last chunk and the trailers have come. */
  get over(): boolean {
    return this.#state === OVER;
  }

  /** Hands on what is in the chunks; answers how many bytes were of this body, the rest being behind its end. */
  feed(bytes: Buffer, out: (piece: Buffer) => void): number {
    let at = 0;
    while (at < bytes.length && !this.wrong && !this.absurd && this.#state !== OVER) {
      if (this.#state === DATA) {
        const to = Math.min(bytes.length, at + this.#left);
        out(bytes.subarray(at, to));
        this.#left -= to - at;
        at = to;
        if (this.#left === 0) this.#state = DATA_CR;
      } else if (this.#state === TRAILERS) at = this.#trailer(bytes, at);
      else this.#framing(bytes[at] as number, at++);
    }
    this.#fed += bytes.length;
    return at;
  }

  #framing(byte: number, at: number): void {
    switch (this.#state) {
      case SIZE:
        return this.#size(byte, at);
      case SPACES:
        if (byte === SEMICOLON) this.#state = EXTENSIONS;
        else if (byte === CR) this.#state = SIZE_LF;
        else if (byte === LF && this.#lenient) this.#sizeEnded();
        else if (byte !== SPACE && byte !== TAB) this.#refuse(BAD_SIZE, at);
        else this.#extension(at);
        return;
      case EXTENSIONS:
        if (byte === CR) this.#state = SIZE_LF;
        else if (byte === LF) this.#bareLf(at, () => this.#sizeEnded());
        else if ((byte < SPACE && byte !== TAB) || byte === 127) this.#refuse(BAD_EXTENSION, at);
        else this.#extension(at);
        return;
      case SIZE_LF:
        if (byte === LF) this.#sizeEnded();
        else this.#refuse(NO_LF, at);
        return;
      case DATA_CR:
        if (byte === CR) this.#state = DATA_LF;
        else if (byte === LF && this.#lenient) this.#next();
        else this.#refuse(TOO_LONG, at);
        return;
      default:
        if (byte === LF) this.#next();
        else this.#refuse(NO_LF, at);
    }
  }

  #size(byte: number, at: number): void {
    if (isHex(byte)) {
      this.#digits += String.fromCharCode(byte);
      if (this.#digits.length > MOST_DIGITS) this.#refuse(BAD_SIZE, at);
      return;
    }
    if (this.#digits === '') return this.#refuse(BAD_SIZE, at);
    this.#left = Number.parseInt(this.#digits, 16);
    if (this.#left > MOST_CHUNK) {
      this.absurd = { at: this.#fed + at - this.#digits.length, size: this.#digits };
      return;
    }
    this.#extensions = 0;
    if (byte === CR) this.#state = SIZE_LF;
    else if (byte === SEMICOLON) this.#state = EXTENSIONS;
    else if (byte === SPACE || byte === TAB) this.#state = SPACES;
    else if (byte === LF) this.#bareLf(at, () => this.#sizeEnded());
    else this.#refuse(BAD_SIZE, at);
  }

  #extension(at: number): void {
    if (++this.#extensions > MOST_EXTENSIONS) this.#refuse(LONG_EXTENSIONS, at);
  }

  #sizeEnded(): void {
    this.#digits = '';
    this.#state = this.#left === 0 ? TRAILERS : DATA;
  }

  #next(): void {
    this.#state = SIZE;
  }

  /** Takes a line, or what there is of one; answers where the next begins. */
  #trailer(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(LF, from);
    const to = end < 0 ? bytes.length : end + 1;
    this.#trailerBytes += to - from;
    if (this.#trailerBytes > MOST_TRAILERS) this.#refuse(LONG_TRAILERS, to);
    else if (end < 0) {
      // Who feeds it may use its memory again.
      this.#line.push(Buffer.from(bytes.subarray(from, to)));
      this.#lineLength += to - from;
      if (this.#line.length > MOST_PIECES) this.#line = [Buffer.concat(this.#line)];
    } else {
      const line = Buffer.concat([...this.#line, bytes.subarray(from, to)]).toString('latin1');
      const before = this.#lineLength;
      this.#line = [];
      this.#lineLength = 0;
      this.#trailerLine(line, Math.max(0, from - before));
    }
    return to;
  }

  /** `at`: where the line begins, as far as it is in what was fed last. */
  #trailerLine(line: string, at: number): void {
    if (!line.endsWith('\r\n') && !this.#lenient) return this.#refuse(NO_CR, at + line.length - 1);
    const text = line.replace(/\r?\n$/, '');
    if (text === '') {
      this.#state = OVER;
      return;
    }
    const [, name, value = ''] = TRAILER.exec(text) ?? [];
    if (this.#lenient) {
      if (name !== undefined) this.trailers.push(name, value);
    } else if (/^[ \t]/.test(text)) this.#refuse(FOLDED, at);
    else if (name === undefined) this.#refuse(NO_HEADER, at);
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    else if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) this.#refuse(BAD_VALUE, at);
    else if (this.trailers.length >= 2 * MAX_TRAILERS) this.#refuse(MANY_TRAILERS, at);
    else this.trailers.push(name, value);
  }

  #bareLf(at: number, go: () => void): void {
    if (this.#lenient) go();
    else this.#refuse(NO_CR, at);
  }

  #refuse([code, reason]: readonly [code: string, reason: string], at: number): void {
    this.wrong ??= { code, reason, at };
  }
}

/** Pieces of one line before they are joined. */
const MOST_PIECES = 1000;

const TRAILER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/s;

const isHex = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102) || (byte >= 65 && byte <= 70);

const BAD_SIZE = ['HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size'] as const;
const BAD_EXTENSION = ['HPE_STRICT', 'Invalid character in chunk extensions'] as const;
const LONG_EXTENSIONS = ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'Chunk extensions overflow'] as const;
const NO_LF = ['HPE_STRICT', 'Expected LF after CR'] as const;
const NO_CR = ['HPE_CR_EXPECTED', 'Missing expected CR before LF'] as const;
const TOO_LONG = ['HPE_STRICT', 'Expected CR LF after the data of a chunk'] as const;
const LONG_TRAILERS = ['HPE_HEADER_OVERFLOW', 'Trailers overflow'] as const;
const MANY_TRAILERS = ['HPE_HEADER_OVERFLOW', 'Too many trailers'] as const;
const FOLDED = ['HPE_INVALID_HEADER_TOKEN', 'Unexpected whitespace in a trailer'] as const;
const NO_HEADER = ['HPE_INVALID_HEADER_TOKEN', 'Invalid header token in a trailer'] as const;
const BAD_VALUE = ['HPE_INVALID_HEADER_TOKEN', 'Invalid header value char in a trailer'] as const;
