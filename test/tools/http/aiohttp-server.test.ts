import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { bodyOf, exchangeOver, exchangeUntil, send, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { debianPython, stopPeers } from '../../support/peer.ts';

failOnLeaks();

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

describeWith('python3-aiohttp', 'against a server of aiohttp', () => {
  let port = 0;
  let folder = '';
  const big = randomBytes(3 * 1024 * 1024);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wirebench-sent-'));
    await writeFile(join(folder, 'big.bin'), big);
    const server = debianPython('aiohttp_server.py');
    port = Number((await server.until(/^port (\d+)$/m))[1]);
  });
  afterAll(async () => {
    await stopPeers();
    await rm(folder, { recursive: true, force: true });
  });

  const request = (path: string, change: Partial<HttpRequest> = {}) =>
    blankRequest({ url: `127.0.0.1:${port}${path}`, ...change });
  const told = async (bench: TestBench, asked: HttpRequest): Promise<unknown> => {
    const { summary } = await sent(bench, asked);
    expect(summary).toMatchObject({ state: 'done', status: 200, failure: null });
    return JSON.parse((await bodyOf(bench, summary.id)).toString());
  };
  const file = () => ({ kind: 'path' as const, path: join(folder, 'big.bin') });

  it('shows the first chunk before there are more', () =>
    withBench(async (bench) => {
      const { exchange } = await send(bench, request('/stream'));
      const begun = await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received > 0);
      expect(begun.summary).toMatchObject({ state: 'receiving', status: 200 });
      expect((await bodyOf(bench, exchange)).toString()).toBe('first\n');
      // The connection is in use, so this goes over another.
      const go = await sent(bench, request('/go'));
      expect(go.hops[0]?.session).not.toBe(begun.hops[0]?.session);
      const over = await exchangeOver(bench, exchange);
      expect(over.body).toMatchObject({ whole: true, note: null });
      const pieces = Array.from({ length: 1000 }, (_, i) => `piece ${i}\n`);
      expect((await bodyOf(bench, exchange)).toString()).toBe(`first\n${pieces.join('')}`);
    }));

  it('shows events as they come', () =>
    withBench(async (bench) => {
      const { exchange } = await send(bench, request('/events'));
      await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received > 0);
      const stop = new AbortController();
      const seen: number[] = [];
      for await (const state of await bench.client.httpView.watchEvents(
        { exchange },
        { signal: stop.signal },
      )) {
        if (state.events > 0 && !seen.includes(1)) await sent(bench, request('/go'));
        seen.push(state.events);
        if (state.whole) break;
      }
      stop.abort();
      expect(seen).toContain(1);
      const { events } = await bench.client.httpView.events({ exchange, from: 0, count: 10 });
      expect(events).toMatchObject([
        { event: 'hello', id: '1', data: 'grüße\ntwo' },
        { event: '', data: 'last' },
      ]);
    }));

  it.each(['gzip', 'deflate'])('decodes what it compresses by %s', (coding) =>
    withBench(async (bench) => {
      const detail = await sent(bench, request(`/compressed/${coding}`));
      expect(detail.body).toMatchObject({ codings: [coding], whole: true, note: null });
      const rows = JSON.parse((await bodyOf(bench, detail.summary.id)).toString()) as unknown[];
      expect([rows.length, rows.at(-1)]).toEqual([5000, { id: 4999, name: 'name 4999' }]);
      expect(detail.summary.bytes.received).toBeLessThan(detail.summary.bytes.decoded / 2);
    }),
  );

  it('has each part of a form understood', () =>
    withBench(async (bench) => {
      const text = (name: string, value: string, type = '') =>
        ({ kind: 'text', name, value, on: true, type }) as const;
      const upload = (name: string, fileName: string, type: string) =>
        ({ kind: 'file', name, on: true, file: file(), fileName, type }) as const;
      const parts = [
        text('plain', 'a\nb'),
        text('grüße', 'ü', 'text/plain; charset=utf-8'),
        upload('file', 'photo.png', ''),
        upload('named', 'bildchen ü.bin', 'application/x-own'),
      ];
      const body = { kind: 'multipart', parts } as const;
      expect(await told(bench, request('/form', { method: 'POST', body: { ...body, parts } }))).toEqual([
        { name: 'plain', filename: null, type: null, bytes: 3, sha256: sha256('a\nb') },
        { name: 'grüße', filename: null, type: 'text/plain; charset=utf-8', bytes: 2, sha256: sha256('ü') },
        { name: 'file', filename: 'photo.png', type: 'image/png', bytes: big.length, sha256: sha256(big) },
        {
          name: 'named',
          filename: 'bildchen ü.bin',
          type: 'application/x-own',
          bytes: big.length,
          sha256: sha256(big),
        },
      ]);
      const fields = [
        { name: 'a b', value: '1 & 2', on: true },
        { name: 'a b', value: 'ü=+', on: true },
        { name: 'off', value: '', on: false },
      ];
      const form = request('/fields', { method: 'POST', body: { kind: 'form', fields } });
      expect(await told(bench, form)).toEqual([
        ['a b', '1 & 2'],
        ['a b', 'ü=+'],
      ]);
    }));

  it('is sent a file, with its length and in chunks', () =>
    withBench(async (bench) => {
      const body = { kind: 'file', file: file(), type: '' } as const;
      const put = (...names: string[]) =>
        told(
          bench,
          request('/count', {
            method: 'PUT',
            body,
            headers: names.map((name) => ({ name, value: 'chunked', on: true })),
          }),
        );
      expect(await put()).toEqual({ bytes: big.length, sha256: sha256(big), coding: null });
      expect(await put('Transfer-Encoding')).toEqual({
        bytes: big.length,
        sha256: sha256(big),
        coding: 'chunked',
      });
    }));

  it('sets cookies, which go where they belong', () =>
    withBench(async (bench) => {
      const set = await sent(bench, request('/set'));
      expect(set.hops.map(({ answer }) => answer?.status)).toEqual([302, 200]);
      const sentBack = JSON.parse((await bodyOf(bench, set.summary.id)).toString()) as object;
      expect(sentBack).toEqual({ plain: 'one', quoted: 'a "b"; c' });
      expect(await told(bench, request('/cookies/deep'))).toEqual({ ...sentBack, deep: 'two' });
      expect(await told(bench, request('/cookies/deeper'))).toEqual(sentBack);
    }));
});
