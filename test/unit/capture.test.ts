import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { find } from '../../src/main/bench/capture/find.ts';
import { pairPage } from '../../src/main/bench/capture/pair.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';

const MiB = 1024 * 1024;
let folder: string;
let store: CaptureStore;
const made: Capture[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capture-test-'));
});
afterEach(async () => {
  for (const capture of made.splice(0)) await capture.remove();
  await store.close();
  await rm(folder, { recursive: true });
});

const open = (memory = 128 * MiB, spill = 1024 * MiB) =>
  (store = new CaptureStore(folder, { memory, spill }));

const make = (inStore: CaptureStore, id: string) => {
  const capture = new Capture(inStore, id);
  made.push(capture);
  return capture;
};

/** Waits, as a session does, until the capture may go on. */
const room = (capture: Capture) =>
  capture.hasRoom
    ? Promise.resolve()
    : new Promise<void>((resolve, reject) =>
        store.wait({ roomAgain: resolve, stalled: (failure) => reject(new Error(failure.code)) }),
      );

describe('a capture', () => {
  it('keeps rows and bytes of both directions as they came', async () => {
    const capture = make(open(), 'a');
    capture.event('accept', 'Accepted.');
    capture.data('in', Buffer.from('Hello, '));
    capture.data('out', Buffer.from('HELLO, '));
    capture.data('in', Buffer.from('server!'));
    capture.event('close', 'Closed.');
    const { rows, preview } = await capture.page(0, 100);
    expect(rows.map((row) => [row.seq, row.kind, row.length, row.offset, row.text])).toEqual([
      [0, 'accept', 0, 0, 'Accepted.'],
      [1, 'in', 7, 0, undefined],
      [2, 'out', 7, 0, undefined],
      [3, 'in', 7, 7, undefined],
      [4, 'close', 0, 14, 'Closed.'],
    ]);
    expect(Buffer.from(preview).toString()).toBe('Hello, HELLO, server!');
    expect((await capture.read('in', 0, 100)).toString()).toBe('Hello, server!');
    expect((await capture.read('in', 5, 4)).toString()).toBe(', se');
    expect(rows.every((row, i) => i === 0 || row.time >= (rows[i - 1]?.time ?? 0))).toBe(true);
  });

  it('copies what it is given', async () => {
    const capture = make(open(), 'a');
    const bytes = Buffer.from('before');
    capture.data('in', bytes);
    bytes.fill('x');
    expect((await capture.read('in', 0, 6)).toString()).toBe('before');
  });

  it('keeps small steps back in line, and lets no absurd time move what comes after it', async () => {
    const capture = make(open(), 'c');
    const HOUR = 3_600_000;
    const given = [1000, 990, 1010, 4e12, 1020, 1015, -5, 1030, 1030 + 9 * HOUR, 1030 + 8.5 * HOUR];
    for (const time of given) capture.eventAt(time, 'note', '');
    capture.dataAt(1040, 'in', Buffer.from('x'));
    const { rows } = await capture.page(0, 20);
    const set = 1030 + 9 * HOUR;
    expect(rows.map(({ time }) => time)).toEqual([
      1000,
      1000,
      1010,
      4e12,
      1020,
      1020,
      1020,
      1030,
      set,
      set,
      1040,
    ]);
  });

  it('gives back any mix of rows, whatever their sizes and however little memory there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ out: fc.boolean(), size: fc.oneof(fc.nat(300), fc.nat(70_000)) }), {
          maxLength: 60,
        }),
        async (writes) => {
          const capture = make(new CaptureStore(folder, { memory: 64 * 1024, spill: 1024 * MiB }), 'a');
          const sent = { in: [] as Buffer[], out: [] as Buffer[] };
          for (const { out, size } of writes) {
            const bytes = randomBytes(size);
            const direction = out ? 'out' : 'in';
            sent[direction].push(bytes);
            capture.data(direction, bytes);
          }
          const { rows } = await capture.page(0, 512);
          expect(rows.map((row) => row.length)).toEqual(writes.map((write) => write.size));
          for (const direction of ['in', 'out'] as const) {
            const all = Buffer.concat(sent[direction]);
            expect(capture.length(direction)).toBe(all.length);
            expect(all.equals(await capture.read(direction, 0, all.length))).toBe(true);
            for (const row of rows.filter((one) => one.kind === direction && one.length > 0)) {
              expect(await capture.rowAt(direction, row.offset)).toBe(row.seq);
              expect(await capture.rowAt(direction, row.offset + row.length - 1)).toBe(row.seq);
            }
            expect(await capture.rowAt(direction, all.length)).toBeNull();
          }
          await capture.remove();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('moves older bytes to the disk, keeps memory within its limit, and stays whole', async () => {
    const limit = 8 * MiB;
    const capture = make(open(limit), 'a');
    const hash = createHash('sha256');
    const chunk = randomBytes(64 * 1024);
    for (let i = 0; i < 640; i++) {
      chunk.writeUInt32LE(i, 0);
      hash.update(chunk);
      capture.data('in', chunk);
      expect(store.memory).toBeLessThanOrEqual(limit + MiB);
      await room(capture);
    }
    expect(capture.counts().spilled).toBeGreaterThan(30 * MiB);
    const seen = createHash('sha256');
    for (let at = 0; at < capture.length('in'); at += MiB) seen.update(await capture.read('in', at, MiB));
    expect(seen.digest('hex')).toBe(hash.digest('hex'));
    expect(await capture.rowAt('in', 5 * 64 * 1024 + 1)).toBe(5);
    await capture.remove();
    expect(store.memory).toBe(0);
  });

  it('uses no disk while it fits in memory, and leaves none behind', async () => {
    const capture = make(open(), 'a');
    capture.data('in', randomBytes(MiB));
    expect(await readdir(folder)).toEqual([]);
    const small = make(new CaptureStore(folder, { memory: 64 * 1024, spill: 1024 * MiB }), 'b');
    for (let i = 0; i < 100; i++) small.data('in', randomBytes(64 * 1024));
    await small.read('in', 0, 1);
    await small.remove();
  });

  it('pauses at the spill limit, says why, loses nothing, and goes on when it is raised', async () => {
    const capture = make(open(2 * MiB, 4 * MiB), 'a');
    const chunk = Buffer.alloc(64 * 1024, 7);
    const fill = async () => {
      for (let i = 0; i < 200; i++) {
        capture.data('in', chunk);
        await room(capture);
      }
    };
    await expect(fill()).rejects.toThrow('SPILL_LIMIT');
    const kept = capture.length('in');
    expect((await capture.read('in', 0, kept)).every((b) => b === 7)).toBe(true);
    store.limits = { memory: 2 * MiB, spill: 100 * MiB };
    store.resume();
    await room(capture);
    capture.data('in', chunk);
    expect(capture.length('in')).toBe(kept + chunk.length);
  });

  it('lets a small conversation go on while a flood waits', async () => {
    const limited = open(2 * MiB, 0);
    const flood = make(limited, 'flood');
    while (flood.hasRoom) flood.data('in', Buffer.alloc(64 * 1024));
    const small = make(limited, 'small');
    small.data('in', Buffer.from('hi'));
    expect(flood.hasRoom).toBe(false);
    expect(small.hasRoom).toBe(true);
  });

  it('tells bytes per second', () => {
    const capture = make(open(), 'a');
    capture.data('in', Buffer.alloc(1000));
    capture.data('out', Buffer.alloc(10));
    expect(capture.counts().rateIn).toBeGreaterThanOrEqual(1000);
    const { in: received, out } = capture.history();
    expect([received.length, received.at(-1), out.at(-1)]).toEqual([60, 1000, 10]);
  });
});

