import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { bodyOf, exchangeOver, exchangeUntil, send, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { startOdd } from '../../support/odd-server.ts';

failOnLeaks();

const MiB = 1024 * 1024;
const big = randomBytes(3 * MiB + 17);
const head = (length = big.length) => Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`);
const whole = Buffer.concat([head(), big]);

/** Asks a server that says this to each request of a connection. */
async function asking(
  say: (socket: Socket) => void,
  check: (
    bench: Parameters<Parameters<typeof withBench>[0]>[0],
    url: string,
    heard: () => string,
  ) => Promise<void>,
): Promise<void> {
  await withBench(async (bench) => {
    const server = await startOdd((socket) => {
      say(socket);
      socket.on('data', () => say(socket));
    });
    try {
      await check(bench, server.url, server.heard);
    } finally {
      await server.stop();
    }
  });
}

/** Writes the pieces one after the other, each when the one before is with the system. */
function inPieces(socket: Socket, pieces: readonly Buffer[]): void {
  const [first, ...rest] = pieces;
  if (first) socket.write(first, (error) => error ?? inPieces(socket, rest));
}

describe('an answer whose length is known', () => {
  for (const [name, cuts] of [
    ['in the middle of its head', [7]],
    ['between head and body', [head().length]],
    ['within the line that ends its head', [head().length - 1]],
    ['behind the first byte of its body', [head().length + 1]],
    ['before its last byte', [whole.length - 1]],
    ['in many places', [1, 20, head().length - 3, head().length + 5, MiB, 2 * MiB + 1]],
  ] as const)
    it(`comes as it is when it is cut ${name}, and the next one over the same connection`, () =>
      asking(
        (socket) => {
          const ends = [...cuts, whole.length];
          const pieces = ends.map((to, i) => whole.subarray(i === 0 ? 0 : ends[i - 1], to));
          inPieces(socket, pieces);
        },
        async (bench, url) => {
          const path = join(bench.folder, 'saved');
          const first = await sent(bench, blankRequest({ url }), path);
          expect(first.body).toMatchObject({ whole: true, note: null, savedTo: path });
          expect((await readFile(path)).equals(big)).toBe(true);
          const second = await sent(bench, blankRequest({ url }));
          expect((await bodyOf(bench, second.summary.id)).equals(big)).toBe(true);
          const session = first.hops[0]?.session as string;
          expect(second.hops[0]).toMatchObject({ session, reused: true });
          expect(first.hops[0]?.wire?.in).toEqual({ from: 0, to: whole.length });
          expect(second.hops[0]?.wire?.in).toEqual({ from: whole.length, to: 2 * whole.length });
          expect((await bench.bytes(session, 'in')).equals(Buffer.concat([whole, whole]))).toBe(true);
        },
      ));

  it('says so when more comes behind its end', () =>
    asking(
      (socket) => socket.write(Buffer.concat([whole, Buffer.from('!')])),
      async (bench, url) => {
        const { body, summary, hops } = await sent(bench, blankRequest({ url }));
        expect(summary).toMatchObject({ state: 'done', bytes: { received: big.length } });
        expect((await bodyOf(bench, summary.id)).equals(big)).toBe(true);
        // It may come in a read of its own, behind the end: then the connection says so.
        const session = hops[0]?.session as string;
        await bench.watch.session(session, 'is closed', ({ state }) => state === 'closed');
        if (body.note !== null) expect(body.note).toMatch(/1 byte behind the end/);
        expect((await bench.bytes(session, 'in')).subarray(-1).toString()).toBe('!');
      },
    ));

  it('that ends too soon is told, with what came of it', () =>
    asking(
      (socket) => socket.end(whole.subarray(0, -1000)),
      async (bench, url) => {
        const { summary, body } = await sent(bench, blankRequest({ url }));
        expect(summary).toMatchObject({ state: 'failed', failure: { code: 'CUT_SHORT' } });
        const number = (value: number) => value.toLocaleString('en-US');
        expect(summary.failure?.message).toContain(
          `after ${number(big.length - 1000)} of ${number(big.length)} bytes`,
        );
        expect(body.whole).toBe(false);
        expect((await bodyOf(bench, summary.id)).equals(big.subarray(0, -1000))).toBe(true);
      },
    ));

  it('that stops is given up in time, and one that is cancelled at once', () =>
    asking(
      (socket) => socket.write(whole.subarray(0, MiB)),
      async (bench, url) => {
        const options = { ...REQUEST_OPTIONS, idleMs: 2000 };
        const { summary } = await sent(bench, blankRequest({ url, options }));
        expect(summary).toMatchObject({ state: 'failed', failure: { code: 'TIMED_OUT' } });
        expect(summary.bytes.received).toBe(MiB - head().length);
        const { exchange } = await send(bench, blankRequest({ url }), join(bench.folder, 'saved'));
        const got = await exchangeUntil(
          bench,
          exchange,
          ({ summary: { bytes } }) => bytes.received === MiB - head().length,
        );
        // What came slowly is in the file already.
        expect((await bodyOf(bench, exchange)).equals(big.subarray(0, MiB - head().length))).toBe(true);
        expect(got.body.savedTo).toBe(join(bench.folder, 'saved.part'));
        await bench.client.http.cancel({ exchange });
        const over = await exchangeOver(bench, exchange);
        expect(over.summary.state).toBe('cancelled');
        await bench.watch.session(
          over.hops[0]?.session as string,
          'is closed',
          ({ state }) => state === 'closed',
        );
      },
    ));

  it('is read past where it leads elsewhere, and given up where it stops', () =>
    withBench(async (bench) => {
      const lead = Buffer.from(
        `HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: ${big.length}\r\n\r\nand then nothing`,
      );
      const server = await startOdd((socket) => {
        socket.write(server.heard().includes('GET /there') ? whole : lead);
      });
      try {
        const detail = await sent(bench, blankRequest({ url: server.url }));
        expect(detail.hops.map(({ answer }) => answer?.status)).toEqual([302, 200]);
        expect((await bodyOf(bench, detail.summary.id)).equals(big)).toBe(true);
      } finally {
        await server.stop();
      }
    }));
});
