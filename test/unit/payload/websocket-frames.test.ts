import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedFrame } from '../../../src/contract/payload/namer.ts';
import { WebSocketNamer } from '../../../src/contract/payload/websocket/frames.ts';
import { closeMeaning, closeName, mayClose } from '../../../src/contract/payload/websocket/words.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { frame } from '../../support/websocket.ts';

failOnLeaks();

const ASKS = Buffer.from(
  'GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: chat\r\n\r\n',
);
const TAKES = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n');
const MASK = Buffer.from([1, 2, 3, 4]);

/** What is told of a stream that comes in these pieces. */
function named(pieces: readonly Uint8Array[], at = 0): { frames: NamedFrame[]; namer: WebSocketNamer } {
  const namer = new WebSocketNamer(at);
  const frames: NamedFrame[] = [];
  for (const piece of pieces) namer.push(piece, (one) => frames.push(one));
  return { frames, namer };
}
const told = (...pieces: Uint8Array[]) =>
  named(pieces).frames.map(({ status, text }) => `${status === 'ok' ? '' : `${status}: `}${text}`);
const served = (...frames: Uint8Array[]) => told(TAKES, ...frames).slice(1);

describe('what a server sends', () => {
  it('is named by opcode, length and beginning', () => {
    expect(told(TAKES)).toEqual(['HTTP/1.1 101 Switching Protocols: frames from here on']);
    expect(
      served(
        frame(1, 'hello\n'),
        frame(2, Buffer.from([0, 255])),
        frame(2, Buffer.alloc(70_000)),
        frame(9, 'there?'),
        frame(10, Buffer.from([0, 1])),
        frame(8),
        frame(1, 'ü'.repeat(500)),
      ),
    ).toEqual([
      'Text: hello\\n',
      'Binary: 00 ff',
      'Binary: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 …',
      'Ping: there?',
      'Pong: 00 01',
      'Close',
      `Text: ${'ü'.repeat(120)} …`,
    ]);
  });

  it('tells a message of several frames as one, and a ping among them for itself', () => {
    const text = Buffer.from('one, zwölf, three');
    const parts = [
      // The ö is cut between two frames.
      frame(1, text.subarray(0, 8), { fin: false }),
      frame(9, 'hm?'),
      frame(0, text.subarray(8, 10), { fin: false }),
      frame(0, text.subarray(10)),
    ];
    const [first = 0, ping = 0] = parts.map(({ length }) => length);
    expect(served(...parts, frame(0, 'none'))).toEqual([
      'Ping: hm?',
      'Text, 3 frames, 18 bytes: one, zwölf, three',
      'bad: Continuation: 4 bytes (there is no message that it goes on with)',
    ]);
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    const from = TAKES.length;
    expect(named([TAKES, ...parts]).frames.slice(1)).toMatchObject([
      { start: from + first, size: ping, content: 3, inside: true },
      { start: from, size, content: 18 },
    ]);
  });

  it('tells one that is not ended before the next, and what is under way', () => {
    expect(served(frame(1, 'one', { fin: false }), frame(2, 'x'))).toEqual([
      'bad: Text: one … (it was not ended before the next one began)',
      'Binary: 78',
    ]);
    const { namer } = named([TAKES, frame(1, 'one', { fin: false }), frame(0, 'two', { fin: false })]);
    expect(namer.pending()).toMatchObject({
      start: TAKES.length,
      text: 'Text, 2 frames, 6 bytes: onetwo …, goes on',
    });
  });

  it('tells a message without an end in parts', () => {
    const many = Buffer.concat(Array.from({ length: 16_384 }, () => frame(0, 'x', { fin: false })));
    const texts = served(frame(1, 'a', { fin: false }), many, many, frame(0, 'z')).map((text) =>
      text.replace(/x{9,}/, 'x'),
    );
    expect(texts).toEqual([
      'Text, part 1, 16,384 frames, 16,384 bytes: ax …',
      'Text, part 2, 16,384 frames, 16,384 bytes: x …',
      'Text, part 3, the last, 2 frames, 2 bytes: xz',
    ]);
  });

  it('says what breaks the rules, and goes on', () => {
    expect(
      served(
        frame(1, 'masked', { mask: MASK }),
        frame(3, 'x'),
        frame(1, 'x', { rsv: 4 }),
        frame(1, 'x', { rsv: 2 }),
        frame(9, '', { fin: false }),
        frame(9, Buffer.alloc(126)),
        frame(1, Buffer.from([0x61, 0xff])),
        frame(8, Buffer.from([3])),
        frame(8, Buffer.from([0x03, 0xed])),
        frame(8, Buffer.from([0x03, 0xe8, 0xff])),
        frame(1, 'well'),
      ).map((text) => text.replace(/: 00 00.*…/, '')),
    ).toEqual([
      'bad: Text: masked (a server may not mask its frames, RFC 6455 section 5.1)',
      'bad: Opcode 0x3: 1 byte (this opcode is reserved)',
      'bad: Text, compressed 1 B (RSV1 is set, but nothing was agreed on that means it)',
      'bad: Text: x (reserved bits are set)',
      'bad: Ping (a control frame can’t be split)',
      'bad: Ping (a control frame can have 125 bytes at most)',
      'bad: Text: a\\xff (it is no UTF-8)',
      'bad: Close (a close has a code of two bytes, or nothing)',
      'bad: Close: 1005 (no status): the close said no code; it never stands on the wire (this code may not stand in a close)',
      'bad: Close: 1000 (normal closure), “\\xff”: it did what it was for (its reason is no UTF-8)',
      'Text: well',
    ]);
  });

  it('ends where a length can’t be, and waits where it only claims much', () => {
    const lie = Buffer.from([0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
    const { frames, namer } = named([TAKES, lie, Buffer.from('more')]);
    expect(frames.at(-1)).toMatchObject({ status: 'bad', size: 10, text: expect.stringContaining('2^53') });
    expect(namer.stopped).toBe(TAKES.length + 10);
    expect(namer.at).toBe(TAKES.length + lie.length + 4);
    const much = Buffer.from([0x82, 127, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
    const waits = named([TAKES, much]);
    expect(waits.frames).toHaveLength(1);
    expect(waits.namer.pending()).toMatchObject({
      size: 13,
      length: 3,
      text: 'Binary: 01 02 03 …, 281,474,976,710,653 bytes to come',
    });
  });

  it('is compressed only where that was agreed on', () => {
    const agrees = Buffer.from(
      'HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
    );
    expect(told(agrees, frame(1, 'abc', { rsv: 4 }))).toEqual([
      'HTTP/1.1 101 OK: frames from here on, permessage-deflate',
      'Text, compressed 3 B',
    ]);
  });
});

describe('what a client sends', () => {
  it('is read through its mask, and has to have one', () => {
    expect(told(ASKS, frame(1, 'hello', { mask: MASK }), frame(1, 'bare'))).toEqual([
      'GET /chat HTTP/1.1: asks for a WebSocket, protocol chat',
      'Text: hello',
      'bad: Text: bare (a client has to mask its frames, RFC 6455 section 5.1)',
    ]);
  });
});

describe('what comes before the frames', () => {
  it('may be words to a proxy, and other requests', () => {
    const socks = Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 31, 0x47]);
    expect(told(socks, ASKS)).toEqual([
      'Said to a proxy before: 13 bytes',
      'GET /chat HTTP/1.1: asks for a WebSocket, protocol chat',
    ]);
    expect(told(Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n'), TAKES, frame(10))).toEqual([
      'HTTP/1.1 200 Connection established',
      'HTTP/1.1 101 Switching Protocols: frames from here on',
      'Pong',
    ]);
    expect(told(Buffer.from('HTTP/1.1 426 Upgrade\r\nContent-Length: 5\r\n\r\nhello'), TAKES)).toEqual([
      'HTTP/1.1 426 Upgrade',
      'Body, 5 bytes',
      'HTTP/1.1 101 Switching Protocols: frames from here on',
    ]);
  });

  it('may be no handshake at all', () => {
    const { frames, namer } = named([Buffer.from('SSH-2.0-x\r\n\r\nmore')]);
    expect(frames).toEqual([expect.objectContaining({ status: 'bad', start: 0, size: 13 })]);
    expect(namer.stopped).toBe(13);
    const { namer: refused } = named([Buffer.from('HTTP/1.1 404 Not Found\r\n\r\nto the end')]);
    expect(refused.stopped).toBe(26);
    const { frames: endless } = named([Buffer.alloc(300_000, 0x61)]);
    expect(endless).toEqual([expect.objectContaining({ status: 'bad' })]);
  });

  it('is not asked for where framing begins anew behind it', () => {
    const { frames } = named([frame(1, 'hi', { mask: MASK }), frame(10, '', { mask: MASK })], 500);
    expect(frames.map(({ start, text }) => [start, text])).toEqual([
      [500, 'Text: hi'],
      [508, 'Pong'],
    ]);
  });
});

describe('however it comes', () => {
  const stream = Buffer.concat([
    TAKES,
    frame(1, 'ünï', { fin: false }),
    frame(9, 'p'),
    frame(0, 'end'),
    frame(2, Buffer.alloc(300, 7)),
    frame(8, Buffer.from([0x03, 0xe8])),
  ]);
  const whole = named([stream]).frames;

  it('split at every byte, it is the same', () => {
    expect(named([...stream].map((byte) => Uint8Array.of(byte))).frames).toEqual(whole);
    for (let at = 0; at <= stream.length; at++)
      expect(named([stream.subarray(0, at), stream.subarray(at)]).frames).toEqual(whole);
  });

  it('garbage of any kind leaves no gap and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (pieces) => {
        const { frames, namer } = named([TAKES, ...pieces]);
        let at = 0;
        for (const { start, size, offset, length, inside } of frames) {
          expect(offset + length).toBeLessThanOrEqual(start + size);
          if (inside) expect(start).toBeGreaterThanOrEqual(at);
          else expect(start).toBe(at);
          if (!inside) at += size;
        }
        const total = TAKES.length + pieces.reduce((sum, { length }) => sum + length, 0);
        expect(namer.at).toBe(total);
        expect((namer.stopped ?? at) + (namer.pending()?.size ?? 0)).toBeLessThanOrEqual(total);
      }),
    );
  });
});

it('codes have names and meanings, and only some may be sent', () => {
  expect([1000, 1009, 3000, 3999, 4000, 2999, 5000].map(closeName)).toEqual([
    '1000 (normal closure)',
    '1009 (message too big)',
    '3000 (unauthorized)',
    '3999 (of a library or framework)',
    '4000 (of the application)',
    '2999 (no code there is)',
    '5000 (no code there is)',
  ]);
  expect(closeMeaning(4000)).toBe('');
  const may = Array.from({ length: 6000 }, (_, code) => code).filter(mayClose);
  expect(may.filter((code) => code < 3000)).toEqual([
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
  ]);
  expect([may.at(-1), may.length]).toEqual([4999, 2012]);
});
