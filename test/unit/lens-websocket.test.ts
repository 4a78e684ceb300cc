import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lensSpecSchema } from '../../src/contract/lens.ts';
import type { Direction } from '../../src/contract/rows.ts';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';
import type { Lens } from '../../src/main/bench/lens/lens.ts';
import { Lenses } from '../../src/main/bench/lens/lenses.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { all, looked } from '../support/lens.ts';
import { frame } from '../support/websocket.ts';

failOnLeaks();

const MiB = 1024 * 1024;
const MASK = Buffer.from([9, 8, 7, 6]);
const DEFLATE = 'Upgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
const TAKES = Buffer.from(`HTTP/1.1 101 OK\r\n${DEFLATE}`);
const ASKS = Buffer.from(`GET / HTTP/1.1\r\n${DEFLATE}`);

let folder: string;
let store: CaptureStore;
let capture: Capture;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lens-test-'));
  store = new CaptureStore(folder, { memory: 128 * MiB, spill: 1024 * MiB });
  capture = new Capture(store, 'a');
});
afterEach(async () => {
  await capture.remove();
  await store.close();
  await rm(folder, { recursive: true });
});

async function lensed(offset?: number): Promise<Lens> {
  const starts = offset === undefined ? [] : [{ direction: 'in' as Direction, offset }];
  const lens = new Lenses(store).of(
    capture,
    lensSpecSchema.parse({ framing: { kind: 'websocket' }, starts }),
  );
  await looked(lens);
  return lens;
}

/** What is told, and what each message says. */
async function said(lens: Lens): Promise<{ texts: string[]; contents: (string | null)[] }> {
  const rows = await all(lens);
  const entries = await lens.log.read(0, rows.length);
  const contents = await Promise.all(
    entries.map(async (entry) =>
      entry.content === null ? null : (await lens.contents.read(entry, 0, entry.content)).toString('utf8'),
    ),
  );
  return { texts: rows.map(({ status, text }) => `${status === 'bad' ? 'bad: ' : ''}${text}`), contents };
}

/** Compresses one message after the other, each behind those before it. */
async function packing(messages: readonly Uint8Array[]): Promise<Buffer[]> {
  const zlib = createDeflateRaw();
  const packed: Buffer[] = [];
  let now: Buffer[] = [];
  zlib.on('data', (piece: Buffer) => now.push(piece));
  for (const message of messages) {
    zlib.write(message);
    await new Promise<void>((done) => zlib.flush(constants.Z_SYNC_FLUSH, done));
    const whole = Buffer.concat(now);
    packed.push(whole.subarray(0, whole.length - 4));
    now = [];
  }
  zlib.close();
  return packed;
}

