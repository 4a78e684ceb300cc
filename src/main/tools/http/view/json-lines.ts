/** Where a line of laid-out JSON stands in its source. */
export interface Line {
  /** Bytes `[start, end)` of the source. */
  start: number;
  end: number;
  depth: number;
  /** What follows belongs to it. */
  opens: boolean;
  /** It ends what one above it opened. */
  closes: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Cuts JSON (RFC 8259), one value or many, into the lines it has when it is laid out: bytes in, places out, at a
 * constant cost and without a value in memory. It takes anything: what is no JSON becomes lines too, and
 * `balanced` tells whether every bracket was closed. It can begin at any place that it told as `next`.
 */
export class JsonLines {
  /** Bytes looked at, counted from the beginning of the source. */
  at: number;
  depth: number;
  /** A bracket was closed that was not open. */
  stray = false;
  readonly #take: (line: Line, next: number) => void;
  #start = -1;
  #end = -1;
  #inString = false;
  #escaped = false;
  /** The bracket at the end of the line, while it isn't known whether something is in it. */
  #opened = 0;
  /** The line has a whole value. */
  #complete = false;
  #closes = false;
  /** A byte that is no part of a value came since. */
  #spaced = false;

  /** `take` gets each line, and where a scanner could begin with the line after it, at the depth it then has. */
  constructor(take: (line: Line, next: number) => void, at = 0, depth = 0) {
    this.#take = take;
    this.at = at;
    this.depth = depth;
  }

  /** The line under way. */
  get pending(): Line | null {
    if (this.#start < 0) return null;
    return {
      start: this.#start,
      end: this.#end,
      depth: this.depth,
      opens: this.#opened !== 0,
      closes: this.#closes,
    };
  }

  /** Every bracket and string was closed. */
  get balanced(): boolean {
    return this.depth === 0 && !this.#inString && this.#opened === 0 && !this.stray;
  }

  push(bytes: Uint8Array): void {
    const base = this.at;
    const { length } = bytes;
    for (let i = 0; i < length; i++) {
      const byte = bytes[i]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          this.#end = base + i + 1;
          this.#complete = true;
        }
        continue;
      }
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
        this.#spaced = true;
        continue;
      }
      this.#byte(byte, base + i);
      this.#spaced = false;
    }
    this.at = base + length;
  }

  /** No more comes: the line under way is one. */
  end(): void {
    if (this.#inString) this.#end = this.at;
    if (this.#start >= 0) this.#emit(this.at, this.#opened !== 0);
    if (this.#opened) this.depth++;
  }

  #byte(byte: number, at: number): void {
    if (this.#opened) {
      const closes = this.#opened === OPEN_BRACE ? byte === CLOSE_BRACE : byte === CLOSE_BRACKET;
      this.#opened = 0;
      if (closes) {
        this.#end = at + 1;
        this.#complete = true;
        return;
      }
      this.#emit(at, true);
      this.depth++;
    }
    switch (byte) {
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        if (this.#start >= 0) this.#emit(at, false);
        if (this.depth > 0) this.depth--;
        else this.stray = true;
        this.#start = at;
        this.#end = at + 1;
        this.#complete = true;
        this.#closes = true;
        return;
      case COMMA:
        if (this.#start < 0) this.#start = at;
        this.#end = at + 1;
        this.#emit(at + 1, false);
        return;
      case COLON:
        if (this.#start < 0) this.#start = at;
        this.#end = at + 1;
        this.#complete = false;
        return;
    }
    // Values beside each other, without anything between them, stand on lines of their own: JSON Lines.
    const ended = this.#complete || (this.#spaced && this.depth === 0);
    if (this.#start >= 0 && ended) this.#emit(at, false);
    if (this.#start < 0) this.#start = at;
    this.#end = at + 1;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#opened = byte;
    else if (byte === QUOTE) this.#inString = true;
  }

  #emit(next: number, opens: boolean): void {
    const line = { start: this.#start, end: this.#end, depth: this.depth, opens, closes: this.#closes };
    this.#closes = false;
    this.#start = -1;
    this.#complete = false;
    this.#take(line, next);
  }
}

/** The text of a line as it is shown: one space behind a colon outside of strings, no other. */
export function jsonText(source: string): string {
  let text = '';
  let from = 0;
  let inString = false;
  for (let i = 0; i < source.length; i++) {
    const letter = source[i];
    if (inString) {
      if (letter === '\\') i++;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === ' ' || letter === '\n' || letter === '\r' || letter === '\t' || letter === ':') {
      text += source.slice(from, i) + (letter === ':' ? ': ' : '');
      from = i + 1;
    }
  }
  return text + source.slice(from);
}
