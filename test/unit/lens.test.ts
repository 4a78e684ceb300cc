import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lensSpecSchema, type LensSpec } from '../../src/contract/lens.ts';
import { FrameDecoder } from '../../src/contract/payload/frame-decoder.ts';
import type { Frame, Framing } from '../../src/contract/payload/framing.ts';
import type { Direction } from '../../src/contract/rows.ts';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';
import type { Lens } from '../../src/main/bench/lens/lens.ts';
import { Lenses } from '../../src/main/bench/lens/lenses.ts';
import { lensPage } from '../../src/main/bench/lens/page.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { all, looked } from '../support/lens.ts';

failOnLeaks();

const MiB = 1024 * 1024;
const LINES: Framing = { kind: 'lines' };
const PREFIXED: Framing = { kind: 'length-prefixed', width: 4, endian: 'big', counts: 'body' };
let folder: string;
let store: CaptureStore;
const made: Capture[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lens-test-'));
});
afterEach(async () => {
  for (const capture of made.splice(0)) await capture.remove();
  await store.close();
  await rm(folder, { recursive: true });
});

const make = (memory = 128 * MiB, id = 'a') => {
  if (made.length === 0) store = new CaptureStore(folder, { memory, spill: 1024 * MiB });
  const capture = new Capture(store, id);
  made.push(capture);
  return capture;
};
const open = (capture: Capture, framing: Framing, starts: LensSpec['starts'] = []) =>
  new Lenses(store).of(capture, lensSpecSchema.parse({ framing, starts }));

/** A row in short: direction, status, payload, and where it came from. */
const short = async (lens: Lens) =>
  Promise.all(
    (await all(lens)).map(async (row) => {
      if (row.status === null) return row.kind;
      const direction: Direction = row.kind === 'out' ? 'out' : 'in';
      const text = (await lens.capture.read(direction, row.offset, row.length)).toString('latin1');
      return `${direction} ${row.status} ${text} ${row.reads}${row.part ? ' part' : ''} from ${row.first} to ${row.seq}`;
    }),
  );

