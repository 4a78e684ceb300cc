import { describe, expect, it } from 'vitest';
import { REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { accepting, connectWs, startOwn, webSocket, wsOver } from '../../support/websocket.ts';

failOnLeaks();

const deflated = 'Sec-WebSocket-Extensions: permessage-deflate';

const ok = (lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const UPGRADES = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];

/** Answers to a handshake that begin no WebSocket. */
const ANSWERS: [what: string, answer: (asked: string) => string, code: string, says: RegExp, hint: RegExp][] =
  [
    [
      'a page',
      () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi',
      'NO_UPGRADE',
      /answered 200 OK/,
      /a page/,
    ],
    [
      'a refusal',
      () => 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno',
      'FORBIDDEN',
      /403 Forbidden/,
      /Origin/,
    ],
    [
      'a redirect',
      () => 'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n',
      'REDIRECTED',
      /302 Found/,
      /\/elsewhere/,
    ],
    [
      'another version',
      () => 'HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 8, 7\r\nContent-Length: 0\r\n\r\n',
      'NO_UPGRADE',
      /426/,
      /version 8, 7/,
    ],
    [
      'a wrong hash',
      () => ok([...UPGRADES, 'Sec-WebSocket-Accept: AAAA']),
      'BAD_ACCEPT',
      /does not fit the key/,
      /Sec-WebSocket-Key/,
    ],
    [
      'another upgrade',
      () => ok(['HTTP/1.1 101 X', 'Upgrade: h2c', 'Connection: Upgrade']),
      'BAD_UPGRADE',
      /answered 101/,
      /websocket/,
    ],
    [
      'a subprotocol that was not offered',
      (asked) => accepting(asked, ['Sec-WebSocket-Protocol: evil']),
      'BAD_PROTOCOL',
      /evil, which was not offered/,
      /chat, other/,
    ],
    ['no subprotocol', (asked) => accepting(asked), 'BAD_PROTOCOL', /chose none/, /chat, other/],
    [
      'an extension',
      (asked) => accepting(asked, ['Sec-WebSocket-Protocol: chat', deflated]),
      'BAD_EXTENSION',
      /none was offered/,
      /Compress/,
    ],
    [
      'an extension besides',
      (asked) => accepting(asked, ['Sec-WebSocket-Protocol: chat', `${deflated}, x-other`]),
      'BAD_EXTENSION',
      /extension that was not offered/,
      /Only permessage-deflate was/,
    ],
    [
      'a window that there is not',
      (asked) => accepting(asked, ['Sec-WebSocket-Protocol: chat', `${deflated}; server_max_window_bits=99`]),
      'BAD_EXTENSION',
      /can’t be read/,
      /Untick/,
    ],
    ['no HTTP', () => 'SSH-2.0-OpenSSH_9.6\r\n', 'HPE_INVALID_CONSTANT', /does not answer in HTTP/, /byte/],
    ['half a head', () => 'HTTP/1.1 101 Swi', 'CUT_SHORT', /before the head of its answer had ended/, /./],
  ];

describe('a handshake that is answered by', () => {
  it.each(ANSWERS)('%s is explained', async (what, answer, code, says, hint) => {
    const server = await startOwn((socket, asked) => {
      socket.write(answer(asked));
      if (what === 'half a head') socket.end();
    });
    try {
      await withBench(async (bench) => {
        const offered = {
          protocols: ['chat', 'other'],
          deflate: what === 'an extension besides' || what.startsWith('a window'),
        };
        const session = await connectWs(bench, webSocket(server.url, { webSocket: offered }));
        const { failure, state, details } = await wsOver(bench, session);
        expect([state, failure?.code, details.webSocket.close]).toEqual(['failed', code, null]);
        expect(failure?.message).toMatch(says);
        expect(failure?.hint).toMatch(hint);
        if (code === 'REDIRECTED')
          expect(failure?.mends[0]).toMatchObject({ set: { url: `${server.url}elsewhere` }, submit: true });
        if (code !== 'NO_UPGRADE' || !what.startsWith('a page')) return;
        const told = await bench.client.webSocket.answer({ session });
        expect([told.status, await told.body.text(), told.whole]).toEqual([200, 'hi', true]);
      });
    } finally {
      await server.stop();
    }
  });

  it('nothing ends after the timeout; while it is waited for it can be cancelled', async () => {
    const server = await startOwn(() => undefined);
    try {
      await withBench(async (bench) => {
        const options = { ...REQUEST_OPTIONS, timeoutMs: 1000 };
        const late = await connectWs(bench, webSocket(server.url, { options }));
        const { failure } = await wsOver(bench, late);
        expect([failure?.code, failure?.field]).toEqual(['TIMED_OUT', 'timeout']);
        const session = await connectWs(bench, webSocket(server.url));
        await bench.watch.session(session, 'open', ({ state }) => state === 'open');
        await bench.client.http.close({ session });
        const over = await wsOver(bench, session);
        expect([over.state, over.failure, over.closeReason]).toEqual(['closed', null, 'closed here']);
      });
    } finally {
      await server.stop();
    }
  });
});
