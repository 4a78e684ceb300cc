import type { Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
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
  wsUntil,
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
  ['closes with half a code', frame(8, 'x'), 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH', /half a code/, 1002],
  [
    'closes with a reason that is no UTF-8',
    frame(8, Buffer.from([3, 0xe8, 0xff])),
    'WS_ERR_INVALID_UTF8',
    /reason of a close/,
    1007,
  ],
  [
    'compresses a ping',
    frame(9, 'x', { rsv: 4 }),
    'WS_ERR_UNEXPECTED_RSV_1',
    /where none may be/,
    1002,
    true,
  ],
  [
    'begins one message in another',
    frame(1, 'x', { fin: false }),
    'WS_ERR_INVALID_OPCODE',
    /not in this place/,
    1002,
  ],
  ...[1004, 1006, 1015, 999, 2999, 5000].map((code): (typeof BREAKS)[number] => [
    `closes with ${code}`,
    frame(8, Buffer.from([code >> 8, code & 255])),
    'WS_ERR_INVALID_CLOSE_CODE',
    /may not stand/,
    1002,
  ]),
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
  it.each(BREAKS)('%s is explained, and told why', async (what, bytes, code, says, closed, deflate) => {
    const server = await startOwn((socket, asked) => {
      const begun = what.startsWith('begins') ? bytes : Buffer.alloc(0);
      socket.write(Buffer.concat([Buffer.from(accepting(asked, deflate ? [deflated] : [])), begun, bytes]));
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
        expect(texts.find((text) => text.startsWith('out Close'))).toContain(`Close: ${closed} `);
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

  it('does not answer a close is given up, and what was said to it is told', async () => {
    const server = await startOwn((socket, asked) => {
      socket.write(accepting(asked));
    });
    try {
      await withBench(async (bench) => {
        const session = await openWs(bench, webSocket(server.url));
        await bench.client.webSocket.close({ session, code: 4001, reason: 'enough' });
        await wsUntil(bench, session, 'closing', ({ state }) => state === 'closing');
        await bench.client.http.close({ session });
        const { details, failure } = await wsOver(bench, session);
        expect([details.webSocket.close, failure]).toEqual([
          { by: 'here', code: 4001, reason: 'enough' },
          null,
        ]);
        const rows = await bench.client.capture.rows({ session, from: 0, count: 100 });
        expect(rows.rows.map(({ text }) => text)).toContain('The server did not answer the close.');
      });
    } finally {
      await server.stop();
    }
  });

  it('pings without an end and reads nothing fills no memory, and its messages come all the same', async () => {
    const server = await startOwn((socket, asked) => {
      socket.write(accepting(asked));
      socket.pause();
      const pings = Buffer.concat(Array.from({ length: 1000 }, () => frame(9, Buffer.alloc(125, 'p'))));
      let left = 100;
      const pour = () => {
        while (left-- > 0) if (!socket.write(pings)) return void socket.once('drain', pour);
        socket.write(frame(1, 'done'));
      };
      pour();
    });
    try {
      await withBench(async (bench) => {
        const session = await openWs(bench, webSocket(server.url));
        const { queued } = await wsUntil(bench, session, 'done', ({ messages }) => messages.in === 1);
        expect(queued).toBeLessThan(1000 * 140);
        await bench.client.http.close({ session });
        await wsOver(bench, session);
      });
    } finally {
      await server.stop();
    }
  });
});
