import { z } from 'zod';
import { isData, ROW_KINDS } from '../../../contract/rows.ts';
import { type ByteQueue, Damage } from './byte-queue.ts';
import { factsSchema } from './facts.ts';
import { sane } from './packet.ts';
import type { FileReader, FileSink, SessionSink } from './sink.ts';

/** The longest line that is read: a row of about 16 MiB. */
const MAX_LINE = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

const headerSchema = z.object({
  format: z.literal('wirebench-timeline'),
  version: z.literal(1),
  session: factsSchema,
});
const rowSchema = z.object({
  ms: z.number(),
  kind: z.enum(ROW_KINDS),
  length: z.int().min(0).optional(),
  peer: z.string().max(4096).optional(),
  base64: z.string().optional(),
  text: z.string().optional(),
});

/** Reads a timeline in JSON Lines as `export` writes it. */
export class JsonLinesReader implements FileReader {
  readonly #queue: ByteQueue;
  readonly #file: FileSink;
  #sink: SessionSink | null = null;
  #line = 0;
  /** What of the line at hand has been looked through for its end. */
  #seen = 0;

  constructor(queue: ByteQueue, file: FileSink) {
    this.#queue = queue;
    this.#file = file;
  }

  read(): void {
    for (let end = this.#find(); end >= 0; end = this.#find()) {
      const at = this.#queue.offset;
      const line = this.#queue.take(end + 1);
      this.#seen = 0;
      if (line) this.#take(line.toString('utf8'), at);
    }
  }

  end(): void {
    const at = this.#queue.offset;
    const rest = this.#queue.take(this.#queue.length);
    if (rest && rest.length > 0) this.#take(rest.toString('utf8'), at);
  }

  notes(): string[] {
    return [];
  }

  #find(): number {
    const end = this.#queue.indexOf(NEWLINE, this.#seen);
    if (end < 0) {
      this.#seen = this.#queue.length;
      if (this.#seen > MAX_LINE) throw new Damage(this.#queue.offset, 'a line is too long');
    }
    return end;
  }

  #take(line: string, at: number): void {
    this.#line++;
    if (line.trim() === '') return;
    if (this.#sink === null) {
      const header = parse(headerSchema, line);
      if (!header) throw new Damage(at, 'its first line is not the header of a timeline');
      this.#sink = this.#file.open(header.session);
      return;
    }
    const row = parse(rowSchema, line);
    if (!row) throw new Damage(at, `line ${this.#line} is no row`);
    const time = sane(row.ms);
    if (!isData(row.kind)) return this.#sink.event(time, row.kind, row.text ?? '');
    const bytes = Buffer.from(row.base64 ?? '', 'base64');
    if (bytes.length !== row.length)
      throw new Damage(at, `line ${this.#line} says ${row.length} bytes and holds ${bytes.length}`);
    this.#sink.data(time, row.kind, bytes, row.peer);
  }
}

function parse<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
