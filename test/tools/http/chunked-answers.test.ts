import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { bodyOf, exchangeUntil, send, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { asking, okHead, startOdd } from '../../support/odd-server.ts';

failOnLeaks();

const HEAD = okHead('Transfer-Encoding: chunked', 'Trailer: X-Sum');
const chunk = (bytes: Buffer, extension = '') =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}${extension}\r\n`), bytes, Buffer.from('\r\n')]);
const body = randomBytes(700_000);
const wire = Buffer.concat([
  Buffer.from(HEAD),
  chunk(body.subarray(0, 1)),
  chunk(body.subarray(1, 300_000), ';a="b;c"'),
  chunk(body.subarray(300_000)),
  Buffer.from('0\r\nX-Sum: 42\r\nx-sum: gr\xfc\xdfe\r\n\r\n', 'latin1'),
]);

/** Writes the pieces one after the other, each when the one before is with the system. */
function inPieces(socket: Socket, pieces: readonly Buffer[]): void {
  const [first, ...rest] = pieces;
  if (first) socket.write(first, (error) => error ?? inPieces(socket, rest));
}

describe('an answer in chunks', () => {
  it.each<[name: string, cuts: number[]]>([
    ['as it is', []],
    ['cut within its head, a size, a chunk and its trailers', [9, HEAD.length + 1, 4000, wire.length - 9]],
    ['cut behind its head', [HEAD.length]],
    ['cut before its last byte', [wire.length - 1]],
  ])('%s is saved whole, with its trailers, and the next comes over the same connection', (_, cuts) =>
    withBench(async (bench) => {
      const say = (socket: Socket) => {
        const ends = [...cuts, wire.length];
        inPieces(
          socket,
          ends.map((to, i) => wire.subarray(i === 0 ? 0 : ends[i - 1], to)),
        );
      };
      const server = await startOdd((socket) => {
        say(socket);
        socket.on('data', () => say(socket));
      });
      try {
        const { url } = server;
        const path = join(bench.folder, 'saved');
        const first = await sent(bench, blankRequest({ url }), path);
        expect(first.summary).toMatchObject({ state: 'done', bytes: { received: body.length } });
        expect(first.body).toMatchObject({ whole: true, note: null });
        expect((await readFile(path)).equals(body)).toBe(true);
        expect(first.hops[0]?.answer?.trailers).toEqual([
          { name: 'X-Sum', value: '42' },
          { name: 'x-sum', value: 'grüße' },
        ]);
        const second = await sent(bench, blankRequest({ url }));
        expect((await bodyOf(bench, second.summary.id)).equals(body)).toBe(true);
        const session = first.hops[0]?.session as string;
        expect(second.hops[0]).toMatchObject({ session, reused: true });
        expect(second.hops[0]?.wire?.in).toEqual({ from: wire.length, to: 2 * wire.length });
        expect((await bench.bytes(session, 'in')).equals(Buffer.concat([wire, wire]))).toBe(true);
      } finally {
        await server.stop();
      }
    }),
  );

  it('grows while it comes, and keeps what came when it breaks', () =>
    withBench(async (bench) => {
      let go: () => void = () => undefined;
      const server = await startOdd((socket) => {
        socket.write(`${HEAD}5\r\nhello\r\n6\r\n wo`);
        go = () => socket.write('rld\r\nzz\r\n');
      });
      try {
        const { exchange } = await send(bench, blankRequest({ url: server.url }));
        await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 8);
        go();
        const { summary } = await exchangeUntil(bench, exchange, ({ summary: { ms } }) => ms !== null);
        expect(summary.failure).toMatchObject({ code: 'HPE_INVALID_CHUNK_SIZE' });
        // Of “zz” the first letter is no digit already.
        const at = HEAD.length + '5\r\nhello\r\n6\r\n world\r\n'.length;
        expect(summary.failure?.hint).toContain(`byte ${at} of the answer, in “zz”`);
        expect((await bodyOf(bench, exchange)).toString()).toBe('hello world');
      } finally {
        await server.stop();
      }
    }));

  it('with a size that never ends is given up at once, whatever time there is', () =>
    asking(
      (socket) => {
        socket.write(HEAD);
        const go = () => {
          while (!socket.destroyed && socket.write('0'.repeat(65_536)));
        };
        socket.on('drain', go);
        go();
      },
      ({ summary }) => expect(summary.failure?.code).toBe('HPE_INVALID_CHUNK_SIZE'),
      { timeoutMs: 0 },
    ));

  it('may have spaces behind its sizes', () =>
    asking(`${HEAD}5  \r\nhello\r\n0\t\r\n\r\n`, async ({ summary }, bench) => {
      expect(summary.state).toBe('done');
      expect((await bodyOf(bench, summary.id)).toString()).toBe('hello');
    }));

  it('that is longer than it says keeps what its chunks hold', () =>
    asking(`${HEAD}5\r\nhello world\r\n0\r\n\r\n`, async ({ summary }, bench) => {
      expect(summary.failure?.message).toBe('A chunk of the answer does not end where its size says.');
      expect((await bodyOf(bench, summary.id)).toString()).toBe('hello');
    }));
});

it('a long answer of a server that closes is not followed by another request on its connection', () =>
  withBench(async (bench) => {
    const server = await startOdd((socket) => {
      socket.write(okHead('Content-Length: 300000', 'Connection: close'));
      socket.write('a'.repeat(300_000));
    });
    try {
      const request = blankRequest({ url: server.url, options: { ...REQUEST_OPTIONS, timeoutMs: 5000 } });
      const first = await sent(bench, request);
      expect(first.body.whole).toBe(true);
      // The server has not closed it yet, and would not answer any more.
      const second = await sent(bench, request);
      expect(second.summary.state).toBe('done');
      expect(second.hops[0]?.reused).toBe(false);
    } finally {
      await server.stop();
    }
  }));
