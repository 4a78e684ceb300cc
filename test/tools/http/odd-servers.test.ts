import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ExchangeDetail } from '../../../src/contract/http/exchange.ts';
import type { RequestOptions } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { flood, startOdd } from '../../support/odd-server.ts';

failOnLeaks();

type Say = string | Buffer | ((socket: Socket) => void);

/** Asks a server that says this, and then ends. */
function asking(
  say: Say,
  check: (detail: ExchangeDetail, bench: TestBench) => void | Promise<void>,
  options: Partial<RequestOptions> = {},
): Promise<void> {
  return withBench(async (bench) => {
    const server = await startOdd(typeof say === 'function' ? say : (socket) => socket.end(say));
    try {
      const request = blankRequest({ url: server.url, options: { ...REQUEST_OPTIONS, ...options } });
      await check(await sent(bench, request), bench);
    } finally {
      await server.stop();
    }
  });
}

const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const OK = head('Content-Length: 5');

/** What a server says, the code of what comes of it, what its sentences tell, and whether it can be read leniently. */
const BROKEN: [name: string, say: Say, code: string, told: RegExp, lenient?: string][] = [
  [
    'something else than HTTP',
    'SSH-2.0-OpenSSH_9.2\r\n',
    'HPE_INVALID_CONSTANT',
    /not answer in HTTP.*byte 0.*“SSH-2\.0/,
  ],
  ['bytes', Buffer.from([0, 1, 2, 3, 255]), 'HPE_INVALID_CONSTANT', /not answer in HTTP/],
  ['HTTP/0.9', '<html>hi</html>', 'HPE_INVALID_CONSTANT', /<html>hi/],
  ['nothing', '', 'NO_ANSWER', /without an answer.*https/],
  ['half a header', 'HTTP/1.1 200 OK\r\nContent-Le', 'CUT_SHORT', /before the head.*27 bytes/],
  [
    'two Content-Lengths',
    `${head('Content-Length: 5', 'Content-Length: 6')}hello!`,
    'HPE_UNEXPECTED_CONTENT_LENGTH',
    /two headers Content-Length.*smuggled.*byte 52.*“Content-Length: 6”/,
  ],
  [
    'a length and chunks',
    `${head('Content-Length: 5', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`,
    'HPE_INVALID_TRANSFER_ENCODING',
    /length twice/,
    'hello',
  ],
  ['a negative length', `${head('Content-Length: -2')}hello`, 'HPE_INVALID_CONTENT_LENGTH', /no number/],
  ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', 'HPE_CR_EXPECTED', /CR LF/, 'hello'],
  [
    'a version that is not',
    `HTTP/3.7 200 OK\r\nContent-Length: 5\r\n\r\nhello`,
    'HPE_INVALID_VERSION',
    /version/,
    'hello',
  ],
  ['four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'HPE_INVALID_STATUS', /three digits.*byte 12/],
  ['a space before a colon', head('X-A : b'), 'HPE_INVALID_HEADER_TOKEN', /no header.*“X-A : b”/],
  ['no colon', head('nonsense'), 'HPE_INVALID_HEADER_TOKEN', /no header.*“nonsense”/],
  [
    'a folded header',
    `${head('X-A: b', '  c', 'Content-Length: 5')}hello`,
    'HPE_INVALID_HEADER_TOKEN',
    /two lines/,
    'hello',
  ],
  [
    'a control character',
    `${head('X-A: b\x01c', 'Content-Length: 5')}hello`,
    'HPE_INVALID_HEADER_TOKEN',
    /“X-A: b·c”/,
    'hello',
  ],
  [
    'a chunk that is none',
    `${head('Transfer-Encoding: chunked')}xyz\r\nhello`,
    'HPE_INVALID_CHUNK_SIZE',
    /size of a chunk.*“xyz”/,
  ],
  [
    'a chunk beyond counting',
    `${head('Transfer-Encoding: chunked')}${'F'.repeat(20)}\r\nhello`,
    'ABSURD_CHUNK',
    /10\^24 bytes/,
  ],
  [
    'a chunk cut short',
    `${head('Transfer-Encoding: chunked')}5\r\nhel`,
    'CUT_SHORT',
    /before the last chunk/,
  ],
  ['less than announced', `${head('Content-Length: 50')}hello`, 'CUT_SHORT', /after 5 of 50 bytes/],
  [
    'headers without an end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, 'X: yyyyyyyyyyyy\r\n'.repeat(4096));
    },
    'HPE_HEADER_OVERFLOW',
    /no end within 1 MiB/,
  ],
  [
    'a header without an end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-A: ');
      flood(socket, 'a'.repeat(65_536));
    },
    'HPE_HEADER_OVERFLOW',
    /no end within 1 MiB/,
  ],
  [
    '100,000 headers',
    head(...Array.from({ length: 100_000 }, (_, i) => `X: ${i % 10}`)),
    'TOO_MANY_HEADERS',
    /100,000 headers/,
  ],
  [
    'interim answers without an end',
    (socket) => flood(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1000)),
    'TOO_MANY_INFORMATIONAL',
    /one interim answer/,
  ],
  [
    'a chunk of 281 TB',
    (socket) => socket.write(`${head('Transfer-Encoding: chunked')}FFFFFFFFFFFF\r\nhello`),
    'ABSURD_CHUNK',
    /281 TB.*Byte 47.*FFFFFFFFFFFF/,
  ],
];

