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

describe('frames of HTTP/2', () => {
  it('are named, both ways, wherever the reads begin, and found by their bytes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lens-test-'));
    const store = new CaptureStore(folder, { memory: 128 * MiB, spill: 1024 * MiB });
    const capture = new Capture(store, 'a');
    const head = (length: number, type: number, flags: number, stream: number) =>
      Buffer.from([0, length >> 8, length & 255, type, flags, 0, 0, 0, stream]);
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
