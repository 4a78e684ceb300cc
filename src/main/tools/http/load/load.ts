import { Worker } from 'node:worker_threads';
import type { Failure } from '../../../../contract/failure.ts';
import type { Load, LoadInput, LoadState } from '../../../../contract/tools/http-load.ts';
import { now } from '../../../bench/clock.ts';
import type { Job, News, Target } from './job.ts';
import { Results } from './results.ts';
// oxlint-disable-next-line import/default -- the text of the program is made by scripts/threads.ts
import program from '../load-thread/main.ts?thread';
import { failureWords } from './words.ts';

const NONE: Omit<News, 'records' | 'failures'> = {
  count: 0,
  ms: 0,
  begun: 0,
  open: 0,
  due: 0,
  connections: 0,
  opened: 0,
  sent: 0,
  received: 0,
  lateUs: 0,
  cut: 0,
  over: false,
};

/** One load: its thread while it goes on, and what has come of it. */
export class RunningLoad {
  readonly id: string;
  readonly #name: string;
  readonly #plan: LoadInput['plan'];
  readonly #requests: { method: string; url: string; version: '1.1' | '2' }[];
  readonly #results: Results;
  readonly #changed: () => void;
  readonly #startedAt = now();
  #isOver = false;
  #state: LoadState = 'starting';
  #failure: Failure | null = null;
  #news = NONE;
  #stopping = false;
  #kept: Load | null = null;
  #worker: Worker | null;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;

  constructor(id: string, { name, plan, requests }: LoadInput, targets: Target[], changed: () => void) {
    this.id = id;
    this.#name = name;
    this.#plan = plan;
    this.#requests = requests.map(({ method, url }, n) => ({
      method,
      url,
      version: targets[n]?.version ?? '1.1',
    }));
    this.#results = new Results(targets.length, plan.pace);
    this.#changed = changed;
    const job: Job = { plan, targets };
    const worker = new Worker(program, { eval: true, name: 'load', workerData: job });
    this.#worker = worker;
    worker.unref();
    worker.on('message', (news: News) => this.#told(news));
    worker.on('error', (error) => {
      console.error('the thread of a load:', error);
      this.#failure = {
        code: 'DEFECT',
        message: 'The load broke off by a defect of the program.',
        hint: 'What had come by then is shown.',
        mends: [],
      };
    });
    this.ended = new Promise((done) => {
      worker.on('exit', () => {
        this.#worker = null;
        this.#over();
        done();
      });
    });
  }

  get over(): boolean {
    return this.#isOver;
  }

  /** Ends it at once; what has come by then stays. */
  stop(): void {
    if (this.over || this.#stopping) return;
    this.#stopping = true;
    this.#worker?.postMessage('stop');
  }

  /** Ends its thread, whatever it does. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    await this.ended;
  }

  summary(): Load {
    return this.#kept ?? this.#summary();
  }

  #told(news: News): void {
    this.#news = news;
    if (this.#state === 'starting') this.#state = 'running';
    this.#results.take(news, news.ms);
    if (news.over) this.#over();
    this.#changed();
  }

  #over(): void {
    if (this.over) return;
    this.#isOver = true;
    this.#state = this.#failure ? 'failed' : this.#stopping ? 'stopped' : 'done';
    // Nothing changes any more, so the histograms are not needed either.
    this.#kept = this.#summary();
    this.#changed();
  }

  #summary(): Load {
    const { ms, begun, open, due, cut, connections, opened, sent, received, lateUs } = this.#news;
    const { done, failed } = this.#results;
    const byRate = this.#plan.pace.kind === 'rate';
    return {
      id: this.id,
      name: this.#name,
      state: this.#state,
      plan: this.#plan,
      startedAt: this.#startedAt,
      ms,
      requests: this.#results.apart().map((apart, n) => ({
        ...(this.#requests[n] ?? { method: '', url: '', version: '1.1' }),
        ...apart,
      })),
      counts: { begun, open, done, failed, cut, due: byRate ? due : null },
      connections: { open: connections, opened },
      bytes: { sent, received },
      lateMs: byRate ? lateUs / 1000 : null,
      failure: this.#failure,
      ...this.#results.summary(ms, failureWords),
    };
  }
}
