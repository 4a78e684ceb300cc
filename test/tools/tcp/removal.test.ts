import { afterEach, expect, test } from 'vitest';
import { floods, stopAwkward } from '../../support/awkward.ts';
import { blob, type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { connect, ended } from '../../support/tcp.ts';

const MiB = 1024 * 1024;

failOnLeaks();
afterEach(stopAwkward);

/** A session that has ended with `size` bytes in. */
async function flooded(bench: TestBench, size: number): Promise<string> {
  const peer = await floods(size);
  const { id } = await connect(bench, { port: peer.port });
  await bench.watch.session(id, 'ends', ended);
  return id;
}

/** Nothing of 16 bytes that never comes. */
const needle = blob('never to be seen');

for (const [where, memoryLimit] of [
  ['in memory', 256 * MiB],
  ['on the disk', 16 * MiB],
] as const) {
  test(`what is read of a session that is removed meanwhile is not found: bytes ${where}`, () =>
    withBench(
      async (bench) => {
        const { capture } = bench.client;
        const session = await flooded(bench, 64 * MiB);
        const reads = [
          ...Array.from({ length: 4 }, () => capture.find({ session, direction: 'in', needle, from: 0 })),
          ...Array.from({ length: 40 }, (_, i) =>
            capture.bytes({ session, direction: 'in', offset: i * MiB, length: MiB }),
          ),
          ...Array.from({ length: 4 }, () =>
            capture.pair({ left: session, right: session, from: 200, count: 512 }),
          ),
        ];
        const results = Promise.allSettled(reads);
        await bench.client.bench.remove({ ids: [session] });
        const codes = (await results)
          .filter((result) => result.status === 'rejected')
          .map(({ reason }: PromiseRejectedResult) => (reason as { data?: { code?: string } }).data?.code);
        expect(codes.length).toBeGreaterThan(0);
        expect(new Set(codes)).toEqual(new Set(['NOT_FOUND']));
      },
      { settings: { memoryLimit } },
    ));
}

test('saving a session that is removed meanwhile fails, and is not a short file', () =>
  withBench(async (bench) => {
    const session = await flooded(bench, 8 * MiB);
    const { host } = bench;
    host.save = async (source, signal) => {
      let bytes = 0;
      for await (const piece of source.read(signal)) {
        bytes += piece.length;
        await bench.client.bench.remove({ ids: [session] });
      }
      return { kind: 'saved', path: source.name, bytes };
    };
    await expect(
      bench.client.capture.save({ session, direction: 'in', offset: 0, length: 8 * MiB, name: 'x' }),
    ).rejects.toMatchObject({ code: 'FAILED', data: { code: 'NOT_FOUND' } });
  }));

test('a file that cannot be written is explained', () =>
  withBench(async (bench) => {
    const session = await flooded(bench, MiB);
    bench.host.save = () =>
      Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' }));
    await expect(
      bench.client.capture.save({ session, direction: 'in', offset: 0, length: MiB, name: 'x' }),
    ).rejects.toMatchObject({ code: 'FAILED', data: { code: 'ENOSPC' } });
  }));

test('a search through memory lets others have their turn, and can be stopped', () =>
  withBench(
    async (bench) => {
      const session = await flooded(bench, 64 * MiB);
      const stop = new AbortController();
      const search = bench.client.capture.find(
        { session, direction: 'in', needle, from: 0, ignoreCase: true },
        { signal: stop.signal },
      );
      let through = false;
      const ended_ = search.finally(() => (through = true)).catch(() => undefined);
      // Answers that come back while it searches.
      for (let i = 0; i < 3; i++) await bench.client.settings.get();
      expect(through).toBe(false);
      stop.abort();
      await expect(search).rejects.toThrow();
      await ended_;
    },
    { settings: { memoryLimit: 256 * MiB } },
  ));
