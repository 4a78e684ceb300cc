import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { SEGMENT } from '../../src/main/bench/capture/segment-log.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';

const MiB = 1024 * 1024;
let folder: string;
let store: CaptureStore;
let captures: Capture[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pressure-test-'));
  store = new CaptureStore(folder, { memory: 16 * MiB, spill: 1024 * MiB });
  captures = Array.from({ length: 100 }, (_, i) => new Capture(store, `c${i}`));
});
afterEach(async () => {
  for (const capture of captures) await capture.remove();
  await store.close();
  await rm(folder, { recursive: true });
});

/** Waits until there is room, as one who goes on in the same turn in which he is told. */
const room = () =>
  new Promise<void>((resolve, reject) =>
    store.wait({ roomAgain: resolve, stalled: ({ code }) => reject(new Error(code)) }),
  );

/** Adds to each capture in turn; answers how often that had to wait. */
async function fill(rounds: number, size: number): Promise<number> {
  let waits = 0;
  for (let i = 0; i < rounds; i++) {
    for (const capture of captures) {
      capture.data('in', Buffer.alloc(size));
      if (store.hasRoom) continue;
      waits++;
      await room();
    }
  }
  return waits;
}

it('who fills the room at once when told of it, and waits again, is told again', async () => {
  await fill(12, 32 * 1024);
  expect(captures.every((capture) => capture.length('in') === 12 * 32 * 1024)).toBe(true);
});

it('many captures with little to say each do not wait for the disk at every row', async () => {
  await fill(12, 32 * 1024);
  // 100 captures hold their latest rows in tails; large ones for a few bytes each would be over the limit.
  await fill(20, 32);
  expect(await fill(100, 32)).toBeLessThan(100);
});

it('memory that was given back serves the next capture, and with what is in use stays within the limit', async () => {
  const seen = new Set<ArrayBufferLike>();
  const held: Buffer[] = [];
  for (let i = 0; i < 40; i++) held.push(store.take(SEGMENT));
  for (const buffer of held) {
    seen.add(buffer.buffer);
    store.give(buffer);
  }
  const again = held.map(() => store.take(SEGMENT));
  expect(again.filter((buffer) => seen.has(buffer.buffer)).length).toBe(16);
  for (const buffer of again) store.give(buffer);
});
