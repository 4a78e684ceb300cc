import type { Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { blob, withBench } from '../../support/bench.ts';
import { flood } from '../../support/odd-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import {
  accepting,
  connectWs,
  frame,
  framesUntil,
  openWs,
  startOwn,
  webSocket,
  wsOver,
} from '../../support/websocket.ts';

failOnLeaks();

const MASK = Buffer.from([1, 2, 3, 4]);
const longLie = Buffer.from([0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
const deflated = 'Sec-WebSocket-Extensions: permessage-deflate';
/** Two hundred MiB in some hundred KiB. */
const bomb = deflateRawSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 });

/** Each with the code of its failure, a word of its sentence, and the code that the server is closed with. */
const BREAKS: [what: string, bytes: Buffer, code: string, says: RegExp, closed: number, deflate?: true][] = [
  ['masks its frames', frame(1, 'x', { mask: MASK }), 'WS_ERR_UNEXPECTED_MASK', /masked a frame/, 1002],
  ['sends text that is no UTF-8', frame(1, Buffer.from([0xff])), 'WS_ERR_INVALID_UTF8', /no UTF-8/, 1007],
  ['closes with 1005', frame(8, Buffer.from([3, 0xed])), 'WS_ERR_INVALID_CLOSE_CODE', /may not stand/, 1002],
  ['sends a reserved opcode', frame(3, 'x'), 'WS_ERR_INVALID_OPCODE', /kind that there is not/, 1002],
  ['goes on with nothing', frame(0, 'x'), 'WS_ERR_INVALID_OPCODE', /not in this place/, 1002],
  ['compresses unasked', frame(1, 'x', { rsv: 4 }), 'WS_ERR_UNEXPECTED_RSV_1', /not agreed on/, 1002],
  ['sets reserved bits', frame(1, 'x', { rsv: 1 }), 'WS_ERR_UNEXPECTED_RSV_2_3', /reserved bits/, 1002],
  [
    'sends a long ping',
    frame(9, Buffer.alloc(126)),
    'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH',
    /125 bytes/,
    1002,
  ],
  ['splits a ping', frame(9, '', { fin: false }), 'WS_ERR_EXPECTED_FIN', /split/, 1002],
  ['lies about a length', longLie, 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', /2\^53/, 1009],
  [
    'announces a terabyte',
    Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]),
    'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
    /more than 64 MiB/,
    1009,
  ],
  [
    'sends what can’t be inflated',
    frame(1, 'damaged!', { rsv: 4 }),
    'Z_DATA_ERROR',
    /decompressed/,
    1007,
    true,
  ],
  [
    'sends a bomb',
    frame(2, bomb, { rsv: 4 }),
    'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
    /more than 64 MiB/,
    1009,
    true,
  ],
];

describe('a server that', () => {
  it.each(BREAKS)('%s is explained, and told why', async (_what, bytes, code, says, closed, deflate) => {
    const server = await startOwn((socket, asked) => {
      socket.write(Buffer.concat([Buffer.from(accepting(asked, deflate ? [deflated] : [])), bytes]));
    });
    try {
      await withBench(async (bench) => {
        const session = await connectWs(
          bench,
          webSocket(server.url, { webSocket: { protocols: [], deflate: deflate ?? false } }),
        );
        const { state, failure, details } = await wsOver(bench, session);
        expect([state, failure?.code]).toEqual(['failed', code]);
        expect(failure?.message).toMatch(says);
        expect(failure?.hint).toMatch(/It is noticed by byte [\d,]+ of what came/);
        expect(details.webSocket.close?.by).toBe('here');
        const texts = await framesUntil(bench, session, (all) =>
          all.some((text) => text.startsWith('out Close')),
        );
        expect(texts.find((text) => text.startsWith('out Close'))).toContain(`Close, masked: ${closed} `);
        // All that it sent is kept.
        expect((await bench.bytes(session, 'in')).length).toBeGreaterThan(bytes.length);
      });
    } finally {
      await server.stop();
    }
  });

  it('sends one fragment after the other and never the last is stopped', async () => {
    const server = await startOwn((socket, asked) => {
      socket.write(accepting(asked));
      socket.write(frame(2, '', { fin: false }));
      flood(socket, frame(0, 'x', { fin: false }).toString('latin1').repeat(1000));
    });
    try {
      await withBench(async (bench) => {
        const session = await connectWs(bench, webSocket(server.url));
        const { failure } = await wsOver(bench, session);
        expect(failure?.code).toBe('WS_ERR_TOO_MANY_BUFFERED_PARTS');
        expect(failure?.message).toMatch(/more pieces than are taken/);
      });
    } finally {
      await server.stop();
    }
  });

  it('ends without a close, or resets, is told apart', async () => {
    const ends: ((socket: Socket) => void)[] = [
      (socket) => socket.end(),
      (socket) => socket.resetAndDestroy(),
    ];
    for (const end of ends) {
      // Only when it has what was sent, so that nothing of the handshake is lost.
      const server = await startOwn((socket, asked) => {
        socket.write(accepting(asked));
        socket.on('data', () => end(socket));
      });
      try {
        await withBench(async (bench) => {
          const session = await openWs(bench, webSocket(server.url));
          await bench.client.webSocket.send({ session, as: 'text', bytes: blob('end it') });
          const { details, state, failure } = await wsOver(bench, session);
          expect(details.webSocket.close).toEqual({ by: 'server', code: 1006, reason: '' });
          expect([state, failure?.code]).toEqual(
            end === ends[0] ? ['closed', undefined] : ['failed', 'ECONNRESET'],
          );
        });
      } finally {
        await server.stop();
      }
    }
  });

  it('takes nothing is not filled without an end, and can be given up', async () => {
    const server = await startOwn((socket, asked) => {
      socket.write(accepting(asked));
      socket.pause();
    });
    try {
      await withBench(async (bench) => {
        const session = await openWs(bench, webSocket(server.url));
        const bytes = blob(new Uint8Array(1024 * 1024));
        const sends: Promise<string>[] = [];
        // More is refused when 32 MiB wait; the system takes some of it as well.
        for (let turn = 0; turn < 60; turn++)
          sends.push(
            bench.client.webSocket.send({ session, as: 'binary', bytes }).then(
              () => 'sent',
              (error: { data: { code: string } }) => error.data.code,
            ),
          );
        await bench.watch.session(session, 'waiting', ({ queued }) => queued > 30 * 1024 * 1024);
        await bench.client.http.close({ session });
        await wsOver(bench, session);
        const came = new Set(await Promise.all(sends));
        expect(came.has('CONGESTED')).toBe(true);
        expect(came.has('NOT_OPEN')).toBe(true);
      });
    } finally {
      await server.stop();
    }
  });
});

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
        const offered = { protocols: ['chat', 'other'], deflate: false };
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
        const options = { ...REQUEST_OPTIONS, timeoutMs: 50 };
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