describe('compressed messages', () => {
  it('are told with what they say, each behind those before it, both ways', async () => {
    const words = ['hello, hello, hello', 'hello, hello, hello and Grüße', 'hello, hello, hello'];
    const packed = await packing(words.map((one) => Buffer.from(one)));
    capture.data('out', ASKS);
    capture.data('in', TAKES);
    for (const one of packed) capture.data('out', frame(1, one, { rsv: 4, mask: MASK }));
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = packed;
    // The second in fragments with a ping between them, the third as bytes.
    capture.data('in', frame(1, first, { rsv: 4 }));
    capture.data('in', frame(1, second.subarray(0, 3), { rsv: 4, fin: false }));
    capture.data('in', frame(9, 'still there'));
    capture.data('in', frame(0, second.subarray(3)));
    capture.data('in', frame(2, third, { rsv: 4 }));
    const { texts, contents } = await said(await lensed());
    const sizes = packed.map(
      ({ length }, i) => `compressed ${length} → ${Buffer.byteLength(words[i] ?? '')} B`,
    );
    expect(texts.slice(2)).toEqual([
      ...words.map((one, i) => `Text, ${sizes[i]}: ${one}`),
      `Text, ${sizes[0]}: ${words[0]}`,
      'Ping: still there',
      `Text, 2 frames, ${second.length} bytes, ${sizes[1]}: ${words[1]}`,
      `Binary, ${sizes[2]}: 68 65 6c 6c 6f 2c 20 68 65 6c 6c 6f 2c 20 68 65 …`,
    ]);
    expect(contents.slice(2)).toEqual([...words, words[0], 'still there', words[1], words[2]]);
  });

  it('can be read again from the middle of many, in any order', async () => {
    // Every message says what others before it said; incompressible ones between them move the window on.
    const noise = Array.from({ length: 40 }, () => randomBytes(40_000));
    const messages = noise.flatMap((bytes, i) => [
      bytes,
      Buffer.from(`number ${i} `.repeat(30)),
      bytes.subarray(9),
    ]);
    const packed = await packing(messages);
    capture.data('in', TAKES);
    for (const one of packed) capture.data('in', frame(2, one, { rsv: 4 }));
    const lens = await lensed();
    const entries = await lens.log.read(1, messages.length);
    expect(entries.map(({ content }) => content)).toEqual(messages.map(({ length }) => length));
    for (const i of [100, 3, 119, 0, 61])
      expect((await lens.contents.read(entries[i]!, 10, 300)).equals(messages[i]!.subarray(10, 300))).toBe(
        true,
      );
    const places = lens.streams.in.unpacking;
    expect(places.before(entries[119]!.start)?.at).toBeGreaterThan(entries[20]!.start);
  });

  it('that are damaged are told, and those behind them that refer to them; one that does not is read', async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = await packing([
      Buffer.from('one thing, another thing, one thing'),
      Buffer.from('one thing, another thing, one thing'),
    ]);
    const alone = deflateRawSync('for itself', { finishFlush: constants.Z_SYNC_FLUSH });
    capture.data('in', TAKES);
    capture.data('in', frame(1, first, { rsv: 4 }));
    capture.data('in', frame(1, Buffer.from([0xff, 0xff, 0xff]), { rsv: 4 }));
    capture.data('in', frame(1, second, { rsv: 4 }));
    capture.data('in', frame(1, alone.subarray(0, alone.length - 4), { rsv: 4 }));
    const { texts, contents } = await said(await lensed());
    expect(texts.slice(2)).toEqual([
      expect.stringMatching(/^bad: Text, compressed 3 B \(it can’t be inflated: invalid /),
      `Text, compressed ${second.length} B: not readable without the messages before it`,
      `Text, compressed ${alone.length - 4} → 10 B: for itself`,
    ]);
    expect(contents.slice(2)).toEqual([null, null, 'for itself']);
  });

  it('that were looked at from the middle on say why they can’t be read', async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = await packing([
      Buffer.from('one thing, another thing'),
      Buffer.from('one thing, another thing'),
    ]);
    const before = [TAKES, frame(1, first, { rsv: 4 })];
    for (const one of before) capture.data('in', one);
    capture.data('in', frame(1, second, { rsv: 4 }));
    const { texts } = await said(await lensed(before[0]!.length + before[1]!.length));
    expect(texts.at(-1)).toBe(
      `Text, compressed ${second.length} B: not readable without the messages before it`,
    );
  });

  it('that become too long are not inflated to their end', async () => {
    const bomb = deflateRawSync(Buffer.alloc(65 * MiB), { finishFlush: constants.Z_SYNC_FLUSH });
    capture.data('in', TAKES);
    capture.data('in', frame(2, bomb.subarray(0, bomb.length - 4), { rsv: 4 }));
    const { texts, contents } = await said(await lensed());
    expect(texts[1]).toMatch(/^Binary, compressed [\d,]+ B: more than 64 MiB when inflated$/);
    expect(contents[1]).toBeNull();
  });
});

describe('what a message says', () => {
  it('is without masks and the heads of its fragments, whichever part is asked for', async () => {
    const bytes = randomBytes(300_000);
    capture.data('out', ASKS);
    capture.data('out', frame(2, bytes.subarray(0, 1000), { fin: false, mask: MASK }));
    capture.data('out', frame(9, 'hm', { mask: MASK }));
    for (let at = 1000; at < bytes.length; at += 997)
      capture.data(
        'out',
        frame(0, bytes.subarray(at, at + 997), { fin: at + 997 >= bytes.length, mask: MASK }),
      );
    const lens = await lensed();
    const [, ping, whole] = await lens.log.read(0, 3);
    expect((await lens.contents.read(ping!, 0, 2)).toString()).toBe('hm');
    for (const [from, to] of [
      [0, 300_000],
      [999, 1001],
      [150_001, 151_000],
      [299_999, 300_000],
    ] as const)
      expect((await lens.contents.read(whole!, from, to)).equals(bytes.subarray(from, to))).toBe(true);
    // The ping lies inside of the message, and each is found by its bytes.
    expect((await lens.log.holding('out', ping!.start + 1))?.index).toBe(1);
    expect((await lens.log.holding('out', whole!.start + 1))?.index).toBe(2);
    expect((await lens.log.holding('out', ping!.start + ping!.size))?.index).toBe(2);
  });
});
