import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ExchangeDetail } from '../../../src/contract/http/exchange.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { frame, hex, OK, rawPeer, SETTINGS } from '../../support/h2-peer.ts';
import { sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

/** What comes of a request to a server that answers so. */
async function asked(
  answer: (socket: Socket, stream: number) => void,
  first: Uint8Array = SETTINGS,
  timeoutMs = 5000,
): Promise<ExchangeDetail> {
  const peer = await rawPeer(answer, first);
  try {
    let detail: ExchangeDetail | null = null;
    await withBench(async (bench) => {
      const request = blankRequest({
        url: `http://127.0.0.1:${peer.port}/`,
        options: { ...REQUEST_OPTIONS, version: '2', timeoutMs },
      });
      detail = await sent(bench, request);
    });
    return detail as unknown as ExchangeDetail;
  } finally {
    await peer.stop();
  }
}

describe('a server of HTTP/2 that', () => {
  it('refuses the stream is quoted with what it said', async () => {
    const { summary } = await asked((socket, stream) => socket.write(frame(3, 0, stream, hex('0000000b'))));
    expect(summary.failure).toMatchObject({
      code: 'RESET_STREAM',
      message: 'The server reset the stream instead of answering: ENHANCE_YOUR_CALM (11).',
    });
  });

  it('wants HTTP/1.1 is given a way to it', async () => {
    const { summary } = await asked((socket, stream) => socket.write(frame(3, 0, stream, hex('0000000d'))));
    expect(summary.failure?.mends.map(({ label }) => label)).toEqual(['Send with HTTP/1.1']);
  });

  it('resets in the middle of the body leaves what came', async () => {
    const { summary } = await asked((socket, stream) =>
      socket.write(
        Buffer.concat([
          frame(1, 4, stream, OK),
          frame(0, 0, stream, 'half of'),
          frame(3, 0, stream, hex('00000008')),
        ]),
      ),
    );
    expect(summary).toMatchObject({ state: 'failed', status: 200 });
    expect(summary.failure).toMatchObject({
      code: 'CUT_SHORT',
      message: 'The answer ended before it was whole.',
    });
    expect(summary.failure?.hint).toContain('CANCEL (8)');
  });

  it('resets in the middle of the body and calls that no error has cut it short all the same', async () => {
    const { summary, body } = await asked((socket, stream) =>
      socket.write(
        Buffer.concat([
          frame(1, 4, stream, OK),
          frame(0, 0, stream, 'half of'),
          frame(3, 0, stream, hex('00000000')),
        ]),
      ),
    );
    expect(summary).toMatchObject({ state: 'failed', failure: { code: 'CUT_SHORT' } });
    expect(body.whole).toBe(false);
  });

  it('wants no more of the request, and has answered all the same', async () => {
    const { summary, body } = await asked((socket, stream) =>
      socket.write(
        Buffer.concat([
          frame(1, 4, stream, OK),
          frame(0, 1, stream, 'all of it'),
          frame(3, 0, stream, hex('00000000')),
        ]),
      ),
    );
    expect(summary).toMatchObject({ state: 'done', bytes: { received: 9 } });
    expect(body.whole).toBe(true);
  });

  it('gives up the connection is quoted with its last words', async () => {
    const { summary } = await asked((socket) =>
      socket.write(frame(7, 0, 0, Buffer.concat([hex('000000000000000b'), Buffer.from('too_many_pings')]))),
    );
    expect(summary.failure?.message).toBe('The server gave up the connection: ENHANCE_YOUR_CALM (11).');
    expect(summary.failure?.hint).toContain('too_many_pings');
  });

  it.each([
    ['sends a frame where none can be', (socket: Socket) => socket.write(frame(0, 0, 99, 'x'))],
    [
      'sends headers that can’t be read',
      (socket: Socket, on: number) => socket.write(frame(1, 5, on, hex('ff'))),
    ],
    [
      'goes on with headers without an end',
      (socket: Socket, on: number) => {
        const part = Buffer.alloc(16_000, 0x88);
        socket.write(frame(1, 0, on, part));
        for (let i = 0; i < 400 && !socket.destroyed; i++) socket.write(frame(9, 0, on, part));
      },
    ],
    [
      'floods with pings',
      (socket: Socket) => {
        const pings = Buffer.concat(Array.from({ length: 20_000 }, () => frame(6, 0, 0, '01234567')));
        socket.write(pings, () => socket.end());
      },
    ],
    ['closes without a word', (socket: Socket) => socket.end()],
    ['is gone in the middle of a frame', (socket: Socket) => socket.end(hex('000010 01 05'))],
  ])('%s ends the request with a reason', async (_, answer) => {
    const { summary } = await asked(answer);
    expect(summary.state).toBe('failed');
    expect(summary.failure?.message).toMatch(/\.$/);
    expect(['BROKEN_HTTP2', 'NO_ANSWER']).toContain(summary.failure?.code);
  });

  it('sends interim answers without an end is left', async () => {
    const { summary } = await asked((socket, stream) => {
      // 103, as a literal with an indexed name.
      for (let i = 0; i < 1100; i++) socket.write(frame(1, 4, stream, hex('08 03 313033')));
    });
    expect(summary.failure?.code).toBe('TOO_MANY_INFORMATIONAL');
  });

  it('answers nothing is told so: what it said of the connection is no part of an answer', async () => {
    const { summary } = await asked((socket) => socket.write(frame(6, 0, 0, 'a ping..')), SETTINGS, 1000);
    expect(summary.failure).toMatchObject({ code: 'TIMED_OUT', message: 'No answer came within 1 s.' });
  });

  it.each([2, 50])('says %d bytes and sends five is told what disagrees', async (length) => {
    const said = Buffer.from(`\x0f\x0d${String.fromCharCode(String(length).length)}${length}`, 'latin1');
    const { summary } = await asked((socket, stream) => {
      socket.write(frame(1, 4, stream, Buffer.concat([OK, said])));
      socket.write(frame(0, 1, stream, 'hello'));
    });
    expect(summary.failure).toMatchObject({ code: 'BROKEN_HTTP2' });
    expect(summary.failure?.hint).toContain(`Its Content-Length says ${length} bytes`);
  });

  it('makes a bomb of its headers is refused', async () => {
    const entry = Buffer.concat([hex('40 01 61 7f bd1d'), Buffer.alloc(3900, 'x')]);
    const { summary } = await asked((socket, stream) =>
      socket.write(frame(1, 5, stream, Buffer.concat([OK, entry, Buffer.alloc(12_000, 0xbe)]))),
    );
    expect(summary.state).toBe('failed');
    expect(['BROKEN_HTTP2', 'NO_ANSWER']).toContain(summary.failure?.code);
  });
});