describe('a lens', () => {
  it('gives the messages of both directions in the order in which they were complete', async () => {
    const capture = make();
    capture.event('accept', 'Accepted.');
    capture.data('in', Buffer.from('one\ntw'));
    capture.data('out', Buffer.from('re'));
    capture.data('in', Buffer.from('o'));
    capture.data('out', Buffer.from('ply\r\n'));
    capture.data('in', Buffer.from('\nthree\n'));
    capture.data('in', Buffer.from('four\n'));
    capture.data('in', Buffer.from('rest'));
    capture.event('end-received', 'The peer has sent its end.');
    const lens = open(capture, LINES);
    await looked(lens);
    expect(await short(lens)).toEqual([
      'accept',
      'in ok one 1 part from 1 to 1',
      'out ok reply 2 from 2 to 4',
      'in ok two 3 from 1 to 5',
      'in ok three 1 part from 5 to 5',
      'in ok four 1 from 6 to 6',
      'in unfinished rest 1 from 7 to 8',
      'end-received',
    ]);
    const rows = await all(lens);
    expect(rows[0]?.text).toBe('Accepted.');
    expect(rows[3]).toMatchObject({ start: 4, size: 4, offset: 4, length: 3 });
    expect(lens.state()).toMatchObject({ total: 8, messages: 6, bad: 0, pending: { in: null, out: null } });
  });

  it('goes on as bytes come, and tells what has begun', async () => {
    const capture = make();
    const lens = open(capture, LINES);
    let found: () => void = () => undefined;
    const unwatch = lens.watch(() => found());
    const until = (test: () => boolean) =>
      new Promise<void>((done) => {
        found = () => test() && done();
        found();
      });
    capture.data('in', Buffer.from('one\ntw'));
    await until(() => lens.state().total === 1);
    expect(lens.state().pending.in).toEqual({ start: 4, size: 2 });
    capture.data('in', Buffer.from('o\n'));
    await until(() => lens.state().total === 2);
    expect(lens.state().pending.in).toBeNull();
    unwatch();
    capture.data('in', Buffer.from('three\n'));
    await new Promise((turn) => setImmediate(turn));
    expect(lens.state().looked).toBe(2);
    await looked(lens);
    expect(lens.state().total).toBe(3);
  });

  it('marks a length of 4 GiB and shows what follows read by read', async () => {
    const capture = make();
    capture.data('in', Buffer.from('0000000161ffffffff6263', 'hex'));
    capture.data('out', Buffer.from('0000000164', 'hex'));
    capture.data('in', Buffer.from('0000000165', 'hex'));
    const lens = open(capture, PREFIXED);
    await looked(lens);
    const rows = await all(lens);
    expect(rows.map((row) => [row.kind, row.status, row.start, row.size])).toEqual([
      ['in', 'ok', 0, 5],
      ['in', 'bad', 5, 4],
      ['in', 'raw', 9, 2],
      ['out', 'ok', 0, 5],
      ['in', 'raw', 11, 5],
    ]);
    expect(rows[1]?.text).toBe('The prefix says 4,294,967,295 bytes; the most is 16,777,216.');
    expect(lens.state().bad).toBe(1);
    expect(store.memory).toBeLessThan(64 * 1024);
  });

  it('begins anew where it is told to', async () => {
    const capture = make();
    capture.data('in', Buffer.from('hello, this is no length'));
    capture.data('in', Buffer.from('0000000161', 'hex'));
    capture.data('in', Buffer.from('78000000016200', 'hex'));
    const starts: LensSpec['starts'] = [
      { direction: 'in', offset: 24 },
      { direction: 'in', offset: 30 },
    ];
    const lens = open(capture, PREFIXED, starts);
    await looked(lens);
    expect((await all(lens)).map((row) => [row.status, row.start, row.size, row.first, row.reads])).toEqual([
      ['bad', 0, 4, 0, 1],
      ['raw', 4, 20, 0, 1],
      ['ok', 24, 5, 1, 1],
      ['unfinished', 29, 1, 2, 1],
      ['ok', 30, 5, 2, 1],
    ]);
    expect(lens.state().pending.in).toEqual({ start: 35, size: 1 });
  });

  it('tells how many rows at the other end hold the bytes', async () => {
    const [left, right] = [make(128 * MiB, 'l'), make(128 * MiB, 'r')];
    left.data('out', Buffer.from('hello\nnot yet\n'));
    for (const piece of ['he', 'l', 'lo\n']) right.data('in', Buffer.from(piece));
    const lens = open(left, LINES);
    await looked(lens);
    expect((await all(lens, right)).map((row) => row.joined)).toEqual([3, 0]);
    expect((await all(lens))[0]?.joined).toBeUndefined();
  });

  it('is what one decoder over each whole stream gives, whatever the rows, also from the disk', async () => {
    const row = fc.record({
      direction: fc.constantFrom<Direction>('in', 'out'),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 50, max: 12 }),
    });
    const framings = fc.constantFrom<Framing>(
      LINES,
      { kind: 'delimiter', delimiter: '0001' },
      { kind: 'fixed', length: 7 },
      { kind: 'length-prefixed', width: 1, endian: 'big', counts: 'body' },
      { kind: 'length-prefixed', width: 2, endian: 'little', counts: 'all', most: 3000 },
      { kind: 'varint' },
    );
    let id = 0;
    // Nearly nothing fits in memory, so that captures and what is known of their messages are spilled.
    await make(2048, 'first').remove();
    await fc.assert(
      fc.asyncProperty(framings, fc.array(row, { maxLength: 400 }), async (framing, rows) => {
        const capture = make(0, `c${++id}`);
        for (const { direction, bytes } of rows) capture.data(direction, bytes);
        const lens = open(capture, framing);
        await looked(lens);
        for (const direction of ['in', 'out'] as const) {
          const frames: Frame[] = [];
          const decoder = new FrameDecoder(framing);
          decoder.push(await capture.read(direction, 0, capture.length(direction)), (one) =>
            frames.push(one),
          );
          const found = (await all(lens)).filter((one) => one.kind === direction && one.status !== 'raw');
          expect(
            found.map(({ start, size, offset, length, status }) => ({ start, size, offset, length, status })),
          ).toEqual(
            frames.map(({ start, size, offset, length, status }) => ({
              start,
              size,
              offset,
              length,
              status,
            })),
          );
          for (const [i, one] of found.entries()) {
            const until = await capture.rows.holding(direction, one.start + one.size - 1);
            expect(one.seq).toBe(until);
            expect(one.first).toBe(await capture.rows.holding(direction, one.start));
            expect((await lens.log.holding(direction, one.start + one.size - 1))?.index, `message ${i}`).toBe(
              one.index,
            );
          }
        }
        await capture.remove();
      }),
      { numRuns: 60 },
    );
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('finds any page of many messages, and goes with its session', async () => {
    const capture = make(2 * MiB);
    const line = (i: number) => `${i} ${'.'.repeat(i % 61)}\n`;
    let text = '';
    for (let i = 0; i < 200_000; i++) {
      text += line(i);
      if (text.length < 50_000) continue;
      capture.data('in', Buffer.from(text));
      text = '';
      if (!capture.hasRoom)
        await new Promise<void>((done) => store.wait({ roomAgain: done, stalled: () => undefined }));
    }
    capture.data('in', Buffer.from(text));
    const lens = open(capture, LINES);
    await looked(lens);
    expect(lens.state()).toMatchObject({ total: 200_000, problem: null });
    for (const from of [0, 63, 64, 99_990, 199_980]) {
      const page = await lensPage(lens, from, 20);
      expect(page.rows.map((row) => row.index)).toEqual(Array.from({ length: 20 }, (_, i) => from + i));
      const last = page.rows.at(-1)!;
      expect((await capture.read('in', last.start, last.size)).toString()).toBe(line(from + 19));
    }
    expect((await lensPage(lens, 199_990, 512)).rows).toHaveLength(10);
    // About three bytes a message, and the bound on memory holds.
    expect(lens.log.size).toBeLessThan(200_000 * 4);
    expect(store.memory).toBeLessThan(2.5 * MiB);
    const [private_] = await readdir(folder);
    await capture.remove();
    expect(lens.removed).toBe(true);
    expect(await readdir(join(folder, private_!))).toEqual([]);
    expect(store.memory).toBe(0);
  });

  it('that goes while a long row is read leaves nothing behind', async () => {
    const capture = make();
    capture.data('in', Buffer.alloc(4 * MiB, 'line\n'));
    const lens = open(capture, LINES);
    const read = capture.read.bind(capture);
    let reads = 0;
    const gone = new Promise<void>((done) => {
      capture.read = async (...args) => {
        const bytes = await read(...args);
        if (++reads === 3) {
          await capture.remove();
          done();
        }
        return bytes;
      };
    });
    const unwatch = lens.watch(() => undefined);
    await gone;
    await new Promise<void>((done) => setImmediate(done));
    expect(store.memory).toBe(0);
    unwatch();
  });

  it('is one of a few of its capture: the one not looked through for longest goes', () => {
    const capture = make();
    const lenses = new Lenses(store);
    const of = (length: number) => lenses.of(capture, { framing: { kind: 'fixed', length }, starts: [] });
    const first = of(1);
    const unwatch = first.watch(() => undefined);
    const [second, third] = [of(2), of(3)];
    expect(of(2)).toBe(second);
    of(4);
    expect([first.removed, second.removed, third.removed]).toEqual([false, false, true]);
    unwatch();
  });
});
