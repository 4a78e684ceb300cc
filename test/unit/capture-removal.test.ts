import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';

const MiB = 1024 * 1024;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'removal-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Fills as a session does, until the store has no room or `bytes` are in; false when it is stalled. */
async function fill(store: CaptureStore, capture: Capture, bytes: number): Promise<string | null> {
  for (let done = 0; done < bytes; done += 64 * 1024) {
    capture.data('in', randomBytes(64 * 1024));
    if (capture.hasRoom) continue;
    const failure = await new Promise<string | null>((resolve) =>
      store.wait({ roomAgain: () => resolve(null), stalled: ({ code }) => resolve(code) }),
    );
    if (failure !== null) return failure;
  }
  return null;
}

it('removing while bytes are on their way to the disk counts each byte of the disk once', async () => {
  const store = new CaptureStore(folder, { memory: 4 * MiB, spill: 16 * MiB });
  for (let i = 0; i < 40; i++) {
    const capture = new Capture(store, `c${i}`);
    // Each leaves the store in the middle of spilling.
    expect(await fill(store, capture, 6 * MiB)).toBeNull();
    await capture.remove();
  }
  expect(store.memory).toBe(0);
  const last = new Capture(store, 'last');
  expect(await fill(store, last, 15 * MiB)).toBeNull();
  expect(await fill(store, last, 16 * MiB)).toBe('SPILL_LIMIT');
  await last.remove();
  await store.close();
});

it('removing one does not stop the others with a failure of its own', async () => {
  const store = new CaptureStore(folder, { memory: 4 * MiB, spill: 1024 * MiB });
  const failures: string[] = [];
  const kept = new Capture(store, 'kept');
  const goOn = async () => {
    for (let i = 0; i < 60; i++) {
      const failure = await fill(store, kept, MiB);
      if (failure) failures.push(failure);
    }
  };
  const others = async () => {
    for (let i = 0; i < 60; i++) {
      const other = new Capture(store, `other${i}`);
      const failure = await fill(store, other, 3 * MiB);
      if (failure) failures.push(failure);
      await other.remove();
    }
  };
  await Promise.all([goOn(), others()]);
  expect(failures).toEqual([]);
  await kept.remove();
  expect(store.memory).toBe(0);
  await store.close();
});

it('a spill folder that somebody else deletes stops nothing, and everything is given back', async () => {
  const store = new CaptureStore(folder, { memory: 4 * MiB, spill: 1024 * MiB });
  const capture = new Capture(store, 'a');
  expect(await fill(store, capture, 16 * MiB)).toBeNull();
  const [made] = await readdir(folder);
  await rm(join(folder, made ?? 'none'), { recursive: true });
  const later = new Capture(store, 'b');
  expect(await fill(store, later, 16 * MiB)).toBeNull();
  expect(await capture.read('in', 0, MiB)).toHaveLength(MiB);
  await later.remove();
  await capture.remove();
  expect(store.memory).toBe(0);
  await store.close();
});

it('removing 10,000 captures takes no time that grows with their square', async () => {
  const store = new CaptureStore(folder, { memory: 1024 * MiB, spill: 0 });
  const captures = Array.from({ length: 10_000 }, (_, i) => {
    const capture = new Capture(store, `c${i}`);
    for (let k = 0; k < 10; k++) {
      capture.data('in', Buffer.alloc(300));
      capture.data('out', Buffer.alloc(300));
    }
    return capture;
  });
  // Time of the processor: how long it takes says more about what else the machine does.
  const before = process.cpuUsage();
  await Promise.all(captures.map((capture) => capture.remove()));
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1500);
  expect(store.memory).toBe(0);
  await store.close();
});
