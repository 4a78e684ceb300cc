import { build, type Float64Histogram } from 'hdr-histogram-js';
import { BARS_PER_DECADE } from '../../../../contract/payload/load-limits.ts';
import type { Latency, Load } from '../../../../contract/tools/http-load.ts';
import { FROM_DUE, FROM_SENT, type News, RECORD, STATUS, TARGET } from './job.ts';

/** Points of the series; when there are more, two become one of twice the time. */
const MOST_POINTS = 240;
const FIRST_EVERY_MS = 250;
/** Requests whose latencies are kept apart. */
const MOST_APART = 100;

const histogram = () =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
    autoResize: true,
  }) as Float64Histogram;

interface Point {
  done: number;
  failed: number;
  /** Microseconds. */
  taken: number[];
}
type Series = Load['series'];

/** What a load has come to: fed with the news of its thread, read a few times a second. Pure. */
export class Results {
  readonly #atOnce: number;
  readonly #byRate: boolean;
  readonly #fromSent = histogram();
  readonly #fromDue: Float64Histogram | null;
  readonly #apart: { done: number; failed: number; all: Float64Histogram | null }[];
  readonly #statuses = new Map<number, number>();
  readonly #errors = new Map<string, number>();
  #done = 0;
  #failed = 0;
  #everyMs = FIRST_EVERY_MS;
  #points: Series['points'] = [];
  /** What the point under way has so far, and since when (in milliseconds of the load). */
  #open: Point = { done: 0, failed: 0, taken: [] };
  #since = 0;

  constructor(targets: number, pace: Load['plan']['pace']) {
    this.#atOnce = pace.atOnce;
    this.#byRate = pace.kind === 'rate';
    this.#fromDue = this.#byRate ? histogram() : null;
    const apart = targets > 1;
    this.#apart = Array.from({ length: Math.min(targets, MOST_APART) }, () => ({
      done: 0,
      failed: 0,
      all: apart ? histogram() : null,
    }));
  }

  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  /** `ms`: how long the load has gone on. */
  take({ records, count, failures }: Pick<News, 'records' | 'count' | 'failures'>, ms: number): void {
    while (ms - this.#since >= this.#everyMs) this.#close();
    const { taken } = this.#open;
    for (let at = 0, n = 0; n < count; n++, at += RECORD) {
      const fromSent = records[at + FROM_SENT] ?? 1;
      this.#fromSent.recordValue(fromSent);
      this.#fromDue?.recordValue(records[at + FROM_DUE] ?? 1);
      const status = records[at + STATUS] ?? 0;
      // At a rate a request that had to wait was late, whatever it took then.
      const told = this.#byRate ? (records[at + FROM_DUE] ?? 1) : fromSent;
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
      const one = this.#apart[records[at + TARGET] ?? 0];
      if (one) {
        one.done++;
        one.all?.recordValue(told);
      }
      taken.push(told);
    }
    this.#open.done += count;
    this.#done += count;
    for (const { target, code, count: times } of failures) {
      this.#errors.set(code, (this.#errors.get(code) ?? 0) + times);
      this.#failed += times;
      this.#open.failed += times;
      const one = this.#apart[target];
      if (one) one.failed += times;
    }
  }

  /** `ms`: how long the load has gone on. `words`: a code as a sentence. */
  summary(
    ms: number,
    words: (code: string) => string,
  ): Pick<Load, 'statuses' | 'errors' | 'perSecond' | 'measured' | 'corrected' | 'bars' | 'series'> {
    const corrected = this.#corrected(ms);
    return {
      statuses: [...this.#statuses].sort(([a], [b]) => a - b).map(([status, count]) => ({ status, count })),
      errors: [...this.#errors]
        .sort(([, a], [, b]) => b - a)
        .map(([code, count]) => ({ code, message: words(code), count })),
      perSecond: ms > 0 ? this.#done / (ms / 1000) : 0,
      measured: latencyOf(this.#fromSent),
      corrected: latencyOf(corrected),
      bars: barsOf(this.#fromSent, corrected),
      series: { everyMs: this.#everyMs, points: [...this.#points, ...this.#last(ms)] },
    };
  }

  /** What came of each request of the plan, as far as they are kept apart. */
  apart(): { done: number; failed: number; p50: number | null; p99: number | null }[] {
    return this.#apart.map(({ done, failed, all }) => {
      const from = all ?? this.#fromDue ?? this.#fromSent;
      const known = done > 0;
      return {
        done,
        failed,
        p50: known ? from.getValueAtPercentile(50) / 1000 : null,
        p99: known ? from.getValueAtPercentile(99) / 1000 : null,
      };
    });
  }

  /**
   * Without a rate: each of those at a time would have sent one every so often, as it did on the whole; while an answer
   * was late, it did not. What it did not send is added, as HdrHistogram does it.
   */
  #corrected(ms: number): Float64Histogram {
    if (this.#fromDue) return this.#fromDue;
    const each = this.#done / this.#atOnce;
    if (each < 1) return this.#fromSent;
    const corrected = histogram();
    corrected.addWhileCorrectingForCoordinatedOmission(this.#fromSent, Math.max(1, (ms * 1000) / each));
    return corrected;
  }

  #close(): void {
    this.#points.push(this.#pointOf(this.#open, this.#everyMs));
    this.#open = { done: 0, failed: 0, taken: [] };
    this.#since += this.#everyMs;
    if (this.#points.length < MOST_POINTS) return;
    const all = this.#points;
    this.#points = all.flatMap((one, i) => {
      const next = all[i + 1];
      return i % 2 === 1 || !next ? [] : [joined(one, next)];
    });
    this.#everyMs *= 2;
  }

  /** The point under way, once there is enough of it to be seen. */
  #last(ms: number): Series['points'] {
    const lasted = ms - this.#since;
    return lasted < this.#everyMs / 2 ? [] : [this.#pointOf(this.#open, lasted)];
  }

  #pointOf({ done, failed, taken }: Point, ms: number): Series['points'][number] {
    const sorted = Float64Array.from(taken).sort();
    const at = (part: number) => (sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0) / 1000;
    return { done: (done * 1000) / ms, failed: (failed * 1000) / ms, p50: at(0.5), p99: at(0.99) };
  }
}

