import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as waited } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { limitOf } from '../../../src/main/tools/transfer/speed/verdict.ts';
import { frameOf } from '../../../src/main/tools/transfer/verified/messages.ts';
import { PREFACE } from '../../../src/main/tools/transfer/verified/preface.ts';
import { pointsOf, rateOf } from '../../../src/main/tools/transfer/speed/rates.ts';
import { toFailure } from '../../../src/renderer/bridge/failure.ts';
import { stopAwkward, writesPieces } from '../../support/awkward.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { startRelay } from '../../support/relay.ts';
import { answerer, answering, measured, stepOf } from '../../support/speed.ts';
import { receiver } from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopAwkward);

const MB = 1_000_000;
const share = (wire: number, disk: number, cpu: number) => ({ wire, disk, cpu });

test.each([
  ['network', share(0.95, 0, 0.1), share(0.95, 0, 0.1)],
  ['sender', share(0.1, 0, 0.3), share(0.9, 0, 0.1)],
  ['sender', share(0.9, 0, 0.97), share(0.9, 0, 0.5)],
  ['receiver', share(0.9, 0, 0.2), share(0.1, 0, 0.3)],
  ['receiver', share(0.9, 0, 0.6), share(0.8, 0, 0.99)],
  ['sender-disk', share(0.1, 0.8, 0.1), share(0.9, 0, 0.1)],
  ['receiver-disk', share(0.9, 0, 0.1), share(0.1, 0.8, 0.1)],
] as const)('%s is what limits', (limit, sender, receiving) => {
  expect(limitOf(sender, receiving, false)).toBe(limit);
});

test('one program at both ends, with no time left, is told as such', () => {
  const busy = share(0.5, 0, 1);
  expect(limitOf(busy, busy, true)).toBe('machine');
  expect(limitOf(busy, busy, false)).not.toBe('machine');
});

test('a rate leaves the beginning out, and a picture has few points', () => {
  const samples = Array.from({ length: 1000 }, (_, i) => ({ ms: i + 1, bytes: i < 100 ? 0 : (i - 99) * 10 }));
  expect(rateOf(samples)).toBeCloseTo(10_000, 3);
  expect(rateOf([{ ms: 100, bytes: 50 }])).toBe(500);
  expect(rateOf([])).toBe(0);
  // All of it came in the beginning.
  expect(rateOf([100, 250, 400].map((ms) => ({ ms, bytes: 50 })))).toBe(125);
  expect(pointsOf(samples)).toHaveLength(200);
  expect(pointsOf(samples).slice(-1)[0]).toBeCloseTo(10_000, 3);
});

test('both directions are measured with and without disk, and nothing is left behind', () =>
  withBench(async ({ client, folder }) => {
    const before = await readdir(folder);
    await answering(client, folder, async (port, answered) => {
      const update = await measured(client, { port, folder, ms: 1000 });
      expect(update.over).toBe(true);
      expect(update.roundTripMs).toBeGreaterThan(0);
      expect(update.steps.map(({ direction, disk }) => `${direction} ${disk}`)).toEqual([
        'up false',
        'down false',
        'up true',
        'down true',
      ]);
      for (const step of update.steps) {
        expect(step).toMatchObject({ state: 'done', failure: null });
        expect(step.rate).toBeGreaterThan(0);
        expect(step.bytes).toBeGreaterThan(0);
        expect(step.points.length).toBeGreaterThan(1);
        expect(step.limit).not.toBeNull();
      }
      // It hears of the end a moment later, of a busy machine a long one.
      await expect.poll(answered).toMatchObject({ answered: 4, open: 0, failure: null });
    });
    expect(await readdir(folder)).toEqual(before);
  }));

test('a network that lets little through is what limits, and its rate is what is measured', () =>
  withBench(async (bench) => {
    const { client, folder } = bench;
    await answering(client, folder, async (target) => {
      const slow = { bytesPerSecond: 2 * MB };
      const { port } = await startRelay(bench, target, { toTarget: slow, toClient: slow });
      const update = await measured(client, { port, folder, ms: 1500 });
      for (const step of update.steps) {
        expect(step.state).toBe('done');
        // Where all else keeps the processor busy, that is what is told.
        expect(['network', 'machine']).toContain(step.limit);
        // A machine with other work to do makes it slower for moments, never faster.
        expect(Math.max(...step.points) / MB).toBeGreaterThan(1.5);
        expect(step.rate / MB).toBeLessThan(2.5);
      }
    });
  }));

test('a receiver that is slow to take what comes is what limits', () =>
  withBench(async ({ client, folder }) => {
    const slow = await answerer(folder, {
      work: async ({ length }) => {
        await waited((length / MB) * 500);
      },
    });
    try {
      const update = await measured(client, { port: slow.port, folder, disk: false, ms: 1000 });
      expect(stepOf(update, 'up')).toMatchObject({ state: 'done', limit: 'receiver' });
    } finally {
      await slow.close();
    }
  }));