describe('a server that answers', () => {
  for (const [name, say, code, told, lenient] of BROKEN) {
    it(`${name} is explained`, () =>
      asking(say, async (detail, bench) => {
        const { state, failure } = detail.summary;
        expect({ state, code: failure?.code }).toEqual({ state: 'failed', code });
        expect(`${failure?.message} ${failure?.hint}`).toMatch(told);
        const mends = failure?.mends.map(({ label }) => label);
        expect(mends?.includes('Read it leniently')).toBe(lenient !== undefined);
        // What came is in the capture, and the bench goes on.
        const session = detail.hops[0]?.session as string;
        if (say !== '') expect((await bench.bytes(session, 'in')).length).toBeGreaterThan(0);
        await bench.watch.session(session, 'is over', ({ closedAt }) => closedAt !== null);
      }));
    if (lenient !== undefined)
      it(`${name} is read leniently`, () =>
        asking(
          say,
          async ({ summary }, bench) => {
            expect(summary).toMatchObject({ state: 'done', status: 200, failure: null });
            expect((await bodyOf(bench, summary.id)).toString()).toBe(lenient);
          },
          { lenient: true },
        ));
  }

  it('a chunk of 281 TB behind its head and a whole chunk keeps both', () =>
    asking(
      (socket) => socket.write(`${head('Transfer-Encoding: chunked')}5\r\nhello\r\nFFFFFFFFFFFF\r\nmore`),
      async ({ summary }, bench) => {
        expect(summary).toMatchObject({ state: 'failed', status: 200, failure: { code: 'ABSURD_CHUNK' } });
        expect((await bodyOf(bench, summary.id)).toString()).toMatch(/^hello/);
      },
    ));

  it('a record of TLS is told apart from garbage, and mended by https', () =>
    asking(Buffer.from([0x15, 3, 1, 0, 2, 2, 70]), ({ summary }) => {
      expect(summary.failure?.message).toMatch(/speaks TLS/);
      expect(summary.failure?.mends[0]).toMatchObject({ label: 'Send with TLS', set: { scheme: 'https' } });
    }));

  it('with half a header and then silence is given up in time', () =>
    asking(
      (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Le'),
      ({ summary }) => {
        expect(summary.failure).toMatchObject({ code: 'TIMED_OUT', field: 'timeout' });
        expect(summary.failure?.message).toBe('The head of the answer did not end within 300 ms.');
      },
      { timeoutMs: 300 },
    ));

  it('a letter at a time is given up in time, until its head has ended', () =>
    asking(
      (socket) => {
        const letters = [...OK];
        const timer = setInterval(() => socket.write(letters.shift() ?? 'x'), 20);
        socket.on('close', () => clearInterval(timer));
      },
      ({ summary }) => expect(summary.failure?.code).toBe('TIMED_OUT'),
      { timeoutMs: 200 },
    ));

  it('with silence in the middle of a body keeps what came', () =>
    asking(
      (socket) => socket.write(`${head('Content-Length: 50')}hello`),
      async ({ summary, body }, bench) => {
        expect(summary.failure?.hint).toContain('5 of 50 bytes');
        expect(body).toMatchObject({ whole: false });
        expect((await bodyOf(bench, summary.id)).toString()).toBe('hello');
      },
      { timeoutMs: 200 },
    ));

  it('and resets the connection keeps what came', () =>
    asking(
      (socket) => socket.write(`${head('Content-Length: 50')}hello`, () => socket.resetAndDestroy()),
      ({ summary }) => {
        expect(summary.failure?.code).toBe('ECONNRESET');
        expect(summary.failure?.hint).toContain('reset the connection');
      },
    ));

  it('more than announced is told, and the answer holds', () =>
    asking(`${head('Content-Length: 2')}hello`, async ({ summary, body }, bench) => {
      expect(summary).toMatchObject({ state: 'done', bytes: { received: 2 } });
      expect(body.note).toMatch(/3 bytes behind the end/);
      expect((await bodyOf(bench, summary.id)).toString()).toBe('he');
    }));

  it('twice is told', () =>
    asking(
      (socket) => socket.write(`${OK}hello${head('Content-Length: 3')}bye`),
      ({ summary, body }) => {
        expect(summary.state).toBe('done');
        expect(body.note).toMatch(/41 bytes behind the end/);
      },
    ));

  it('early hints and the like are kept apart', () =>
    asking(`HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${OK}hello`, ({ hops, summary }) => {
      expect(summary.status).toBe(200);
      expect(hops[0]?.answer?.informational).toEqual([
        { status: 103, headers: [{ name: 'Link', value: '</a.css>' }] },
      ]);
    }));

  it('a change of protocol nobody asked for is an answer', () =>
    asking(
      (socket) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\nraw'),
      ({ summary }) => expect(summary).toMatchObject({ state: 'done', status: 101 }),
    ));

  it('letters beyond ASCII in a header, as UTF-8 or Latin-1', () =>
    asking(
      Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\nX-U: café\r\nX-L: caf`),
        Buffer.from([0xe9]),
        Buffer.from('\r\n\r\n'),
      ]),
      ({ hops }) =>
        expect(hops[0]?.answer?.headers).toEqual([
          { name: 'X-U', value: 'café' },
          { name: 'X-L', value: 'café' },
        ]),
    ));
});

describe('a coded answer', () => {
  const text = Buffer.from('coded '.repeat(5000));
  const coded = (coding: string, bytes: Buffer) =>
    Buffer.concat([
      Buffer.from(head(`Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`)),
      bytes,
    ]);
  const zstd = Buffer.from('KLUv/QRYKQAAaGVsbG8xF34u', 'base64');

  for (const [coding, bytes] of [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['Deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ] as const)
    it(`by ${coding} is decoded`, () =>
      asking(coded(coding, bytes), async ({ summary, body }, bench) => {
        expect(body.note).toBeNull();
        expect((await bodyOf(bench, summary.id)).equals(text)).toBe(true);
        expect((await bodyOf(bench, summary.id, 'raw')).equals(bytes)).toBe(true);
      }));

  it('by zstd is decoded', () =>
    asking(coded('zstd', zstd), async ({ summary, body }, bench) => {
      expect(body.note).toBeNull();
      expect((await bodyOf(bench, summary.id)).toString()).toBe('hello');
    }));

  it('by something unknown is kept as it came, and that is said', () =>
    asking(coded('rot13', text), async ({ summary, body }, bench) => {
      expect(body.note).toMatch(/rot13/);
      expect((await bodyOf(bench, summary.id)).equals(text)).toBe(true);
    }));

  it('that is not what it says is kept as it came', () =>
    asking(coded('gzip', text), async ({ summary, body }, bench) => {
      expect(summary.state).toBe('done');
      expect(body.note).toMatch(/no gzip data/);
      expect((await bodyOf(bench, summary.id, 'raw')).equals(text)).toBe(true);
    }));

  it('that ends too soon is decoded as far as it goes', () =>
    asking(coded('gzip', gzipSync(text).subarray(0, -12)), ({ body }) =>
      expect(body.note).toMatch(/ends in the middle/),
    ));

  it('that is a bomb is stopped', () =>
    asking(coded('gzip', gzipSync(Buffer.alloc(100 * 1024 * 1024))), ({ summary, body }) => {
      expect(summary.state).toBe('done');
      expect(body).toMatchObject({ whole: true });
      expect(body.note).toMatch(/bomb/);
      expect(summary.bytes.decoded).toBeLessThan(70 * 1024 * 1024);
    }));
});
