import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, headersIn, RequestLog, rowOf } from '../../../src/main/tools/http/server/log.ts';

const entry = (url: string, headers = ''): Entry => ({
  seq: -1,
  time: 1000,
  origin: { session: `http-${url.length}`, peer: '127.0.0.1:1' },
  method: 'GET',
  url,
  version: '1.1',
  stream: null,
  headers,
  answer: null,
  status: null,
  ms: null,
  note: null,
  inFrom: 0,
  inTo: 0,
  outFrom: 0,
  outTo: 0,
  behind: 0,
});

/** What a log would be that kept all entries as they are. */
class Plain {
  first = 0;
  readonly all: Entry[] = [];
  add(one: Entry): void {
    this.all.push(one);
    this.first = Math.max(this.first, this.all.length - 10_000);
  }
}

describe('the log of a server', () => {
  it('tells each request as it was left, whatever went on meanwhile', () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.nat(40) }) },
        { weight: 5, arbitrary: fc.record({ kind: fc.constant('over' as const), which: fc.nat(100) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('many' as const), count: fc.nat(6000) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
      ),
      { minLength: 20, maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const log = new RequestLog();
        const plain = new Plain();
        const going: Entry[] = [];
        const begin = () => {
          const one = entry(`/${plain.all.length}`, `Host\nx\nA\n${plain.all.length}`);
          log.add(one);
          plain.add(one);
          going.push(one);
        };
        const end = (one: Entry) => {
          const odd = one.seq % 2 === 1;
          one.status = odd ? 200 : null;
          one.ms = one.seq;
          one.note = odd ? null : `note ${one.seq}`;
          one.inTo = one.seq * 10;
          one.outTo = one.seq * 20;
          one.behind = one.seq % 3;
          log.over(one);
        };
        for (const step of all) {
          if (step.kind === 'clear') {
            log.clear();
            plain.first = plain.all.length;
          } else if (step.kind === 'over') {
            const [one] = going.splice(step.which % Math.max(1, going.length), 1);
            if (one) end(one);
          } else {
            for (let i = 0; i < step.count; i++) begin();
            if (step.kind === 'many') for (const one of going.splice(0, step.count)) end(one);
          }
        }
        expect([log.first, log.total]).toEqual([plain.first, plain.all.length]);
        expect(log.get(plain.first - 1)).toBeUndefined();
        expect(log.get(plain.all.length)).toBeUndefined();
        const kept = plain.all.slice(plain.first);
        expect(log.page(plain.first, 20_000)).toEqual(kept);
        expect(log.page(plain.first - 7, 10)).toEqual(kept.slice(0, 3));
        expect(log.page(plain.first + 3, 5)).toEqual(kept.slice(3, 8));
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('keeps so many characters and no more, the latest at least', () => {
    const log = new RequestLog();
    const long = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 40; i++) log.add(entry(`/${i}`, `A\n${long}`));
    expect(log.total - log.first).toBe(15);
    log.add(entry('/huge', `A\n${'x'.repeat(20 * 1024 * 1024)}`));
    expect(log.page(0, 100).map((one) => one.url)).toEqual(['/huge']);
    log.add(entry('/after'));
    expect(log.page(0, 100).map((one) => one.url)).toEqual(['/after']);
  });

  it('takes what is said of a request after it, and nothing of one that has left', () => {
    const log = new RequestLog();
    const [one, two] = [entry('/1'), entry('/2')];
    log.add(one);
    log.over({ ...one, ms: 1, status: 200 });
    log.over({ ...one, ms: 1, status: 200, note: 'said later' });
    expect(log.get(0)).toMatchObject({ status: 200, note: 'said later' });
    log.clear();
    log.add(two);
    log.over({ ...one, note: 'too late' });
    expect(log.page(0, 10).map(({ url, note }) => [url, note])).toEqual([['/2', null]]);
  });

  it('has the headers of a request, and cuts a very long address in its row', () => {
    const one = entry(`/${'y'.repeat(5000)}`, 'Host\nlocalhost\nX-Empty\n');
    expect(headersIn(one)).toEqual([
      { name: 'Host', value: 'localhost' },
      { name: 'X-Empty', value: '' },
    ]);
    expect(headersIn(entry('/'))).toEqual([]);
    expect(rowOf(one)).toMatchObject({ session: 'http-5001', peer: '127.0.0.1:1', method: 'GET' });
    expect(rowOf(one).url).toHaveLength(2001);
  });
});