test('the disk that is slow is named, on the side that has it', () =>
  withBench(async ({ client, folder }) => {
    const slow = await answerer(folder, {
      scratch: {
        source: async () => ({
          read: async ({ length }) => {
            await waited((length / MB) * 500);
            return length;
          },
          close: async () => undefined,
        }),
        sink: async () => ({
          write: async ({ length }) => {
            await waited((length / MB) * 500);
          },
          close: async () => undefined,
        }),
      },
    });
    try {
      const update = await measured(client, { port: slow.port, folder, ms: 1500 });
      expect(stepOf(update, 'up', true)).toMatchObject({ state: 'done', limit: 'receiver-disk' });
      expect(stepOf(update, 'down', true)).toMatchObject({ state: 'done', limit: 'sender-disk' });
      for (const direction of ['up', 'down'] as const)
        expect(stepOf(update, direction, true).rate / MB).toBeLessThan(3);
    } finally {
      await slow.close();
    }
  }));

test('a disk that can’t be written to fails its own measurements, and says which side it is on', () =>
  withBench(async ({ client, folder }) => {
    const missing = join(folder, 'not there');
    await answering(client, missing, async (port) => {
      const update = await measured(client, { port, folder });
      expect(update.steps.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'failed']);
      const { failure } = stepOf(update, 'up', true);
      expect(failure?.message).toContain('The other side stopped');
      expect(failure?.message).toContain('not there');
    });
    await answering(client, folder, async (port) => {
      const update = await measured(client, { port, folder: missing });
      expect(update.steps.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'failed']);
      expect(stepOf(update, 'down', true).failure).toMatchObject({ code: 'ENOENT', field: 'folder' });
    });
  }));

test('what does not measure is told by name', () =>
  withBench(async (bench) => {
    const { client, folder } = bench;
    const http = await writesPieces();
    const [asked] = await Promise.allSettled([
      measured(client, { port: http.port, folder }),
      http.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ]);
    expect(asked).toMatchObject({
      reason: { data: { code: 'NOT_WIREBENCH', message: expect.stringContaining('speaks HTTP') } },
    });
    const files = await receiver(bench, { mode: 'verified' });
    await expect(measured(client, { port: files.port, folder })).rejects.toMatchObject({
      data: { code: 'NOT_MEASURING' },
    });
    await client.transfer.stop({ listener: files.listener, cancel: true });
    await expect(measured(client, { port: files.port, folder })).rejects.toMatchObject({
      data: { code: 'ECONNREFUSED', mends: [] },
    });
    await answering(client, folder, async (port, answered) => {
      await expect(
        (async () => {
          const stream = await client.transfer.speed.answer({ address: '127.0.0.1', port, folder });
          await stream.next();
        })(),
      ).rejects.toMatchObject({ data: { code: 'EADDRINUSE', field: 'port' } });
      expect(answered()).toMatchObject({ answered: 0 });
    });
  }));

test('an end that lies about what came, or sends what can’t be, does no harm', () =>
  withBench(async ({ client, folder }) => {
    const report = (bytes: number, ms: number) =>
      frameOf('report', { run: 'x', bytes, ms, wire: 1, disk: 0, cpu: 0 });
    const lies = [
      Array.from({ length: 5 }, () => frameOf('pong', {})),
      [report(2 ** 53 - 1, 30), ...Array.from({ length: 5000 }, () => report(7, 31)), report(0, 500)],
      [Buffer.from('44ffffffff00000000', 'hex')],
    ];
    let clients = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      const hello = frameOf('hello', { version: 1, role: 'speed' });
      socket.write(Buffer.concat([PREFACE, hello, ...(lies[clients++] ?? [])]));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const { steps } = await measured(client, { port, folder, disk: false });
      expect(steps[0]?.state).toBe('failed');
      expect(steps[0]?.rate).toBeGreaterThanOrEqual(0);
      expect(steps[0]?.points.length).toBeLessThan(10);
      expect(steps[1]).toMatchObject({ state: 'failed', failure: { code: 'DAMAGED' } });
    } finally {
      server.close();
      await once(server, 'close');
    }
  }));

test('fields that can’t be meant are named', () =>
  withBench(async ({ client, folder }) => {
    const refused = async (input: { host: string; port: number; ms?: number }) => {
      try {
        await (await client.transfer.speed.measure({ ...input, folder })).next();
      } catch (error) {
        return toFailure(error).message;
      }
      return 'taken';
    };
    expect(await refused({ host: 'a b', port: 1 })).toContain('Host can’t contain spaces.');
    expect(await refused({ host: 'a', port: 0 })).toContain('Port must be a whole number from 1 to 65535.');
    expect(await refused({ host: 'a', port: 1, ms: 1 })).toContain('from 0.2 to 60 seconds');
  }));

test('cancelled in the middle, nothing stays open on either side', () =>
  withBench(async ({ client, folder }) => {
    await answering(client, folder, async (port) => {
      const stop = new AbortController();
      const stream = await client.transfer.speed.measure(
        { host: '127.0.0.1', port, folder, ms: 60_000 },
        { signal: stop.signal },
      );
      for (let moving = false; !moving;) {
        const { done, value } = await stream.next();
        moving = done === true || value.steps.some(({ bytes }) => bytes > MB);
      }
      stop.abort();
      await expect(stream.next()).rejects.toThrow();
    });
  }));