describe('find', () => {
  const options = { direction: 'in', from: 0, backwards: false, ignoreCase: false } as const;

  it('finds what lies across segments and windows, forwards and backwards, in either case', async () => {
    const capture = make(open(4 * MiB), 'a');
    const at = [0, 255, 256, MiB - 3, 2 * MiB - 1, 3 * MiB + 17];
    const stream = Buffer.alloc(4 * MiB, '.');
    for (const place of at) stream.write('NeeDle', place);
    for (let i = 0; i < stream.length; i += 50_000) {
      capture.data('in', stream.subarray(i, i + 50_000));
      await room(capture);
    }
    const needle = Buffer.from('NeeDle');
    // The places 255 and 256 overlap, so only the later one is whole.
    const whole = [0, 256, MiB - 3, 2 * MiB - 1, 3 * MiB + 17];
    const forwards: number[] = [];
    for (let from = 0; ;) {
      const found = await find(capture, { ...options, needle, from });
      if (found === null) break;
      forwards.push(found);
      from = found + 1;
    }
    expect(forwards).toEqual(whole);
    const backwards: number[] = [];
    for (let from = stream.length; ;) {
      const found = await find(capture, { ...options, needle, from, backwards: true });
      if (found === null) break;
      backwards.unshift(found);
      from = found;
    }
    expect(backwards).toEqual(whole);
    const lower = Buffer.from('needle');
    expect(await find(capture, { ...options, needle: lower, from: 0 })).toBeNull();
    expect(await find(capture, { ...options, needle: lower, from: 1, ignoreCase: true })).toBe(256);
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(find(capture, { ...options, needle, from: 1 }, stop)).rejects.toThrow('stopped');
  });
});

describe('the two ends of one connection', () => {
  it('are merged by time, and each write is joined to the reads it became', async () => {
    open();
    const left = make(store, 'l');
    const right = make(store, 'r');
    left.event('connect', 'Connected.');
    right.event('accept', 'Accepted.');
    left.data('out', Buffer.from('one message'));
    right.data('in', Buffer.from('one '));
    right.data('in', Buffer.from('message'));
    right.data('out', Buffer.from('a'));
    right.data('out', Buffer.from('b'));
    left.data('in', Buffer.from('ab'));
    const { total, rows, preview } = await pairPage(left, right, 0, 100);
    expect(total).toBe(8);
    expect(rows.map((row) => [row.index, row.side, row.kind, row.joined?.count])).toEqual([
      [0, 'left', 'connect', undefined],
      [1, 'right', 'accept', undefined],
      [2, 'left', 'out', 2],
      [3, 'right', 'in', 1],
      [4, 'right', 'in', 1],
      [5, 'right', 'out', 1],
      [6, 'right', 'out', 1],
      [7, 'left', 'in', 2],
    ]);
    expect(rows[3]?.joined).toEqual({ first: 1, count: 1 });
    expect(Buffer.from(preview).toString()).toBe('one messageone messageabab');
  });

  it('give the same order from wherever one looks', async () => {
    open();
    const captures = { left: make(store, 'l'), right: make(store, 'r') };
    for (let i = 0; i < 500; i++) captures[i % 3 ? 'left' : 'right'].data('out', Buffer.from([i & 255]));
    const { left, right } = captures;
    const whole = (await pairPage(left, right, 0, 512)).rows;
    expect(whole.map((row) => row.time)).toEqual(whole.map((row) => row.time).toSorted((a, b) => a - b));
    for (const from of [0, 1, 99, 250, 498, 499]) {
      const part = (await pairPage(left, right, from, 7)).rows;
      expect(part).toEqual(whole.slice(from, from + 7));
    }
    expect((await pairPage(left, right, 500, 7)).rows).toEqual([]);
  });
});
