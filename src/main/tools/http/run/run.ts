import type { HttpRequest } from '../../../../contract/http/request.ts';
import type { Run, RunInput, RunRow } from '../../../../contract/tools/http-run.ts';
import { now } from '../../../bench/clock.ts';
import { BenchError } from '../../../bench/failure.ts';
import { logged } from '../../../bench/logged.ts';
import { pause } from '../../../bench/pause.ts';
import type { HttpClient } from '../client/client.ts';
import { readItem } from '../library/files.ts';
import type { HttpParts } from '../parts.ts';
import { Cleaner } from './clean.ts';
import { type Item, type Kept, plainRow, rowOf } from './row.ts';

/** Characters of what expectations came to, of one run: beyond it only their numbers are kept. */
const MOST_TEXT = 4 * 1024 * 1024;

const STOPPED = 'The run was stopped before it.';
const AT_FIRST = 'The run stopped at the first that failed.';

export interface RunWhat {
  input: RunInput;
  name: string;
  items: readonly Item[];
  partial: boolean;
}

/** One run: requests of a collection one after the other, and what came of each. */
export class CollectionRun {
  readonly id: string;
  readonly what: RunWhat;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  readonly #parts: HttpParts;
  readonly #client: HttpClient;
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  readonly #startedAt = now();
  readonly #begun = performance.now();
  /** Those that are over, in their order. */
  readonly #kept: Kept[] = [];
  /** The places of those that were not answered as expected. */
  readonly #bad: number[] = [];
  readonly #counts: Run['counts'] = { passed: 0, unmet: 0, failed: 0, skipped: 0 };
  readonly #expectations = { met: 0, unmet: 0 };
  #unchecked = 0;
  #room = MOST_TEXT;
  #state: Run['state'] = 'running';
  #note: string | null = null;
  #ms: number | null = null;

  constructor(id: string, what: RunWhat, parts: HttpParts, client: HttpClient, changed: () => void) {
    this.id = id;
    this.what = what;
    this.#parts = parts;
    this.#client = client;
    this.#changed = changed;
    this.ended = this.#go();
  }

  get over(): boolean {
    return this.#ms !== null;
  }

  get rows(): number {
    return this.what.items.length * this.what.input.plan.rounds;
  }

  /** At once: what is under way is cancelled. */
  stop(): void {
    this.#stop.abort();
  }

