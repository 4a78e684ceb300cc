import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import type { EventsState, LayoutState } from '../../../src/contract/tools/http-view.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { type Answers, startAnswers } from '../../support/http-answers.ts';
import { exchangeOver, send } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startNginx } from '../../support/nginx.ts';

failOnLeaks();

let answers: Answers | null = null;
afterEach(async () => {
  await answers?.close();
  answers = null;
});
const serve = async () => (answers = await startAnswers());

async function get(bench: TestBench, url: string): Promise<string> {
  const { exchange } = await send(bench, blankRequest({ url }));
  await exchangeOver(bench, exchange);
  return exchange;
}

/** Follows a stream until what it tells holds, and answers with that. */
async function until<S>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<S>>,
  holds: (state: S) => boolean,
): Promise<S> {
  const stop = new AbortController();
  try {
    for await (const state of await open(stop.signal)) if (holds(state)) return state;
    throw new Error('it ended before');
  } finally {
    stop.abort();
  }
}

const laidOut = (bench: TestBench, exchange: string, layout: 'json' | 'html' = 'json') =>
  until<LayoutState>(
    (signal) => bench.client.httpView.watch({ exchange, layout }, { signal }),
    ({ whole }) => whole,
  );

it('lays out what is decoded, and finds in it', () =>
  withBench(async (bench) => {
    const { url } = await serve();
    const { httpView } = bench.client;
    const exchange = await get(bench, `${url}/big`);
    expect(await laidOut(bench, exchange)).toMatchObject({ lines: 32_002, note: null });
    const of = { exchange, layout: 'json' as const };
    const { lines } = await httpView.lines({ ...of, from: 20_001, count: 3 });
    expect(lines).toEqual([
      { text: '{', depth: 1, opens: true, more: 0 },
      { text: '"n": 2500,', depth: 2, opens: false, more: 0 },
      { text: '"name": "item 2500",', depth: 2, opens: false, more: 0 },
    ]);
    expect(await httpView.end({ ...of, line: 20_001 })).toEqual({ end: 20_008 });
    const find = async (text: string, from: number, backwards = false) =>
      (await httpView.find({ ...of, text, from, backwards })).line;
    expect(await find('ITEM 2500', 0)).toBe(20_003);
    expect(await find('item 2500', 20_003)).toBe(20_003);
    expect(await find('item 2500', 20_004)).toBeNull();
    expect(await find('item 2500', 32_001, true)).toBe(20_003);
    expect(await find('item 2500', 20_002, true)).toBeNull();
    const needle = new Blob(['"n":2500']);
    const { offset } = await httpView.findBytes({ exchange, needle, from: 0 });
    const { bytes } = await bench.client.http.body({ exchange, form: 'decoded', from: offset!, length: 8 });
    expect(await bytes.text()).toBe('"n":2500');
  }));

it('lays out what still comes', () =>
  withBench(async (bench) => {
    const { url, more } = await serve();
    const { exchange } = await send(bench, blankRequest({ url: `${url}/chunks` }));
    const watch = (lines: number) =>
      until<LayoutState>(
        (signal) => bench.client.httpView.watch({ exchange, layout: 'json' }, { signal }),
        (state) => state.lines >= lines,
      );
    await bench.watch.until('a connection', () => bench.watch.sessions.size > 0);
    await until(
      (signal) => bench.client.http.watch(undefined, { signal }),
      ({ exchanges }) => exchanges.some(({ status }) => status === 200),
    );
    more('[1,');
    expect(await watch(2)).toMatchObject({ lines: 2, whole: false });
    more('2]');
    more(null);
    expect(await laidOut(bench, exchange)).toMatchObject({ lines: 4, looked: 5, note: null });
  }));

it('tells events as they come, with the time of each', () =>
  withBench(async (bench) => {
    const { url, event } = await serve();
    const { exchange } = await send(bench, blankRequest({ url: `${url}/events` }));
    await until(
      (signal) => bench.client.http.watch(undefined, { signal }),
      ({ exchanges }) => exchanges.some(({ status }) => status === 200),
    );
    const told = until<EventsState>(
      (signal) => bench.client.httpView.watchEvents({ exchange }, { signal }),
      ({ events }) => events === 2,
    );
    event('event: tick\nid: 1\ndata: o');
    event('ne\n\ndata: two\n\n');
    expect(await told).toEqual({ events: 2, whole: false, note: null });
    const { events } = await bench.client.httpView.events({ exchange, from: 0, count: 10 });
    expect(events).toMatchObject([
      { event: 'tick', id: '1', data: 'one' },
      { event: '', data: 'two' },
    ]);
    await bench.client.http.cancel({ exchange });
    await exchangeOver(bench, exchange);
  }));

it('compares two answers, and gives up what is removed', () =>
  withBench(async (bench) => {
    const { url } = await serve();
    const [left, right] = [await get(bench, `${url}/json`), await get(bench, `${url}/other`)];
    const { differences, rows } = await bench.client.httpView.compare({ left, right, layout: 'json' });
    expect(differences).toBe(1);
    expect(rows.find(({ kind }) => kind === 'changed')).toMatchObject({
      left: { line: 3, text: '  "ok": true,' },
      right: { line: 3, text: '  "ok": false,' },
    });
    await laidOut(bench, left);
    await bench.client.http.remove({ exchanges: [left] });
    await expect(
      bench.client.httpView.lines({ exchange: left, layout: 'json', from: 0, count: 1 }),
    ).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  }));

describeWith(['nginx', 'openssl'], 'what nginx sends', () => {
  it('lays out a long file of it, compressed on the way', () =>
    withBench(async (bench) => {
      const nginx = await startNginx();
      try {
        const items = Array.from({ length: 50_000 }, (_, n) => ({ n, name: `item ${n}` }));
        await writeFile(join(nginx.root, 'items.json'), JSON.stringify(items));
        const exchange = await get(bench, `http://127.0.0.1:${nginx.port}/gz/items.json`);
        expect(await laidOut(bench, exchange)).toMatchObject({ lines: 200_002, note: null });
        const { lines } = await bench.client.httpView.lines({
          exchange,
          layout: 'json',
          from: 200_000,
          count: 9,
        });
        expect(lines.map(({ text }) => text)).toEqual(['}', ']']);
        const page = await get(bench, `http://127.0.0.1:${nginx.port}/`);
        expect(await laidOut(bench, page, 'html')).toMatchObject({ lines: 3, whole: true });
      } finally {
        await nginx.stop();
      }
    }));
});
