import type { Header } from '../../../../contract/http/exchange.ts';
import type { Logged } from '../../../../contract/tools/http-server.ts';
import { headersOf } from '../client/raw-headers.ts';

/** The most requests a log keeps, and the most characters of their heads. */
const MOST = 10_000;
const MOST_TEXT = 16 * 1024 * 1024;
const LONGEST_URL = 2000;

/** The connection by which a request came. */
export interface Origin {
  readonly session: string;
  readonly peer: string;
}

/** A request in the log. While it goes on it changes. */
export interface Entry {
  seq: number;
  readonly time: number;
  readonly origin: Origin;
  readonly method: string;
  readonly url: string;
  readonly version: string;
  readonly stream: number | null;
  /** Names and values by turns, a line each; neither can hold a line break. */
  readonly headers: string;
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

/** Numbers of an entry in a row of numbers; what is not there is NaN. */
const TIME = 0;
const STREAM = 1;
const STATUS = 2;
const MS = 3;
const IN = 4;
const OUT = 6;
const BEHIND = 8;
const SIZE = 9;
const NUMBERS = 10;

/**
 * The latest requests of a server, in the order in which they came. One that goes on is an object of whoever answers
 * it. What is over is a place in columns: thousands of objects that live for a second each would keep the collector of
 * garbage busier than the answers do.
 */
export class RequestLog {
  #first = 0;
  #total = 0;
  #text = 0;
  readonly #going: (Entry | null)[] = [];
  readonly #numbers = new Float64Array(MOST * NUMBERS);
  readonly #origins: Origin[] = [];
  readonly #methods: string[] = [];
  readonly #urls: string[] = [];
  readonly #versions: string[] = [];
  readonly #headers: string[] = [];
  readonly #notes: (string | null)[] = [];
  readonly #answers: Entry['answer'][] = [];

  /** The number of the earliest that is kept, and of the next one. */
  get first(): number {
    return this.#first;
  }

  get total(): number {
    return this.#total;
  }

  /** Takes in an entry that goes on, and numbers it; the earliest ones go. */
  add(entry: Entry): void {
    const size = 200 + entry.url.length + entry.headers.length;
    this.#text += size;
    while (this.#total - this.#first >= MOST || (this.#text > MOST_TEXT && this.#total > this.#first))
      this.#drop();
    const slot = this.#total % MOST;
    entry.seq = this.#total++;
    this.#numbers[slot * NUMBERS + SIZE] = size;
    this.#going[slot] = entry;
    this.#origins[slot] = entry.origin;
    this.#methods[slot] = entry.method;
    this.#urls[slot] = entry.url;
    this.#versions[slot] = entry.version;
    this.#headers[slot] = entry.headers;
    this.#notes[slot] = null;
    this.#answers[slot] = null;
  }

  /** An entry is over, or is told more of after that: it is kept as it is now. */
  over(entry: Entry): void {
    const { seq } = entry;
    if (seq < this.#first) return;
    const slot = seq % MOST;
    const numbers = this.#numbers;
    const at = slot * NUMBERS;
    numbers[at + TIME] = entry.time;
    numbers[at + STREAM] = entry.stream ?? Number.NaN;
    numbers[at + STATUS] = entry.status ?? Number.NaN;
    numbers[at + MS] = entry.ms ?? Number.NaN;
    numbers[at + IN] = entry.inFrom;
    numbers[at + IN + 1] = entry.inTo;
    numbers[at + OUT] = entry.outFrom;
    numbers[at + OUT + 1] = entry.outTo;
    numbers[at + BEHIND] = entry.behind;
    if (entry.note !== null) this.#notes[slot] = entry.note;
    if (entry.answer !== null) this.#answers[slot] = entry.answer;
    this.#going[slot] = null;
  }

  get(seq: number): Entry | undefined {
    if (!(seq >= this.#first && seq < this.#total)) return undefined;
    return this.#going[seq % MOST] ?? this.#read(seq);
  }

  page(from: number, count: number): Entry[] {
    const entries: Entry[] = [];
    const to = Math.min(from + count, this.#total);
    for (let seq = Math.max(from, this.#first); seq < to; seq++) {
      const entry = this.get(seq);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  clear(): void {
    while (this.#first < this.#total) this.#drop();
  }

  #drop(): void {
    const slot = this.#first++ % MOST;
    this.#text -= this.#numbers[slot * NUMBERS + SIZE] ?? 0;
    this.#going[slot] = null;
    this.#urls[slot] = '';
    this.#headers[slot] = '';
    this.#answers[slot] = null;
  }

  #read(seq: number): Entry {
    const slot = seq % MOST;
    const [time = 0, stream, status, ms, inFrom = 0, inTo = 0, outFrom = 0, outTo = 0, behind = 0] =
      this.#numbers.subarray(slot * NUMBERS, (slot + 1) * NUMBERS);
    return {
      seq,
      time,
      origin: this.#origins[slot] ?? NOBODY,
      method: this.#methods[slot] ?? '',
      url: this.#urls[slot] ?? '',
      version: this.#versions[slot] ?? '',
      stream: orNull(stream),
      headers: this.#headers[slot] ?? '',
      answer: this.#answers[slot] ?? null,
      status: orNull(status),
      ms: orNull(ms),
      note: this.#notes[slot] ?? null,
      inFrom,
      inTo,
      outFrom,
      outTo,
      behind,
    };
  }
}

const NOBODY: Origin = { session: '', peer: '' };
const orNull = (number: number | undefined): number | null =>
  number === undefined || Number.isNaN(number) ? null : number;

export function rowOf(entry: Entry): Logged {
  const { seq, time, origin, method, url, version, status, ms, note } = entry;
  const shown = url.length > LONGEST_URL ? `${url.slice(0, LONGEST_URL)}…` : url;
  return { seq, time, ...origin, method, url: shown, version, status, ms, note };
}

export { headersOf };

/** The headers of an entry. */
export const headersIn = ({ headers }: Entry): Header[] => headersOf(headers.split('\n'));

export function answerHeaders(headers: Record<string, unknown> | null): Header[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => ({ name, value: String(one) })),
  );
}
