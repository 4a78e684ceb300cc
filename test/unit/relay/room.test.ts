import { expect, test } from 'vitest';
import { type Faults, NO_FAULTS } from '../../../src/contract/payload/faults.ts';
import { LEAST_WAITING, WaitingRoom } from '../../../src/main/tools/relay/faults/room.ts';
import { StreamPipeline } from '../../../src/main/tools/relay/faults/stream.ts';

const MiB = 1024 * 1024;
const stream = (faults: Partial<Faults>, room = new WaitingRoom()) =>
  new StreamPipeline({ ...NO_FAULTS, ...faults }, 0, () => undefined, room);

/** Takes what is due, and answers how many bytes that were. */
function drain(pipeline: StreamPipeline, now: number): number {
  let bytes = 0;
  for (let op = pipeline.take(now); op; op = pipeline.take(now))
    if (op.kind === 'write') bytes += op.bytes.length;
  return bytes;
}

test('a GiB through a delay of 10 s never has more than 16 MiB inside', () => {
  const room = new WaitingRoom();
  const pipeline = stream({ delayMs: 10_000 }, room);
  const read = new Uint8Array(64 * 1024);
  const size = 1024 * MiB;
  let [sent, came, most, now] = [0, 0, 0, 0];
  while (came < size) {
    while (sent < size && !pipeline.full) {
      pipeline.push(read, now);
      sent += read.length;
    }
    most = Math.max(most, room.held);
    now = Math.max(now, pipeline.next(now) ?? now);
    came += drain(pipeline, now);
  }
  expect(came).toBe(size);
  expect(most).toBeGreaterThan(15 * MiB);
  expect(most).toBeLessThan(17 * MiB);
  expect(pipeline).toMatchObject({ waiting: 0, clear: false, full: false });
  expect(room.held).toBe(0);
});

test('reads of one byte count with what they cost', () => {
  const pipeline = stream({ delayMs: 10_000 });
  let reads = 0;
  for (; !pipeline.full; reads++) pipeline.push(Uint8Array.of(1), 0);
  expect(reads).toBeLessThan(70_000);
  // Those that are collected to be one write, too.
  const joined = stream({ coalesceMs: 10_000 });
  for (reads = 0; !joined.full; reads++) joined.push(Uint8Array.of(1), 0);
  expect(reads).toBeLessThan(70_000);
});

test('where many hold much, each does with the least until there is room again', () => {
  const room = new WaitingRoom();
  const others = room.part();
  others.set(128 * MiB, 0);
  const pipeline = stream({ delayMs: 100 }, room);
  pipeline.push(new Uint8Array(LEAST_WAITING), 0);
  expect(pipeline.full).toBe(true);
  others.set(0, 0);
  expect(pipeline.full).toBe(false);
  expect(drain(pipeline, 100)).toBe(LEAST_WAITING);
});

test('stopped, it lets go of what waits and still counts it', () => {
  const room = new WaitingRoom();
  const pipeline = stream({ delayMs: 10_000, coalesceMs: 50 }, room);
  pipeline.push(new Uint8Array(1000), 0);
  drain(pipeline, 60);
  pipeline.push(new Uint8Array(500), 60);
  pipeline.stop();
  expect(room.held).toBe(0);
  expect(pipeline).toMatchObject({ received: 1500, forwarded: 0, waiting: 1500 });
  expect(pipeline.next(60)).toBeNull();
  expect(pipeline.take(1e9)).toBeNull();
});

test('a black hole holds nothing of a client that sends for ever', () => {
  const room = new WaitingRoom();
  const pipeline = stream({ blackHoleFrom: 10, delayMs: 1000 }, room);
  const read = new Uint8Array(64 * 1024);
  for (let i = 0; i < 10_000; i++) {
    pipeline.push(read, i);
    expect(pipeline.full).toBe(false);
  }
  expect(room.held).toBeLessThan(1000);
  expect(pipeline.lost).toBe(10_000 * read.length - 10);
});

test.each([
  { bytesPerSecond: 100_000, delayMs: 0 },
  { bytesPerSecond: 3000, delayMs: 200 },
  { bytesPerSecond: 10_000_000, delayMs: 500 },
])('$bytesPerSecond B/s after $delayMs ms come out as that, although each timer is late', (faults) => {
  const pipeline = stream(faults);
  const { bytesPerSecond } = faults;
  let [now, came, first] = [0, 0, 0];
  for (let step = 0; now < 20_000; step++) {
    while (!pipeline.full) pipeline.push(new Uint8Array(16 * 1024), now);
    const bytes = drain(pipeline, now);
    if (came === 0 && bytes > 0) first = now;
    came += bytes;
    // As late as a busy machine makes them: 0 to 15 ms.
    now = Math.max(now, pipeline.next(now) ?? now) + ((step * 7) % 16);
  }
  const rate = (came * 1000) / (now - first);
  expect(rate).toBeGreaterThan(bytesPerSecond * 0.99);
  expect(rate).toBeLessThan(bytesPerSecond * 1.01);
});
