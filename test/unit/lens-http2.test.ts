import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lensSpecSchema } from '../../src/contract/lens.ts';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';
import { Lenses } from '../../src/main/bench/lens/lenses.ts';
import { lensPage } from '../../src/main/bench/lens/page.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { all, looked } from '../support/lens.ts';

failOnLeaks();

const MiB = 1024 * 1024;

const head = (length: number, type: number, flags: number, stream: number) =>
  Buffer.from([0, length >> 8, length & 255, type, flags, 0, 0, 0, stream]);

async function withCapture(check: (capture: Capture, lenses: Lenses) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lens-test-'));
  const store = new CaptureStore(folder, { memory: 128 * MiB, spill: 1024 * MiB });
  const capture = new Capture(store, 'a');
  try {
    await check(capture, new Lenses(store));
  } finally {
    await capture.remove();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

describe('frames of HTTP/2', () => {
  it('of one stream are listed alone, each where it stands, however many of others lie between', () =>
    withCapture(async (capture, lenses) => {
      const block = [0x88];
      // Each stream answers in turn, and a PING stands between; streams 1 and 3 a hundred times, 5 once.
      const frames: { stream: number; bytes: Buffer }[] = [1, 3].map((stream) => ({
        stream,
        bytes: Buffer.concat([head(1, 1, 4, stream), Buffer.from(block)]),
      }));
      for (let i = 0; i < 100; i++)
        for (const stream of i === 50 ? [1, 3, 5] : [1, 3])
          frames.push(
            { stream, bytes: Buffer.concat([head(i, 0, i === 99 ? 1 : 0, stream), Buffer.alloc(i, i)]) },
            { stream: 0, bytes: Buffer.concat([head(8, 6, 0, 0), Buffer.alloc(8, i)]) },
          );
      const whole = Buffer.concat(frames.map(({ bytes }) => bytes));
      capture.event('note', 'It begins.');
      for (let at = 0; at < whole.length; at += 97) capture.data('in', whole.subarray(at, at + 97));
      capture.event('close', 'It is closed.');
      for (const stream of [1, 3, 5, 7]) {
        const lens = lenses.of(capture, lensSpecSchema.parse({ framing: { kind: 'http2', stream } }));
        await looked(lens);
        const own = [];
        let at = 0;
        for (const frame of frames) {
          if (frame.stream === stream) own.push({ start: at, size: frame.bytes.length });
          at += frame.bytes.length;
        }
        const rows = await all(lens);
        expect(rows.map(({ start, size }) => ({ start, size }))).toEqual(own);
        expect(lens.state()).toMatchObject({ total: own.length, messages: own.length, bad: 0 });
        if (stream === 3) {
          // From the middle, and by a byte of its own and one of another.
          const page = await lensPage(lens, 90, 1);
          expect(page.rows[0]).toMatchObject({ ...own[90], text: 'DATA stream 3: 89 bytes' });
          const last = own.at(-1)!;
          expect((await lens.log.holding('in', last.start + 3))?.index).toBe(own.length - 1);
          expect(await lens.log.holding('in', last.start - 1)).toBeNull();
        }
      }
    }));

  it('are named, both ways, wherever the reads begin, and found by their bytes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lens-test-'));
    const store = new CaptureStore(folder, { memory: 128 * MiB, spill: 1024 * MiB });
    const capture = new Capture(store, 'a');
    const asked = Buffer.concat([
      Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
      head(0, 4, 0, 0),
      head(3, 1, 5, 1),
      Buffer.from([0x82, 0x87, 0x84]),
    ]);
    for (let at = 0; at < asked.length; at += 7) capture.data('out', asked.subarray(at, at + 7));
    const answered = [
      head(1, 1, 4, 1),
      Buffer.from([0x88]),
      ...[0, 1].flatMap((end) => [head(4, 0, end, 1), Buffer.from('body')]),
    ];
    capture.data('in', Buffer.concat(answered));
    // Enough that names are found from the middle.
    for (let i = 0; i < 200; i++) capture.data('in', Buffer.concat([head(8, 6, 0, 0), Buffer.alloc(8, i)]));
    capture.data('in', head(3, 3, 0, 1));
    capture.data('in', Buffer.from('abc'));
    const lens = new Lenses(store).of(capture, lensSpecSchema.parse({ framing: { kind: 'http2' } }));
    await looked(lens);
    const rows = await all(lens);
    expect(rows.slice(0, 5).map(({ kind, text, reads }) => [kind, text, reads])).toEqual([
      ['out', 'Connection preface', 4],
      ['out', 'SETTINGS connection: none', 2],
      [
        'out',
        'HEADERS stream 1 end_stream end_headers: :method: GET; :scheme: https; :path: / (3 indexed)',
        3,
      ],
      ['in', 'HEADERS stream 1 end_headers: :status: 200 (1 indexed)', 1],
      ['in', 'DATA stream 1 end_stream: 8 bytes in 2 frames', 1],
    ]);
    expect(rows.length).toBe(206);
    expect(rows[205]).toMatchObject({ status: 'bad', named: true, reads: 2 });
    const middle = await lensPage(lens, 150, 2);
    expect(middle.rows.map(({ text }) => text)).toEqual([
      `PING connection: ${Buffer.alloc(8, 145).toString('hex')}`,
      `PING connection: ${Buffer.alloc(8, 146).toString('hex')}`,
    ]);
    expect((await lens.log.holding('in', 12))?.text).toMatch(/^DATA stream 1/);
    await capture.remove();
    await store.close();
    await rm(folder, { recursive: true });
  });
});
