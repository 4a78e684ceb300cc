import { describe, expect, it } from 'vitest';
import { bodyOf } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { asking, flood, okHead, type Say } from '../../support/odd-server.ts';

failOnLeaks();

const OK = okHead('Content-Length: 5');

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
    `${okHead('Content-Length: 5', 'Content-Length: 6')}hello!`,
    'HPE_UNEXPECTED_CONTENT_LENGTH',
    /two headers Content-Length.*smuggled.*byte 52.*“Content-Length: 6”/,
  ],
  [
    'a length and chunks',
    `${okHead('Content-Length: 5', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`,
    'HPE_INVALID_TRANSFER_ENCODING',
    /length twice/,
    'hello',
  ],
  ['a negative length', `${okHead('Content-Length: -2')}hello`, 'HPE_INVALID_CONTENT_LENGTH', /no number/],
  ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', 'HPE_CR_EXPECTED', /CR LF/, 'hello'],
  [
    'a version that is not',
    `HTTP/3.7 200 OK\r\nContent-Length: 5\r\n\r\nhello`,
    'HPE_INVALID_VERSION',
    /version/,
    'hello',
  ],
  ['four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'HPE_INVALID_STATUS', /three digits.*byte 12/],
  ['a space before a colon', okHead('X-A : b'), 'HPE_INVALID_HEADER_TOKEN', /no header.*“X-A : b”/],
  ['no colon', okHead('nonsense'), 'HPE_INVALID_HEADER_TOKEN', /no header.*“nonsense”/],
  [
    'a folded header',
    `${okHead('X-A: b', '  c', 'Content-Length: 5')}hello`,
    'HPE_INVALID_HEADER_TOKEN',
    /two lines/,
    'hello',
  ],
  [
    'a control character',
    `${okHead('X-A: b\x01c', 'Content-Length: 5')}hello`,
    'HPE_INVALID_HEADER_TOKEN',
    /“X-A: b·c”/,
    'hello',
  ],
  [
    'a chunk that is none',
    `${okHead('Transfer-Encoding: chunked')}xyz\r\nhello`,
    'HPE_INVALID_CHUNK_SIZE',
    /size of a chunk.*“xyz”/,
  ],
  [
    'a chunk beyond counting',
    `${okHead('Transfer-Encoding: chunked')}${'F'.repeat(20)}\r\nhello`,
    'ABSURD_CHUNK',
    /10\^24 bytes/,
  ],
  [
    'a chunk cut short',
    `${okHead('Transfer-Encoding: chunked')}5\r\nhel`,
    'CUT_SHORT',
    /before the last chunk/,
  ],
  ['less than announced', `${okHead('Content-Length: 50')}hello`, 'CUT_SHORT', /after 5 of 50 bytes/],
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
    okHead(...Array.from({ length: 100_000 }, (_, i) => `X: ${i % 10}`)),
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
    (socket) => socket.write(`${okHead('Transfer-Encoding: chunked')}FFFFFFFFFFFF\r\nhello`),
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
      (socket) => socket.write(`${okHead('Transfer-Encoding: chunked')}5\r\nhello\r\nFFFFFFFFFFFF\r\nmore`),
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
        expect(summary.failure?.message).toBe('The head of the answer did not end within 1 s.');
      },
      { timeoutMs: 1000 },
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
      (socket) => socket.write(`${okHead('Content-Length: 50')}hello`),
      async ({ summary, body }, bench) => {
        expect(summary.failure?.hint).toContain('5 of 50 bytes');
        expect(body).toMatchObject({ whole: false });
        expect((await bodyOf(bench, summary.id)).toString()).toBe('hello');
      },
      { idleMs: 200 },
    ));

  it('and resets the connection keeps what came', () =>
    asking(
      (socket) => socket.write(`${okHead('Content-Length: 50')}hello`, () => socket.resetAndDestroy()),
      ({ summary }) => {
        expect(summary.failure?.code).toBe('ECONNRESET');
        expect(summary.failure?.hint).toContain('reset the connection');
      },
    ));

  it('more than announced is told, and the answer holds', () =>
    asking(`${okHead('Content-Length: 2')}hello`, async ({ summary, body }, bench) => {
      expect(summary).toMatchObject({ state: 'done', bytes: { received: 2 } });
      expect(body.note).toMatch(/3 bytes behind the end/);
      expect((await bodyOf(bench, summary.id)).toString()).toBe('he');
    }));

  it('twice is told', () =>
    asking(
      (socket) => socket.write(`${OK}hello${okHead('Content-Length: 3')}bye`),
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
