import { setImmediate as otherWork } from 'node:timers/promises';
import { type LaidLine, type LayoutState, MAX_LINE_TEXT } from '../../../../contract/tools/http-view.ts';
import type { BodyBytes } from './bodies.ts';
import { decoderFor } from './decoder.ts';
import type { Line } from './json-lines.ts';
import { type Lines, STOP } from './lines.ts';

/** Bytes that are laid out between two turns for other work: some milliseconds. */
const SLICE = 256 * 1024;
/** Bytes of one line that are read for a list: enough for its characters in any charset. */
const LINE_BYTES = 4 * MAX_LINE_TEXT;
const MOST_FOLDS = 50_000;
const MOST_TEXT = 1024 * 1024;
/** A longer body is not checked as a whole: that takes a turn of its own. */
const MOST_CHECKED = 512 * 1024;
/** Lines near each other are read together, up to so many bytes. */
const TOGETHER = 256 * 1024;

/** The body of an answer as lines. While somebody watches it goes on, in the background and as more comes. */
export class LaidBody {
  readonly lines: Lines;
  readonly #body: BodyBytes;
  readonly #watchers = new Set<() => void>();
  readonly #decode: (bytes: Uint8Array) => string;
  #looked = 0;
  #whole = false;
  #running = false;
  #removed = false;
  #problem: string | null = null;
  #wake: () => void = () => undefined;

  constructor(body: BodyBytes, lines: Lines) {
    this.#body = body;
    this.lines = lines;
    this.#decode = decoderFor(body.charset);
  }

  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  get state(): LayoutState {
    return {
      lines: this.lines.count,
      looked: this.#looked,
      whole: this.#whole,
      note: this.#problem ?? this.lines.note,
    };
  }

  watch(tell: () => void): () => void {
    this.#watchers.add(tell);
    if (!this.#running && !this.#whole && !this.#removed) void this.#run();
    return () => {
      this.#watchers.delete(tell);
      this.#wake();
    };
  }

  remove(): void {
    this.#removed = true;
    this.#wake();
    this.#tell();
  }

  get removed(): boolean {
    return this.#removed;
  }

  async #run(): Promise<void> {
    this.#running = true;
    const forget = this.#body.watch(() => this.#wake());
    try {
      while (this.watched && !this.#removed && !this.#whole) {
        const { size, ended } = this.#body;
        if (this.#looked < size && !this.lines.full) {
          const bytes = await this.#body.read(this.#looked, Math.min(SLICE, size - this.#looked));
          if (bytes.length === 0) return this.#fail('The rest of the body can’t be read any more.');
          this.lines.push(bytes);
          this.#looked += bytes.length;
          this.#tell();
          await otherWork();
        } else if (ended || this.lines.full) {
          this.lines.end();
          if (this.lines.check && size <= MOST_CHECKED && this.lines.note === null)
            this.lines.check(this.#decode(await this.#body.read(0, size)));
          this.#whole = true;
          this.#tell();
        } else await new Promise<void>((done) => (this.#wake = done));
      }
    } catch (error) {
      if (!this.#removed) this.#fail(error instanceof Error ? error.message : String(error));
    } finally {
      forget();
      this.#running = false;
      // Somebody may have begun to watch while the last look ended.
      if (this.watched && !this.#removed && !this.#whole && this.#problem === null) void this.#run();
    }
  }

  #fail(sentence: string): void {
    this.#problem = sentence;
    this.#tell();
  }

  #tell(): void {
    for (const tell of this.#watchers) tell();
  }

  readonly #read = (from: number, length: number): Promise<Uint8Array> => this.#body.read(from, length);

  /** The lines `from … from+count-1` that there are. */
  async page(from: number, count: number): Promise<LaidLine[]> {
    const places: Line[] = [];
    await this.lines.walk(from, this.#read, (line) => {
      places.push(line);
      return places.length === count ? STOP : undefined;
    });
    const laid: LaidLine[] = [];
    for (let i = 0; i < places.length;) {
      const { start } = places[i]!;
      let last = i;
      while (last + 1 < places.length && cut(places[last + 1]!) - start <= TOGETHER) last++;
      const bytes = await this.#body.read(start, cut(places[last]!) - start);
      for (; i <= last; i++) {
        const line = places[i]!;
        laid.push(this.#laid(line, bytes.subarray(line.start - start, cut(line) - start)));
      }
    }
    return laid;
  }

  #laid(line: Line, bytes: Uint8Array): LaidLine {
    const all = this.lines.text(this.#decode(bytes));
    const text = all.slice(0, MAX_LINE_TEXT);
    // What is left of the bytes that were decoded is counted in characters: near enough for so long a line.
    const more = line.end - cut(line) + (all.length - text.length);
    return { text, depth: line.depth, opens: line.opens, more };
  }

  async line(number: number): Promise<{ text: string; more: number }> {
    const line = await this.#place(number);
    if (!line) return { text: '', more: 0 };
    const end = Math.min(line.end, line.start + MOST_TEXT);
    const bytes = await this.#body.read(line.start, end - line.start);
    return { text: this.lines.text(this.#decode(bytes)), more: line.end - end };
  }

  async #place(number: number): Promise<Line | null> {
    let found: Line | null = null;
    await this.lines.walk(number, this.#read, (line) => {
      found = line;
      return STOP;
    });
    return found;
  }

  /** The last line of what one opens, or null where it opens nothing, or its end has not come yet. */
  async end(number: number): Promise<number | null> {
    const line = await this.#place(number);
    if (!line?.opens) return null;
    let end: number | null = null;
    await this.lines.walk(this.lines.skip(number + 1, line.depth), this.#read, ({ depth, closes }, at) => {
      if (depth > line.depth) return undefined;
      end = closes && depth === line.depth ? at : at - 1;
      return STOP;
    });
    return end ?? (this.#whole ? this.lines.count - 1 : null);
  }

  /** What opens at a depth, as pairs of first and last line. */
  async folds(depth: number): Promise<{ folds: number[]; cut: boolean }> {
    const folds: number[] = [];
    let open = -1;
    let more = false;
    await this.lines.walk(0, this.#read, (line, number) => {
      if (line.depth > depth) return undefined;
      if (open >= 0) {
        folds.push(open, line.depth === depth && line.closes ? number : number - 1);
        open = -1;
      }
      if (folds.length >= 2 * MOST_FOLDS) {
        more = true;
        return STOP;
      }
      if (line.opens && line.depth === depth) open = number;
      return undefined;
    });
    return { folds, cut: more };
  }

  /** The line that holds a byte of the body. */
  async lineAt(offset: number): Promise<number | null> {
    let found: number | null = null;
    await this.lines.walk(this.lines.near(offset), this.#read, (line, number) => {
      if (found === null || line.start <= offset) found = number;
      return line.end > offset ? STOP : undefined;
    });
    return found;
  }

  /** The first byte of a line; past the last one the end of what was looked at. */
  async startOf(number: number): Promise<number> {
    return (await this.#place(number))?.start ?? this.#looked;
  }
}

/** The end of what is read of a line for a list. */
const cut = (line: Line): number => Math.min(line.end, line.start + LINE_BYTES);
