import type { Header } from '../../../../contract/http/exchange.ts';
import type { Logged } from '../../../../contract/tools/http-server.ts';

/** The most requests a log keeps, and the most characters of their heads. */
const MOST = 10_000;
const MOST_TEXT = 16 * 1024 * 1024;
const LONGEST_URL = 2000;

/** A request in the log. While it goes on it changes. */
export interface Entry {
  seq: number;
  readonly time: number;
  readonly session: string;
  readonly peer: string;
  readonly method: string;
  readonly url: string;
  readonly version: string;
  readonly stream: number | null;
  /** As Node tells them: names and values by turns. */
  readonly rawHeaders: string[];
  answer: Record<string, unknown> | null;
  status: number | null;
  ms: number | null;
  note: string | null;
  inFrom: number;
  inTo: number;
  outFrom: number;
  outTo: number;
  /** So many requests before it lie in the same bytes: it came together with them. */
  behind: number;
}

/** The latest requests of a server, in the order in which they came. */
export class RequestLog {
  #entries: Entry[] = [];
  #head = 0;
  #text = 0;
  #first = 0;

  /** The number of the earliest that is kept, and of the next one. */
  get first(): number {
    return this.#first;
  }

  get total(): number {
    return this.#first + this.#entries.length - this.#head;
  }

  /** Takes an entry in and numbers it; the earliest ones go. */
  add(entry: Entry): void {
    entry.seq = this.total;
    this.#entries.push(entry);
    this.#text += sizeOf(entry);
    while (
      this.#entries.length - this.#head > MOST ||
      (this.#text > MOST_TEXT && this.total - this.#first > 1)
    ) {
      const gone = this.#entries[this.#head++];
      if (gone) this.#text -= sizeOf(gone);
      this.#first++;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  get(seq: number): Entry | undefined {
    return seq < this.#first ? undefined : this.#entries[this.#head + seq - this.#first];
  }

  page(from: number, count: number): Entry[] {
    const start = this.#head + Math.max(0, from - this.#first);
    return this.#entries.slice(start, start + count - Math.max(0, this.#first - from));
  }

  clear(): void {
    this.#first = this.total;
    this.#entries = [];
    this.#head = 0;
    this.#text = 0;
  }
}

function sizeOf({ url, rawHeaders }: Entry): number {
  let size = 200 + url.length;
  for (const text of rawHeaders) size += text.length;
  return size;
}

export function rowOf(entry: Entry): Logged {
  const { seq, time, session, peer, method, url, version, status, ms, note } = entry;
  const shown = url.length > LONGEST_URL ? `${url.slice(0, LONGEST_URL)}…` : url;
  return { seq, time, session, peer, method, url: shown, version, status, ms, note };
}

/** Names and values by turns, as headers. */
export function headersOf(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push({ name: raw[i] ?? '', value: raw[i + 1] ?? '' });
  return headers;
}

export function answerHeaders(headers: Record<string, unknown> | null): Header[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => ({ name, value: String(one) })),
  );
}