const joined = (a: Series['points'][number], b: Series['points'][number]) => ({
  done: (a.done + b.done) / 2,
  failed: (a.failed + b.failed) / 2,
  p50: Math.max(a.p50, b.p50),
  p99: Math.max(a.p99, b.p99),
});

function latencyOf(from: Float64Histogram): Latency | null {
  if (from.totalCount === 0) return null;
  // A value stands for those near it, so a percentile may be told as a little more than there is.
  const at = (percentile: number) => Math.min(from.getValueAtPercentile(percentile), from.maxValue) / 1000;
  return {
    mean: from.mean / 1000,
    min: from.minNonZeroValue / 1000,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: from.maxValue / 1000,
  };
}

/** The bar of a time in microseconds. */
const barOf = (us: number): number => Math.max(0, Math.floor(Math.log10(us) * BARS_PER_DECADE + 1e-9));

function barsOf(measured: Float64Histogram, corrected: Float64Histogram): Load['bars'] {
  const all = [measured, corrected].map(countsOf);
  const places = all.flatMap((counts) => [...counts.keys()]);
  if (places.length === 0) return { first: 0, measured: [], corrected: [] };
  const first = Math.min(...places);
  const length = Math.max(...places) - first + 1;
  const [a, b] = all.map((counts) => Array.from({ length }, (_, n) => counts.get(first + n) ?? 0));
  return { first, measured: a ?? [], corrected: b ?? [] };
}

function countsOf(from: Float64Histogram): Map<number, number> {
  const counts = new Map<number, number>();
  const last = from.totalCount === 0 ? -1 : from.countsArrayIndex(from.maxValue);
  for (let index = 0; index <= last; index++) {
    const count = from.getCountAtIndex(index);
    if (count === 0) continue;
    const bar = barOf(Math.max(1, from.medianEquivalentValue(from.valueFromIndex(index))));
    counts.set(bar, (counts.get(bar) ?? 0) + count);
  }
  return counts;
}
