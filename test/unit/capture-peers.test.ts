import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';

const MiB = 1024 * 1024;
let folder: string;
let store: CaptureStore;
let capture: Capture;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capture-peers-'));
  store = new CaptureStore(folder, { memory: 128 * MiB, spill: 1024 * MiB });
  capture = new Capture(store, 'a');
});
afterEach(async () => {
  await capture.remove();
  await store.close();
  await rm(folder, { recursive: true });
});

/** What a scan of all rows finds. */
const scan = async (peer: string): Promise<number[]> =>
  (await capture.page(0, capture.rows.count)).rows.filter((row) => row.peer === peer).map((row) => row.seq);

const seqs = async (peer: string, from: number, count: number, signal?: AbortSignal): Promise<number[]> =>
  (await capture.peerPage(peer, from, count, signal)).rows.map((row) => row.seq);

describe('the rows of one peer', () => {
  it('are those that a scan finds, wherever it is asked for and while more come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(3), { maxLength: 700 }), { minLength: 1, maxLength: 4 }),
        fc.nat(1500),
        fc.integer({ min: 1, max: 300 }),
        async (parts, from, count) => {
          for (const part of parts) {
            for (const who of part) {
              if (who === 3) capture.event('note', 'A step.');
              else capture.data(who === 0 ? 'out' : 'in', Buffer.from([who]), `10.0.0.${who}:1`);
            }
            for (const peer of ['10.0.0.0:1', '10.0.0.1:1', '10.0.0.2:1']) {
              const all = await scan(peer);
              expect(capture.peerRows(peer)).toBe(all.length);
              expect(await seqs(peer, from, count)).toEqual(all.slice(from, from + count));
            }
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('bring their bytes, their place and their direction', async () => {
    capture.data('in', Buffer.from('one'), 'a:1');
    capture.data('in', Buffer.from('other'), 'b:2');
    capture.data('out', Buffer.from('two'), 'a:1');
    capture.data('in', new Uint8Array(), 'a:1');
    const { rows, preview } = await capture.peerPage('a:1', 0, 10);
    expect(rows.map(({ seq, kind, length, offset, peer }) => [seq, kind, length, offset, peer])).toEqual([
      [0, 'in', 3, 0, 'a:1'],
      [2, 'out', 3, 0, 'a:1'],
      [3, 'in', 0, 8, 'a:1'],
    ]);
    expect(Buffer.from(preview).toString()).toBe('onetwo');
    expect(await seqs('nobody:1', 0, 10)).toEqual([]);
  });

  it('are found among many that were spilled to the disk', async () => {
    store.limits = { memory: 2 * MiB, spill: 1024 * MiB };
    for (let i = 0; i < 300_000; i++) {
      capture.data('in', Buffer.from([i]), i % 50_000 === 7 ? 'rare:1' : `often:${i % 3}`);
      if (!capture.hasRoom)
        await new Promise<void>((resolve, reject) =>
          store.wait({ roomAgain: resolve, stalled: ({ code }) => reject(new Error(code)) }),
        );
    }
    expect(await seqs('rare:1', 0, 100)).toEqual([7, 50_007, 100_007, 150_007, 200_007, 250_007]);
    expect(await seqs('rare:1', 5, 100)).toEqual([250_007]);
    const often = capture.peerRows('often:1');
    expect(await seqs('often:1', often - 2, 100)).toHaveLength(2);
  });

  it('stop being looked for when nobody wants them any more', async () => {
    for (let i = 0; i < 100_000; i++) capture.data('in', Buffer.from([i]), 'often:1');
    capture.data('in', Buffer.from('x'), 'rare:1');
    const abort = new AbortController();
    const looking = seqs('rare:1', 0, 1, abort.signal);
    abort.abort();
    await expect(looking).rejects.toThrow(/abort/i);
    expect(await seqs('rare:1', 0, 1)).toEqual([100_000]);
  });

  it('are counted past the number of peers that are looked at in turn', async () => {
    for (let i = 0; i < 2000; i++) capture.data('in', Buffer.from([i]), `10.0.0.1:${i % 20}`);
    for (const turn of [0, 1]) {
      for (let port = 0; port < 20; port++)
        expect(await seqs(`10.0.0.1:${port}`, turn, 1)).toEqual([port + turn * 20]);
    }
    expect(capture.peers(3)).toEqual(['10.0.0.1:0', '10.0.0.1:1', '10.0.0.1:2']);
    expect(capture.peerCount).toBe(20);
  });
});
