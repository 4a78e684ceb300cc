import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Hop, hopSchema } from '../../../../contract/http/exchange.ts';
import { historyRow } from '../../../../contract/http/library.ts';
import { type HttpRequest, requestSchema } from '../../../../contract/http/request.ts';
import { contextSchema, type HttpContext } from '../../../../contract/tools/http.ts';
import { BenchError, codeOf } from '../../../bench/failure.ts';
import { logged } from '../../../bench/logged.ts';
import type { Ended, EndedSocket } from '../parts.ts';
import { cleanHop, cleanRequest } from './clean.ts';
import type { SecretStore } from './secret-store.ts';
import { urlWithout } from './take-secrets.ts';

export const MAX_ENTRIES = 1000;
/** Of so many of the latest ones all is kept in memory, as it was sent. */
const WHOLE = 100;
/** Characters of one entry in the file. */
const MAX_LINE = 256 * 1024;
/** Lines of the file for each entry that is kept, before it is written anew. */
const SLACK = 2;

const lineSchema = z.object({
  row: historyRow,
  name: z.string(),
  request: requestSchema,
  context: contextSchema,
  hops: z.array(hopSchema),
});
type Line = z.infer<typeof lineSchema>;

/** An entry: what the file holds of it, and what this run of the app knows besides. */
export interface Entry extends Line {
  /** As it was sent, with what the file does not keep. */
  whole?: { request: HttpRequest; hops: Hop[]; body: Ended['body'] };
}

/**
 * What was sent, latest first, in a text file of one line each: without secrets, without what came as an answer. The
 * latest thousand are kept.
 */
export class HttpHistory {
  readonly #path: string;
  readonly #secrets: SecretStore;
  /** Oldest first. */
  #entries: Entry[] = [];
  #lines = 0;
  /** Of those that are, or were, in the file as we know it; and those that were taken out here. */
  readonly #written = new Set<string>();
  readonly #forgotten = new Set<string>();
  #version = 0;
  #loading: Promise<void> | null = null;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<() => void>();

  constructor(dataDir: string, secrets: SecretStore) {
    this.#path = join(dataDir, 'http-history.jsonl');
    this.#secrets = secrets;
  }

  ready(): Promise<void> {
    this.#loading ??= this.#load().catch(logged('history'));
    return this.#loading;
  }

