/** What a form of files is made of (RFC 7578), piece by piece. Pure; it holds no more than a boundary and a head. */
export type MultipartEvent =
  | { kind: 'part'; name: string; fileName: string | null }
  | { kind: 'data'; bytes: Buffer }
  | { kind: 'part-end' };

const MOST_HEAD = 16 * 1024;
const CRLF = Buffer.from('\r\n');
const BLANK = Buffer.from('\r\n\r\n');

/** The boundary of a Content-Type; null where it is no form of parts. */
export function boundaryOf(type: string): string | null {
  const found =
    /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;",]{1,70})(?![^\s;,]))/is.exec(type);
  return found?.[1] ?? found?.[2] ?? null;
}

/** Throws what is wrong with the form as an Error. */
export class MultipartReader {
  readonly #delimiter: Buffer;
  /** The first boundary has no line before it. */
  #held: Buffer = CRLF;
  #state: 'before' | 'after-boundary' | 'head' | 'body' | 'over' = 'before';

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** Its last boundary was there. */
  get over(): boolean {
    return this.#state === 'over';
  }

  *feed(bytes: Buffer): Generator<MultipartEvent, void> {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (this.#state !== 'over') {
      if (this.#state === 'head') {
        const event = this.#head();
        if (!event) return;
        yield event;
      } else if (this.#state === 'after-boundary') {
        if (!this.#afterBoundary()) return;
      } else {
        const inBody = this.#state === 'body';
        const at = this.#held.indexOf(this.#delimiter);
        // What may be the beginning of a boundary waits for the rest of it.
        const end = at < 0 ? Math.max(0, this.#held.length - this.#delimiter.length + 1) : at;
        if (inBody && end > 0) yield { kind: 'data', bytes: this.#held.subarray(0, end) };
        this.#held = this.#held.subarray(at < 0 ? end : at + this.#delimiter.length);
        if (at < 0) return;
        if (inBody) yield { kind: 'part-end' };
        this.#state = 'after-boundary';
      }
    }
    this.#held = Buffer.alloc(0);
  }

  /** False: more has to come first. */
  #afterBoundary(): boolean {
    if (this.#held.length < 2) return false;
    if (this.#held[0] === 0x2d && this.#held[1] === 0x2d) {
      this.#state = 'over';
      return true;
    }
    const line = this.#held.indexOf(CRLF);
    if (line < 0 && this.#held.length <= MOST_HEAD) return false;
    if (line < 0 || this.#held.toString('latin1', 0, line).trim() !== '')
      throw new Error('A boundary of the form is followed by something else.');
    // The line’s end may be that before a head without fields.
    this.#held = this.#held.subarray(line);
    this.#state = 'head';
    return true;
  }

  #head(): MultipartEvent | null {
    const end = this.#held.indexOf(BLANK);
    if (end < 0) {
      if (this.#held.length > MOST_HEAD) throw new Error('The head of a part of the form is too long.');
      return null;
    }
    // Names are UTF-8 in all browsers.
    const head = this.#held.toString('utf8', 0, end);
    this.#held = this.#held.subarray(end + BLANK.length);
    this.#state = 'body';
    const line = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
    return { kind: 'part', name: parameter(line, 'name') ?? '', fileName: parameter(line, 'filename') };
  }
}

function parameter(line: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(line);
  if (!found) return null;
  if (found[2] !== undefined) return found[2];
  // Browsers write %22 for a quote, others a backslash before it.
  return (found[1] ?? '').replace(/\\(["\\])/g, '$1').replaceAll('%22', '"');
}
