import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';

failOnLeaks();

describeWith('python3', 'against http.server of Python', () => {
  const big = randomBytes(300_000);
  let folder = '';
  let ports: Record<string, number> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wirebench-served-'));
    await mkdir(join(folder, 'in'));
    await writeFile(join(folder, 'big.bin'), big);
    const server = python('http_servers.py', folder);
    await server.until(/odd \d+\n/);
    const said = [...server.text.matchAll(/^(\w+) (\d+)$/gm)];
    ports = Object.fromEntries(said.map(([, name, port]) => [name, Number(port)]));
  });
  afterAll(async () => {
    await stopPeers();
    await rm(folder, { recursive: true, force: true });
  });

  const request = (server: string, path: string, change: Partial<HttpRequest> = {}) =>
    blankRequest({ url: `127.0.0.1:${ports[server]}${path}`, ...change });

  it('takes HTTP/1.0, which ends the connection with each answer', () =>
    withBench(async (bench) => {
      const first = await sent(bench, request('simple', '/big.bin'));
      expect(first.summary).toMatchObject({ state: 'done', status: 200, version: '1.0', failure: null });
      expect((await bodyOf(bench, first.summary.id)).equals(big)).toBe(true);
      const session = first.hops[0]?.session as string;
      await bench.watch.session(session, 'is over', ({ closedAt }) => closedAt !== null);
      const wire = await bench.bytes(session, 'in');
      expect(wire.subarray(-big.length).equals(big)).toBe(true);
      // The next one is over a connection of its own; its folder is led to by a redirect of 1.0.
      const listed = await sent(bench, request('simple', '/in'));
      expect(listed.hops.map(({ answer, reused }) => [answer?.status, reused])).toEqual([
        [301, false],
        [200, false],
      ]);
      expect((await bodyOf(bench, listed.summary.id)).toString()).toContain('Directory listing for /in/');
      expect((await sent(bench, request('simple', '/none'))).summary).toMatchObject({ status: 404 });
      const refused = await sent(bench, request('simple', '/', { method: 'BREW' }));
      expect(refused.summary).toMatchObject({ state: 'done', status: 501 });
    }));

  it('uses the connection again where it speaks HTTP/1.1', () =>
    withBench(async (bench) => {
      const details = [];
      for (const path of ['/big.bin', '/none', '/in/', '/big.bin'])
        details.push(await sent(bench, request('kept', path)));
      expect(details.map(({ summary }) => [summary.status, summary.version])).toEqual([
        [200, '1.1'],
        [404, '1.1'],
        [200, '1.1'],
        [200, '1.1'],
      ]);
      const sessions = details.map(({ hops }) => hops[0]?.session);
      // A refusal of this server ends the connection and says so.
      expect(sessions[1]).toBe(sessions[0]);
      expect(sessions[2]).not.toBe(sessions[1]);
      expect(sessions[3]).toBe(sessions[2]);
      expect((await bodyOf(bench, details[3]?.summary.id as string)).equals(big)).toBe(true);
    }));

  it('takes an answer without a length, to the end of the connection', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('odd', '/until_close'));
      expect(detail.summary).toMatchObject({ state: 'done', status: 200, bytes: { expected: null } });
      expect(detail.body).toMatchObject({ whole: true, note: null });
      const lines = Array.from({ length: 100 }, (_, i) => `line ${i}\n`);
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe(lines.join(''));
    }));

  it('takes chunks with extensions, and trailers behind them', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('odd', '/chunks'));
      expect(detail.summary).toMatchObject({ state: 'done', status: 200, bytes: { received: 70_010 } });
      expect(detail.hops[0]?.answer?.trailers).toEqual([{ name: 'X-Sum', value: '70010' }]);
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe(`one, two, ${'x'.repeat(70_000)}`);
    }));

  it('knows which answers have no body, whatever they say', () =>
    withBench(async (bench) => {
      const asked: [string, string, number][] = [
        ['GET', '/empty', 204],
        ['GET', '/same', 304],
        ['HEAD', '/', 200],
      ];
      const sessions = new Set<unknown>();
      for (const [method, path, status] of asked) {
        const detail = await sent(bench, request('odd', path, { method }));
        expect(detail.summary).toMatchObject({
          state: 'done',
          status,
          failure: null,
          bytes: { received: 0 },
        });
        sessions.add(detail.hops[0]?.session);
      }
      expect(sessions.size).toBe(1);
      const empty = await sent(bench, request('odd', '/empty'));
      expect(empty.summary.reason).toBe('Nothing at all');
    }));

  it('sends a body and has it back', () =>
    withBench(async (bench) => {
      const text = 'grüße '.repeat(50_000);
      const body = { kind: 'text', text, type: 'text/plain' } as const;
      const detail = await sent(bench, request('odd', '/', { method: 'POST', body }));
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe(text);
      expect(detail.summary.bytes.sent).toBe(Buffer.byteLength(text));
    }));

  it('tells the answer of who refuses a body before it has read it', () =>
    withBench(async (bench) => {
      const body = { kind: 'text', text: 'x'.repeat(1000), type: 'text/plain' } as const;
      const detail = await sent(bench, request('odd', '/', { method: 'PUT', body }));
      // A reset may win against the answer, which the server sent before it closed with bytes unread.
      if (detail.summary.state === 'done') expect(detail.summary.status).toBe(413);
      else expect(detail.summary.failure?.code).toMatch(/ECONNRESET|EPIPE/);
    }));
});
