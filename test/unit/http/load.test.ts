import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Load, LoadPlan } from '../../../src/contract/tools/http-load.ts';
import { RECORD } from '../../../src/main/tools/http/load/job.ts';
import { http1Bytes, http2Headers } from '../../../src/main/tools/http/load/message.ts';
import { Results } from '../../../src/main/tools/http/load/results.ts';
import { Pace } from '../../../src/main/tools/http/load-thread/pace.ts';
import { LOAD_DEFAULTS, readPlan } from '../../../src/renderer/tools/http/load/form.ts';
import { changeText, formatMs, toldLatency } from '../../../src/renderer/tools/http/load/words.ts';

const rate = (perSecond: number, ms = 1000, atOnce = 10): LoadPlan => ({
  amount: { kind: 'time', ms },
  pace: { kind: 'rate', perSecond, atOnce },
});

describe('the pace of a load', () => {
  test('at a rate requests are due by the clock, however late it is asked', () => {
    const steps = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), steps, (perSecond, waits) => {
        const pace = new Pace(rate(perSecond, 1e6));
        let now = 0;
        for (const wait of waits) {
          now += wait;
          while (pace.take(now) !== null);
          expect(pace.begun).toBe(pace.due(now));
          expect(Math.abs(pace.begun - ((now * perSecond) / 1000 + 1))).toBeLessThanOrEqual(1.001);
        }
      }),
    );
  });

  test('who waited for a connection counts from when it was due, who waited for our timer does not', () => {
    const pace = new Pace(rate(100));
    expect(pace.take(0)).toBe(0);
    expect(pace.take(9)).toBeNull();
    // Two milliseconds late by the timer.
    expect(pace.take(12)).toBe(12);
    expect(pace.lateMs).toBeCloseTo(2);
    pace.starve();
    expect(pace.take(55)).toBe(20);
    expect(pace.take(55)).toBe(30);
    expect(pace.lateMs).toBeCloseTo(2);
  });

  test('a load ends with its number or its time, and what waits then is not sent', () => {
    const pace = new Pace(rate(100, 50));
    expect(pace.most).toBe(5);
    for (let i = 0; i < 4; i++) expect(pace.take(45)).not.toBeNull();
    pace.starve();
    expect(pace.take(50)).toBeNull();
    expect(pace.over(50)).toBe(true);
    const some = new Pace({ amount: { kind: 'requests', count: 2 }, pace: { kind: 'together', atOnce: 1 } });
    expect([some.take(1), some.take(2), some.take(3)]).toEqual([1, 2, null]);
  });
});

