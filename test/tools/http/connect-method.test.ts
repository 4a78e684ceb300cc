import { expect, test } from 'vitest';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { type OddServer, startOdd } from '../../support/odd-server.ts';

failOnLeaks();

const LONG = 'no '.repeat(200_000);

/** What a proxy says to CONNECT, in pieces of which each is sent when the one before has left. */
const REFUSALS: [name: string, pieces: string[], body: string][] = [
  ['in one piece', ['HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'], 'no'],
  ['with a body behind its head', ['HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n', 'n', 'o'], 'no'],
  [
    'with a long body',
    [`HTTP/1.1 403 Forbidden\r\nContent-Length: ${LONG.length}\r\n\r\n${LONG.slice(0, 9)}`, LONG.slice(9)],
    LONG,
  ],
  [
    'in chunks',
    ['HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n', '0\r\n\r\n'],
    'no',
  ],
];

async function saying(pieces: string[], check: (bench: TestBench, server: OddServer) => Promise<void>) {
  const server = await startOdd((socket) => {
    const [next, ...rest] = pieces;
    const say = (piece: string | undefined, left: string[]): void => {
      if (piece !== undefined) socket.write(piece, () => setImmediate(() => say(left[0], left.slice(1))));
    };
    say(next, rest);
  });
  try {
    await withBench((bench) => check(bench, server));
  } finally {
    await server.stop();
  }
}

test.each(REFUSALS)('a refusal of CONNECT %s is read whole', (_, pieces, body) =>
  saying(pieces, async (bench, { url, heard }) => {
    const { summary } = await sent(bench, blankRequest({ method: 'CONNECT', url }));
    expect(summary).toMatchObject({ state: 'done', status: 403 });
    expect((await bodyOf(bench, summary.id)).toString()).toBe(body);
    expect(heard()).toMatch(/^CONNECT /);
  }),
);

test('a tunnel that is there has no body, whatever its head says, and is closed', () =>
  saying([`HTTP/1.1 200 Yes\r\nContent-Length: ${LONG.length}\r\n\r\nSSH-2.0-x`], async (bench, { url }) => {
    const { summary, body } = await sent(bench, blankRequest({ method: 'CONNECT', url }));
    expect(summary).toMatchObject({ state: 'done', status: 200, bytes: { received: 0 } });
    expect(body.note).toMatch(/The tunnel was there, and was closed/);
  }));
