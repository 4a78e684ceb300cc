import { setImmediate as otherWork } from 'node:timers/promises';
import { jsonError } from '../../../../contract/payload/json-error.ts';
import { JsonLines, jsonText, type Line } from './json-lines.ts';
import { type Lines, type ReadBody, STOP } from './lines.ts';

/** A block of lines ends with so many of them, or of bytes. */
const BLOCK_LINES = 512;
const BLOCK_BYTES = 32 * 1024;
/** Read of a block: only its last line can be longer, and of that no more is shown in a list. */
const MOST_READ = BLOCK_BYTES + 16 * 1024;
/** Blocks that are walked through between two turns for other work. */
const TURN = 16;

interface Block {
  /** Its first line, where a scanner begins with it, and at which depth. */
  line: number;
  offset: number;
  depth: number;
  /** The least depth of its lines. */
  least: number;
}

/**
 * JSON of any size as lines. Only every {@link BLOCK_LINES}th place is kept, some 30 bytes for 30 KiB of JSON; what is
 * between is cut again when it is looked at.
 */
export class JsonLayout implements Lines {
  #count = 0;
  #ended = false;
  #fault: string | null = null;
  readonly full = false;
  readonly #blocks: Block[] = [{ line: 0, offset: 0, depth: 0, least: Infinity }];
  readonly #scanner = new JsonLines((line, next) => this.#took(line, next));

  get count(): number {
    return this.#count;
  }

  get note(): string | null {
    if (!this.#ended || this.#scanner.balanced) return this.#fault;
    return this.#scanner.stray
      ? 'This is no whole JSON: a bracket is closed that is not open.'
      : 'This is no whole JSON: it ends before what it opened is closed.';
  }

  push(bytes: Uint8Array): void {
    this.#scanner.push(bytes);
  }

  end(): void {
    this.#ended = true;
    this.#scanner.end();
  }

  check(text: string): void {
    const error = this.#count > 0 ? jsonError(text) : null;
    if (error === null || isJsonLines(text)) return;
    this.#fault = `This is no valid JSON, at line ${error.line}, column ${error.column}: ${error.message}`;
  }

  #took(line: Line, next: number): void {
    const block = this.#blocks.at(-1)!;
    block.least = Math.min(block.least, line.depth);
    this.#count++;
    if (this.#count - block.line < BLOCK_LINES && next - block.offset < BLOCK_BYTES) return;
    const depth = line.depth + (line.opens ? 1 : 0);
    this.#blocks.push({ line: this.#count, offset: next, depth, least: Infinity });
  }

  async walk(
    from: number,
    read: ReadBody,
    visit: (line: Line, number: number) => typeof STOP | undefined,
  ): Promise<void> {
    let turn = 0;
    for (let b = this.#blockOf((block) => block.line <= from); b < this.#blocks.length; b++) {
      const block = this.#blocks[b]!;
      const count = this.#count;
      if (block.line >= count || from >= count) return;
      if (++turn % TURN === 0) await otherWork();
      const end = this.#blocks[b + 1]?.offset ?? this.#scanner.at;
      const after = this.#blocks[b + 1]?.line ?? count;
      const bytes = await read(block.offset, Math.min(end - block.offset, MOST_READ));
      const lines: Line[] = [];
      const scanner = new JsonLines((line) => lines.push(line), block.offset, block.depth);
      scanner.push(bytes);
      // The last one may be longer than what was read, or end with the body.
      const rest = scanner.pending;
      if (rest && lines.length < after - block.line) lines.push({ ...rest, end });
      for (const [n, line] of lines.entries()) {
        const number = block.line + n;
        if (number >= from && number < after && visit(line, number) === STOP) return;
      }
    }
  }

  near(offset: number): number {
    return this.#blocks[this.#blockOf((block) => block.offset <= offset)]!.line;
  }

  skip(line: number, depth: number): number {
    for (let b = this.#blockOf((block) => block.line <= line); b < this.#blocks.length; b++) {
      const block = this.#blocks[b]!;
      if (block.least <= depth) return Math.max(line, block.line);
    }
    return this.#count;
  }

  text(source: string): string {
    return jsonText(source);
  }

  /** The last block for which it holds; it holds for the first one, and for none behind one for which it doesn't. */
  #blockOf(holds: (block: Block) => boolean): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >>> 1;
      if (holds(this.#blocks[mid]!)) low = mid;
      else high = mid - 1;
    }
    return low;
  }
}

/** A value a line, as in JSON Lines and JSON text sequences (RFC 7464). */
function isJsonLines(text: string): boolean {
  const lines = text
    .replaceAll('\u001e', '\n')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => jsonError(line) === null);
}
