import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type TestBench, withBench } from '../../support/bench.ts';
import { logOf, serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { within } from '../../support/wait.ts';
import { frame } from '../../support/websocket.ts';

failOnLeaks();

const MASK = Buffer.from([1, 2, 3, 4]);
const upgrade = (more = '') =>
  `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${more}\r\n`;
const DEFLATE = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';
const masked = (
  opcode: number,
  payload: Uint8Array | string = '',
  how: { fin?: boolean; rsv?: number } = {},
) => frame(opcode, payload, { ...how, mask: MASK });
const fragments = Buffer.concat([
  masked(1, 'x', { fin: false }),
  ...Array.from({ length: 20_000 }, () => masked(0, 'x', { fin: false })),
]);
const close = (code: number) => masked(8, Buffer.from([code >> 8, code & 255]));
const head = (...bytes: number[]) => Buffer.from([0x82, 0xff, ...bytes, 1, 2, 3, 4]);

/** What a client sends, the code it is closed with, and a word of why. */
const BREAKS: [what: string, bytes: Buffer, code: number, says: RegExp][] = [
  ['masks nothing', frame(1, 'x'), 1002, /^The client sent a frame without a mask/],
  ['sets reserved bits', masked(1, 'x', { rsv: 1 }), 1002, /reserved bits/],
  ['sends a reserved opcode', masked(3, 'x'), 1002, /kind that there is not/],
  ['sends a reserved control opcode', masked(0xb, 'x'), 1002, /kind that there is not/],
  ['goes on with nothing', masked(0, 'x'), 1002, /not in this place/],
  ['splits a ping', masked(9, '', { fin: false }), 1002, /split/],
  ['sends a long ping', masked(9, Buffer.alloc(126)), 1002, /longer than 125/],
  ['sends text that is no UTF-8', masked(1, Buffer.from([0xc0, 0x80])), 1007, /no UTF-8/],
  ['closes with 1005', close(1005), 1002, /may not stand/],
  ['closes with 999', close(999), 1002, /may not stand/],
  ['closes with 5000', close(5000), 1002, /may not stand/],
  ['announces 2^63', head(0x80, 0, 0, 0, 0, 0, 0, 0), 1009, /2\^53/],
  ['announces 1 GiB', head(0, 0, 0, 0, 0x40, 0, 0, 0), 1009, /more than 16 MiB/],
  ['sends fragments without an end', fragments, 1008, /more pieces/],
  [
    'sends a bomb',
    masked(2, deflateRawSync(Buffer.alloc(40 * 1024 * 1024)), { rsv: 4 }),
    1009,
    /more than 16 MiB/,
  ],
  ['compresses what can’t be inflated', masked(2, 'damaged!', { rsv: 4 }), 1007, /decompressed/],
];

/** A connection to the echo that has gone over. */
async function opened(bench: TestBench): Promise<{ socket: Socket; listener: string }> {
  const { port, listener } = await serve(bench, { what: { serves: 'websocket-echo' }, capture: 'all' });
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  socket.write(upgrade(DEFLATE));
  const [answer] = (await within(once(socket, 'data'), () => 'the answer')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 [^]*permessage-deflate[^]*\r\n\r\n$/);
  return { socket, listener };
}

describe('the echo, for a client that', () => {
  it.each(BREAKS)('%s, says why it closes', async (_what, bytes, code, says) => {
    await withBench(async (bench) => {
      const { socket, listener } = await opened(bench);
      const pieces: Buffer[] = [];
      socket.on('data', (piece: Buffer) => pieces.push(piece));
      socket.write(bytes);
      await within(once(socket, 'end'), () => 'the end');
      socket.destroy();
      const said = Buffer.concat(pieces);
      expect([...said.subarray(0, 4)]).toEqual([0x88, 2, code >> 8, code & 255]);
      await bench.watch.until('the end of it', () => bench.watch.listeners.get(listener)?.open === 0);
      const [row] = await logOf(bench, listener);
      expect(row?.status).toBe(101);
      expect(row?.note).toMatch(says);
    });
  });

  it('pings without an end and reads nothing, takes no memory', async () => {
    await withBench(async (bench) => {
      const { socket, listener } = await opened(bench);
      socket.pause();
      const pings = Buffer.concat(Array.from({ length: 1000 }, () => masked(9, Buffer.alloc(125, 'p'))));
      for (let turn = 0; turn < 100; turn++) if (!socket.write(pings)) await once(socket, 'drain');
      const [row] = await logOf(bench, listener);
      const { queued } = await bench.watch.session(
        row?.session ?? '',
        'all pings',
        ({ counts }) => counts.bytesIn > 100 * pings.length,
      );
      expect(queued).toBeLessThan(1000 * 140);
      socket.destroy();
      await bench.watch.until('the end of it', () => bench.watch.listeners.get(listener)?.open === 0);
    });
  });

  it('sends much, compressed, and reads only then, gets all of it back', async () => {
    await withBench(async (bench) => {
      const { socket, listener } = await opened(bench);
      socket.pause();
      const each = Buffer.alloc(512 * 1024, 'abcdefghijklmnop');
      const packed = deflateRawSync(each);
      const message = masked(2, packed, { rsv: 4 });
      for (let turn = 0; turn < 64; turn++) socket.write(message);
      socket.write(close(4001));
      let bytes = 0;
      socket.on('data', (piece: Buffer) => (bytes += piece.length));
      socket.resume();
      await within(once(socket, 'end'), () => `the end; ${bytes} bytes have come`);
      socket.destroy();
      await bench.watch.until('the end of it', () => bench.watch.listeners.get(listener)?.open === 0);
      const [row] = await logOf(bench, listener);
      expect([row?.status, row?.note]).toEqual([101, null]);
      expect(bytes).toBeGreaterThan(64 * 100);
    });
  });
});
