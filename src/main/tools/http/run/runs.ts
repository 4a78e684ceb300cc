import { randomBytes } from 'node:crypto';
import { MOST_RUN } from '../../../../contract/payload/run-limits.ts';
import type { Run, RunInput } from '../../../../contract/tools/http-run.ts';
import { BenchError } from '../../../bench/failure.ts';
import { latest } from '../../../bench/latest.ts';
import { pause } from '../../../bench/pause.ts';
import type { HttpClient } from '../client/client.ts';
import type { HttpParts } from '../parts.ts';
import type { Item } from './row.ts';
import { CollectionRun, type RunWhat } from './run.ts';

const MOST_KEPT = 20;
const MOST_RUNNING = 4;
/** Least time between two updates to a window, in milliseconds. */
const UPDATE_MS = 150;

/** All runs of this run of the app: those that go on, and the latest that are over. */
export class Runs {
  readonly #parts: HttpParts;
  readonly #client: HttpClient;
  readonly #all = new Map<string, CollectionRun>();
  readonly #listeners = new Set<() => void>();
  readonly #own = randomBytes(4).toString('hex');
  #last = 0;

  constructor(parts: HttpParts, client: HttpClient) {
    this.#parts = parts;
    this.#client = client;
  }

  /** Looks at what there is to be run, as the files are now. */
  async start(input: RunInput, only: ReadonlySet<string> | null = null): Promise<string> {
    const { collections } = this.#parts.library;
    await collections.ready();
    const collection = collections.of(input.collection);
    const { environment } = input;
    // That it can’t be read is said once, and not of each request.
    await this.#parts.contexts.variables({ collection: input.collection, environment });
    await collection.look();
    const { problem, name } = collection.brief();
    if (problem && collection.items.length === 0) throw new BenchError(problem);
    const items = below(collection.items as readonly Item[], input.path, only);
    const of = collection.items.find(({ path }) => path === input.path);
    if (items.length === 0) throw nothing(of?.name ?? name, only !== null);
    const { rounds } = input.plan;
    if (items.length * rounds > MOST_RUN)
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'rounds',
        message: `These would be ${(items.length * rounds).toLocaleString('en-US')} requests: a run has at most ${MOST_RUN.toLocaleString('en-US')}.`,
        hint: 'Take fewer rounds, or a smaller folder. Many requests… sends the same millions of times.',
      });
    if ([...this.#all.values()].filter(({ over }) => !over).length >= MOST_RUNNING)
      throw new BenchError({
        code: 'BUSY',
        message: `${MOST_RUNNING} runs go on already.`,
        hint: 'Wait until one is over, or stop one.',
      });
    return this.#begin({ input, name: of?.name ?? name, items, partial: only !== null });
  }

  /** Once more: the same requests, or those that were not answered as expected. */
  async again(id: string, only: 'all' | 'failed'): Promise<string> {
    const { what, failed } = this.get(id);
    const wanted =
      only === 'failed' ? failed : what.partial ? new Set(what.items.map(({ path }) => path)) : null;
    return this.start(what.input, wanted);
  }

  /** Throws NOT_FOUND. */
  get(id: string): CollectionRun {
    const run = this.#all.get(id);
    if (run) return run;
    throw new BenchError({
      code: 'NOT_FOUND',
      message: 'That run is not there any more.',
      hint: 'It may have been removed in another window.',
    });
  }

  remove(id: string): void {
    this.#all.get(id)?.stop();
    if (this.#all.delete(id)) this.#tell();
  }

  async *watch(signal: AbortSignal): AsyncGenerator<{ runs: Run[] }, void> {
    const news = latest(
      0,
      (tell) => {
        const told = () => tell(0);
        this.#listeners.add(told);
        return () => this.#listeners.delete(told);
      },
      signal,
    );
    for await (const _ of news) {
      yield { runs: [...this.#all.values()].map((run) => run.summary()) };
      await pause(UPDATE_MS, signal);
    }
  }

  async close(): Promise<void> {
    for (const run of this.#all.values()) run.stop();
    await Promise.all([...this.#all.values()].map(({ ended }) => ended));
  }

  #begin(what: RunWhat): string {
    const id = `run-${++this.#last}-${this.#own}`;
    this.#all.set(id, new CollectionRun(id, what, this.#parts, this.#client, () => this.#tell()));
    for (const [old, { over }] of this.#all) {
      if (this.#all.size <= MOST_KEPT) break;
      if (over) this.#all.delete(old);
    }
    this.#tell();
    return id;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The requests at a path or below it, in the order of the tree. */
const below = (items: readonly Item[], path: string, only: ReadonlySet<string> | null): Item[] =>
  items.filter(
    (item) =>
      item.kind === 'request' &&
      (path === '' || item.path === path || item.path.startsWith(`${path}/`)) &&
      (only === null || only.has(item.path)),
  );

const nothing = (name: string, partial: boolean): BenchError =>
  partial
    ? new BenchError({
        code: 'NOTHING',
        message: 'None of these requests is there any more.',
        hint: 'They have passed, or their files were removed or renamed: run all of it again.',
      })
    : new BenchError({
        code: 'NOTHING',
        message: `There is no request in ${name} to be run.`,
        hint: 'Save a request there first, or run another folder.',
      });