  summary(): Run {
    const { input, name, partial } = this.what;
    const left = this.over ? this.rows - this.#kept.length : 0;
    return {
      ...input,
      id: this.id,
      name,
      partial,
      state: this.#state,
      note: this.#note,
      startedAt: this.#startedAt,
      ms: this.#ms ?? performance.now() - this.#begun,
      rows: this.rows,
      over: this.#kept.length,
      counts: { ...this.#counts, skipped: this.#counts.skipped + left },
      expectations: { ...this.#expectations },
      unchecked: this.#unchecked,
    };
  }

  /** Rows from a place on; `failed`: of those that were not answered as expected. */
  page(only: 'all' | 'failed', from: number, count: number): RunRow[] {
    const places =
      only === 'failed'
        ? this.#bad.slice(from, from + count)
        : Array.from({ length: Math.max(0, Math.min(count, this.rows - from)) }, (_, n) => from + n);
    return places.flatMap((place) => this.at(place)?.row ?? []);
  }

  /** What came of the request at a place, or that nothing has yet. */
  at(index: number): Kept | null {
    const kept = this.#kept[index];
    if (kept) return kept;
    const { items } = this.what;
    const item = items[index % items.length];
    if (!item || index >= this.rows) return null;
    const state = this.over ? 'skipped' : index === this.#kept.length ? 'running' : 'waiting';
    const note = this.over ? (this.#note ?? STOPPED) : null;
    return { row: { ...plainRow(item, index, this.#roundOf(index), state), note }, results: [] };
  }

  /** The paths of those that were not answered as expected. */
  get failed(): Set<string> {
    return new Set(this.#bad.flatMap((place) => this.#kept[place]?.row.path ?? []));
  }

  #roundOf(index: number): number {
    return Math.floor(index / this.what.items.length) + 1;
  }

  async #go(): Promise<void> {
    const { items, input } = this.what;
    const { pauseMs, stopAtFirst } = input.plan;
    const { signal } = this.#stop;
    let sent = false;
    for (let index = 0; index < this.rows && !signal.aborted; index++) {
      const item = items[index % items.length]!;
      if (sent && pauseMs > 0 && item.of !== 'websocket') await pause(pauseMs, signal);
      if (signal.aborted) break;
      const kept = await this.#one(item, index);
      // A request that was cancelled by the end of the run is none that failed.
      if (kept === null || (signal.aborted && kept.row.failure?.code === 'CANCELLED')) break;
      this.#add(kept);
      sent ||= kept.row.state !== 'skipped';
      if (stopAtFirst && isBad(kept.row) && index + 1 < this.rows) {
        this.#note = AT_FIRST;
        break;
      }
    }
    this.#ms = performance.now() - this.#begun;
    const whole = this.#kept.length === this.rows;
    this.#state = whole ? 'done' : 'stopped';
    if (!whole) this.#note ??= STOPPED;
    this.#changed();
  }

  #add(kept: Kept): void {
    const { row, results } = kept;
    const { state, index, expectations } = row;
    if (isBad(row)) this.#bad.push(index);
    if (state === 'passed' || state === 'unmet' || state === 'failed' || state === 'skipped')
      this.#counts[state]++;
    if (state === 'passed' && expectations.met === 0) this.#unchecked++;
    this.#expectations.met += expectations.met;
    this.#expectations.unmet += expectations.unmet;
    for (const { text, found } of results) this.#room -= text.length + found.length;
    this.#kept.push(kept);
    this.#changed();
  }

  /** Sends one request and waits for what comes of it; null: the run was stopped before it was sent. */
  async #one(item: Item, index: number): Promise<Kept | null> {
    const plain = plainRow(item, index, this.#roundOf(index), 'running');
    let request: HttpRequest | null = null;
    try {
      // As the file is now: it may have been edited since the run began.
      ({ request } = await readItem(this.#collection, item.path));
      if (request.kind === 'websocket')
        return { row: { ...plain, method: 'WS', state: 'skipped', note: 'A WebSocket is not run.' }, results: [] }; // prettier-ignore
      return await this.#send(request, plain);
    } catch (error) {
      if (!(error instanceof BenchError)) logged('a run')(error);
      const failure =
        error instanceof BenchError
          ? error.failure
          : {
              code: 'DEFECT',
              message: 'Wirebench made a mistake with this request.',
              hint: 'It is noted in the log.',
              mends: [],
            };
      const clean = new Cleaner(this.#parts.library.secrets, request);
      const { name, method, url } = request ?? plain;
      return {
        results: [],
        row: {
          ...plain,
          name: name || plain.name,
          method,
          url: clean.url(url),
          state: 'failed',
          failure: clean.failure(failure),
        },
      };
    }
  }

  async #send(request: HttpRequest, plain: RunRow): Promise<Kept | null> {
    const { collection, environment, plan } = this.what.input;
    const { signal } = this.#stop;
    const context = { collection, environment };
    const preparing = this.#client.prepared(request, context);
    const ready = await orStopped(preparing, signal);
    if (ready === null || signal.aborted) {
      // It may become ready when nobody waits for it any more.
      void preparing.then((late) => late.close()).catch(() => undefined);
      return null;
    }
    const { exchange, over } = this.#client.begin(request, context, ready, null);
    const stop = () => exchange.stop();
    signal.addEventListener('abort', stop);
    const limit =
      plan.limitMs > 0 ? setTimeout(() => exchange.stop(tooLong(plan.limitMs)), plan.limitMs) : undefined;
    try {
      await over;
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', stop);
    }
    const clean = new Cleaner(this.#parts.library.secrets, request);
    return rowOf(plain, { exchange, request, clean, left: this.#room });
  }

  get #collection() {
    return this.#parts.library.collections.of(this.what.input.collection);
  }
}

const isBad = ({ state }: RunRow): boolean => state === 'unmet' || state === 'failed';

/** What `work` comes to, or null when the signal aborts before. */
function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const aborted = () => resolve(null);
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

const tooLong = (ms: number): BenchError =>
  new BenchError({
    code: 'TOO_LONG',
    message: `It was not over after ${(ms / 1000).toLocaleString('en-US')} s, the longest that a request may take in this run.`,
    hint: 'Give the run a longer time, or 0 for none. A stream of events lasts for ever.',
  });