  get state(): { version: number; entries: number } {
    return { version: this.#version, entries: this.#entries.length };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add({ request, context, detail, body }: Ended): void {
    const { summary, hops } = detail;
    const last = hops.at(-1);
    const clean = (text: string): string => this.#secrets.without(text);
    const cleaned = hops.map((hop) => cleanHop(hop, clean));
    const row = {
      at: summary.startedAt,
      method: summary.method,
      url: cleaned.at(0)?.url ?? clean(summary.url),
      status: summary.status,
      ms: summary.ms,
      bytes: summary.bytes.received,
      failure: summary.failure === null ? null : clean(summary.failure.message),
      webSocket: null,
    };
    // A thousand of them are in memory: those that the file would not hold either are not kept.
    const kept = JSON.stringify(cleaned).length > MAX_LINE ? [] : cleaned;
    this.#put(this.#line({ request, context, row }, kept), { request, hops: last ? hops : [], body });
  }

  addSocket(ended: EndedSocket): void {
    const { request, row } = ended;
    const clean = (text: string): string => this.#secrets.without(text);
    const { webSocket } = row;
    const close = webSocket?.close ? { ...webSocket.close, reason: clean(webSocket.close.reason) } : null;
    const cleaned = {
      ...row,
      url: clean(urlWithout(row.url, (name) => `{{${name}}}`)),
      failure: row.failure === null ? null : clean(row.failure),
      webSocket: webSocket && { ...webSocket, close },
    };
    this.#put(this.#line({ ...ended, row: cleaned }, []), { request, hops: [], body: noBody });
  }

  #line({ request, context, row }: EndedSocket, hops: Hop[]): Line {
    return {
      row: { ...row, id: `h-${randomBytes(8).toString('hex')}`, url: row.url.slice(0, 4000) },
      name: request.name,
      request: cleanRequest(request, (text) => this.#secrets.without(text)),
      context,
      hops,
    };
  }

  #put(line: Line, whole: NonNullable<Entry['whole']>): void {
    // A WebSocket may tell its end when the bench is gone.
    if (this.#closed) return;
    this.#entries.push({ ...line, whole });
    if (this.#entries.length > MAX_ENTRIES) this.#entries.splice(0, this.#entries.length - MAX_ENTRIES);
    delete this.#entries.at(-1 - WHOLE)?.whole;
    this.#tell();
    this.#write(async () => {
      await this.ready();
      // The file may have been written anew meanwhile, with it.
      if (this.#written.has(line.row.id)) return;
      const text = textOf(line);
      if (this.#lines >= MAX_ENTRIES * SLACK) return this.#rewrite();
      this.#lines++;
      await appendFile(this.#path, text, { mode: 0o600 });
      this.#written.add(line.row.id);
    });
  }

  /** What has all words of `search` in its method, URL, status, name or failure; latest first. */
  find(search: string): Entry[] {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ row, name }: Entry): boolean => {
      const close = row.webSocket?.close;
      const told = [row.method, row.url, row.status, name, row.failure, close?.code, close?.reason];
      const text = `${told.join(' ')} ${row.webSocket ? 'websocket' : ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    return this.#entries.filter(fits).reverse();
  }

  recall(id: string): { request: HttpRequest; context: HttpContext } {
    const entry = this.#entries.find(({ row }) => row.id === id);
    if (!entry) throw new BenchError({ code: 'NOT_FOUND', message: 'This is no longer in the history.' });
    return { request: entry.whole?.request ?? entry.request, context: entry.context };
  }

  /** Null: all of it. */
  async forget(ids: readonly string[] | null): Promise<void> {
    const gone = ids === null ? null : new Set(ids);
    for (const { row } of this.#entries) if (gone?.has(row.id) !== false) this.#forgotten.add(row.id);
    this.#entries = gone === null ? [] : this.#entries.filter(({ row }) => !gone.has(row.id));
    this.#tell();
    this.#write(() => this.#rewrite(ids === null));
    await this.#writing;
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    for (let seen = null; seen !== this.#writing;) await (seen = this.#writing);
    this.#closed = true;
  }

  async #load(): Promise<void> {
    const read = await this.#read();
    for (const { row } of read) this.#written.add(row.id);
    this.#entries = [...read, ...this.#entries].slice(-MAX_ENTRIES);
    this.#tell();
  }

  /** The latest entries of the file. */
  async #read(): Promise<Line[]> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n').filter(Boolean);
    this.#lines = lines.length;
    return lines.slice(-MAX_ENTRIES).flatMap((line) => {
      try {
        return [lineSchema.parse(JSON.parse(line))];
      } catch {
        // Of another version, or cut short by a crash.
        return [];
      }
    });
  }

  /**
   * Writes the file anew. Another run of the app may have the same: what that one added stays in it, and what it took out
   * does not come back. `all`: whatever is in it goes.
   */
  async #rewrite(all = false): Promise<void> {
    const there = all ? [] : await this.#read();
    const inFile = new Set(there.map(({ row }) => row.id));
    const own = new Set(this.#entries.map(({ row }) => row.id));
    const theirs = there.filter(({ row }) => !own.has(row.id) && !this.#forgotten.has(row.id));
    const kept = this.#entries.filter(({ row }) => inFile.has(row.id) || !this.#written.has(row.id));
    if (kept.length < this.#entries.length || theirs.length > 0) {
      this.#entries = [...theirs, ...kept].sort((a, b) => a.row.at - b.row.at).slice(-MAX_ENTRIES);
      this.#tell();
    }
    this.#written.clear();
    for (const { row } of this.#entries) this.#written.add(row.id);
    await mkdir(join(this.#path, '..'), { recursive: true, mode: 0o700 });
    await writeFile(`${this.#path}.part`, this.#entries.map(textOf).join(''), { mode: 0o600 });
    await rename(`${this.#path}.part`, this.#path);
    this.#lines = this.#entries.length;
  }

  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch(logged('history'));
  }

  #tell(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

const noBody = (): Promise<null> => Promise.resolve(null);

function textOf({ row, name, request, context, hops }: Line): string {
  const text = JSON.stringify({ row, name, request, context, hops });
  if (text.length <= MAX_LINE) return `${text}\n`;
  const short = { ...request, body: { kind: 'none' as const } };
  const less = JSON.stringify({ row, name, request: short, context, hops: [] });
  return less.length <= MAX_LINE ? `${less}\n` : '';
}
