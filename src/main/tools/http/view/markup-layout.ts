import { Parser } from 'htmlparser2';
import type { Line } from './json-lines.ts';
import { LineLog } from './line-log.ts';
import { type Lines, type ReadBody, STOP } from './lines.ts';

const MOST_LINES = 2_000_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** Deeper nesting makes each tag costly, and nobody reads it. */
const MOST_DEPTH = 1000;
/** What is parsed before those limits are looked at. */
const PIECE = 16 * 1024;
/** An element that is no longer stands on one line with its text. */
const ONE_LINE = 160;
/** Elements whose text keeps its lines. */
const RAW = new Set(['script', 'style', 'pre', 'textarea']);

/**
 * XML or HTML as lines: one for each tag, and one for an element that holds a short text only. It takes anything, as
 * browsers do: what is not closed ends with what is around it.
 */
export class MarkupLayout implements Lines {
  readonly #log = new LineLog();
  readonly #parser: Parser;
  #depth = 0;
  #bytes = 0;
  /** The latest opening tag, and the text behind it, while nothing else has come. */
  #tag: { start: number; end: number; depth: number } | null = null;
  #text: { start: number; end: number } | null = null;
  /** Where lines end in a text that keeps them. */
  #breaks: number[] = [];
  /** How many elements around here keep the lines of their text. */
  #raw = 0;
  /** The end of the line before. */
  #end = 0;
  #why: string | null = null;

  constructor(kind: 'xml' | 'html') {
    // One letter for each byte: places in the text are places in the body, and markup is ASCII in any charset but
    // UTF-16. The text is decoded when it is shown.
    const parser = new Parser(
      {
        onopentag: (name, _attributes, implied) => {
          this.#flush();
          if (kind === 'html' && RAW.has(name)) this.#raw++;
          if (!implied)
            this.#tag = { start: parser.startIndex, end: parser.endIndex + 1, depth: this.#depth };
          this.#depth++;
        },
        onclosetag: (name, implied) => {
          if (kind === 'html' && RAW.has(name)) this.#raw = Math.max(0, this.#raw - 1);
          this.#close(implied ? null : { start: parser.startIndex, end: parser.endIndex + 1 });
        },
        ontext: (data) => this.#took(parser.endIndex + 1 - data.length, data),
        oncomment: () => this.#other(parser),
        oncdatastart: () => {
          this.#text ??= { start: parser.startIndex, end: parser.startIndex };
        },
        oncdataend: () => {
          if (this.#text) this.#text.end = parser.endIndex + 1;
        },
        // The parser ends `<?…?>` at its second question mark.
        onprocessinginstruction: (name) =>
          this.#other(parser, kind === 'xml' && name.startsWith('?') ? 1 : 0),
      },
      { xmlMode: kind === 'xml', decodeEntities: false },
    );
    this.#parser = parser;
  }

  get count(): number {
    return this.#log.count;
  }

  get note(): string | null {
    return this.#why;
  }

  get full(): boolean {
    return this.#why !== null;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.full; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      this.#bytes += piece.length;
      this.#parser.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1'));
      if (this.#log.count >= MOST_LINES) this.#why = 'Only the first 2,000,000 lines are laid out.';
      else if (this.#bytes >= MOST_BYTES) this.#why = 'Only the first 256 MiB are laid out.';
      else if (this.#depth > MOST_DEPTH)
        this.#why = `Elements are nested more than ${MOST_DEPTH} deep: what follows is not laid out.`;
    }
  }

  end(): void {
    if (this.#why === null) this.#parser.end();
    this.#flush();
  }

  #took(start: number, data: string): void {
    this.#text ??= { start, end: start };
    this.#text.end = start + data.length;
    if (this.#raw === 0) {
      // A text of white space only is none.
      const blank = data.length - data.trimStart().length;
      if (blank === data.length && this.#text.start === start) this.#text = null;
      else if (this.#text.start === start) this.#text.start = start + blank;
      return;
    }
    for (let at = data.indexOf('\n'); at >= 0; at = data.indexOf('\n', at + 1)) this.#breaks.push(start + at);
  }

  #close(tag: { start: number; end: number } | null): void {
    const { start, end } = this.#tag ?? { start: 0, end: 0 };
    const last = tag?.end ?? this.#text?.end ?? end;
    if (this.#tag && this.#breaks.length === 0 && (!this.#text || last - start <= ONE_LINE)) {
      this.#line(start, last, this.#tag.depth);
      this.#tag = this.#text = null;
      this.#depth = Math.max(0, this.#depth - 1);
      return;
    }
    this.#flush();
    this.#depth = Math.max(0, this.#depth - 1);
    if (tag) this.#line(tag.start, tag.end, this.#depth, false, true);
  }

  #other(parser: Parser, behind = 0): void {
    this.#flush();
    this.#line(parser.startIndex, parser.endIndex + 1 + behind, this.#depth);
  }

  /** What was kept back stands on lines of its own. */
  #flush(): void {
    if (this.#tag) this.#line(this.#tag.start, this.#tag.end, this.#tag.depth, true);
    this.#tag = null;
    if (this.#text) {
      let { start } = this.#text;
      for (const at of [...this.#breaks, this.#text.end]) {
        if (at > start) this.#line(start, at, this.#depth);
        start = at + 1;
      }
    }
    this.#text = null;
    this.#breaks = [];
  }

  #line(start: number, end: number, depth: number, opens = false, closes = false): void {
    const from = Math.max(start, this.#end);
    // What is cut off by the end of the body ends with it.
    this.#end = Math.max(from, Math.min(end, this.#bytes));
    this.#log.push({ start: from, end: this.#end, depth, opens, closes });
  }

  // It reads nothing again: all places are known.
  async walk(
    from: number,
    _read: ReadBody,
    visit: (line: Line, number: number) => typeof STOP | undefined,
  ): Promise<void> {
    for (let line = from; line < this.#log.count; line++) {
      if (visit(this.#log.get(line), line) === STOP) return;
    }
  }

  near(offset: number): number {
    return this.#log.before(offset);
  }

  skip(line: number): number {
    return line;
  }

  /** A text that begins with white space is one that keeps it. */
  text(source: string): string {
    return /^\s/.test(source) ? source.trimEnd() : source.replace(/\s+/g, ' ').trim();
  }
}