describe('what a load comes to', () => {
  /** Answers of status 200 that took so many milliseconds. */
  const news = (all: readonly number[], status = 200) => ({
    records: Uint32Array.from(all.flatMap((ms) => [ms * 1000, ms * 1000, status, 0])),
    count: all.length,
    failures: [],
  });
  const words = (code: string) => code;

  test('percentiles are those of the sorted times, to three digits', () => {
    const times = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 500 });
    fc.assert(
      fc.property(times, (all) => {
        const results = new Results(1, { kind: 'together', atOnce: 1 });
        results.take(news(all), 10);
        const { measured, bars } = results.summary(1000, words);
        const sorted = all.toSorted((a, b) => a - b);
        const at = (part: number) => sorted[Math.max(0, Math.ceil(all.length * part) - 1)] ?? 0;
        for (const [found, wanted] of [
          [measured?.p50, at(0.5)],
          [measured?.p99, at(0.99)],
          [measured?.max, at(1)],
        ] as const)
          expect(Math.abs((found ?? 0) - wanted)).toBeLessThanOrEqual(wanted * 0.002 + 0.002);
        expect(bars.measured.reduce((sum, one) => sum + one, 0)).toBe(all.length);
      }),
      { numRuns: 30 },
    );
  });

  test('one long stall stands for all that were not sent while it lasted', () => {
    const results = new Results(1, { kind: 'together', atOnce: 1 });
    // A hundred of 10 ms and one of a second, one after the other.
    results.take(news([...Array<number>(100).fill(10), 1000]), 2000);
    const { measured, corrected } = results.summary(2000, words);
    expect(measured?.p90).toBeLessThan(11);
    expect(corrected?.p90).toBeGreaterThan(500);
    expect(corrected?.max).toBeCloseTo(1000, 0);
  });

  test('at a rate what is told first counts from when a request was due, and else from when it was sent', () => {
    const taken = { kind: 'rate', perSecond: 10, atOnce: 1 } as const;
    for (const pace of [taken, { kind: 'together', atOnce: 1 } as const]) {
      const results = new Results(2, pace);
      // Due to sent was a second, and the answer took 10 ms.
      const records = Uint32Array.from([1_010_000, 10_000, 200, 0]);
      results.take({ records, count: 1, failures: [] }, 10);
      const said = results.summary(250, words);
      const wanted = pace.kind === 'rate' ? 1010 : 10;
      expect(results.apart()[0]?.p99).toBeCloseTo(wanted, -1);
      expect(said.series.points[0]?.p99).toBe(wanted);
      const plan = { amount: { kind: 'requests', count: 1 } as const, pace };
      const told = toldLatency({ ...said, plan } as Load);
      expect(told?.p99).toBe(pace.kind === 'rate' ? said.corrected?.p99 : said.measured?.p99);
      expect(told?.max).toBeCloseTo(wanted, -1);
    }
  });

  test('the series stays short however long it goes on, and loses nothing', () => {
    const results = new Results(1, { kind: 'together', atOnce: 1 });
    for (let ms = 100; ms <= 600_000; ms += 100) results.take(news([1, 2]), ms);
    const { everyMs, points } = results.summary(600_000, words).series;
    expect(points.length).toBeLessThanOrEqual(241);
    const sum = points.reduce((all, { done }) => all + (done * everyMs) / 1000, 0);
    expect(Math.abs(sum - 12_000)).toBeLessThan(120);
  });

  test('failures are counted by cause and by request', () => {
    const results = new Results(2, { kind: 'together', atOnce: 1 });
    const failures = [
      { target: 0, code: 'A', count: 2 },
      { target: 1, code: 'B', count: 5 },
    ];
    results.take({ records: new Uint32Array(RECORD), count: 0, failures }, 10);
    expect(results.summary(10, words).errors.map(({ code, count }) => [code, count])).toEqual([
      ['B', 5],
      ['A', 2],
    ]);
    expect(results.apart().map(({ failed }) => failed)).toEqual([2, 5]);
  });
});

test('a request as bytes, to a server and to a proxy, and as a header list', () => {
  const written = {
    method: 'POST',
    url: new URL('http://h:81/a?b=c#d'),
    headers: [
      { name: 'Host', value: 'h:81' },
      { name: 'Transfer-Encoding', value: 'chunked' },
      { name: 'X-A', value: '1' },
    ],
    body: Buffer.from('hello'),
  };
  expect(http1Bytes(written, false).toString()).toBe(
    'POST /a?b=c HTTP/1.1\r\nHost: h:81\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  );
  expect(http1Bytes(written, true).toString()).toMatch(/^POST http:\/\/h:81\/a\?b=c HTTP/);
  expect(http2Headers(written)).toEqual([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':authority', 'h:81'],
    [':path', '/a?b=c'],
    ['x-a', '1'],
  ]);
});

test('the form is read, and what is wrong is named', () => {
  expect(readPlan({ ...LOAD_DEFAULTS, requests: '2,000' })).toMatchObject({
    ok: true,
    input: { amount: { kind: 'requests', count: 2000 }, pace: { kind: 'together', atOnce: 50 } },
  });
  expect(
    readPlan({ ...LOAD_DEFAULTS, amount: 'time', seconds: '0,5', pace: 'rate', perSecond: '0.5' }),
  ).toMatchObject({
    input: { amount: { kind: 'time', ms: 500 }, pace: { kind: 'rate', perSecond: 0.5 } },
  });
  const wrong = readPlan({ ...LOAD_DEFAULTS, requests: '0', pace: 'rate', perSecond: 'x', atOnce: '9999' });
  expect(wrong.ok ? [] : Object.keys(wrong.errors)).toEqual(['requests', 'perSecond', 'atOnce']);
});

test('times and changes are written short', () => {
  expect([0.234, 4.547, 15.95, 124.4, 999.6, 12_340, 125_000].map(formatMs)).toEqual([
    '0.23 ms',
    '4.55 ms',
    '15.9 ms',
    '124 ms',
    '1.00 s',
    '12.3 s',
    '125 s',
  ]);
  expect([changeText(110, 100), changeText(50, 100), changeText(5, 5), changeText(5, 0)]).toEqual([
    '+10 %',
    '−50 %',
    '±0 %',
    '',
  ]);
});
