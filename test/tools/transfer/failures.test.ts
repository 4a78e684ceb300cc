import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type TestBench, withBench } from '../../support/bench.ts';
import { floods, neverReads, resetsMidMessage, stopAwkward } from '../../support/awkward.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import {
  connectTo,
  endless,
  LISTEN,
  outcome,
  path,
  receiver,
  sendTo,
  sha256Of,
  until,
} from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopAwkward);

const MiB = 1024 * 1024;

async function fileOf(bench: TestBench, size: number, name = 'a.bin') {
  const file = join(bench.folder, name);
  await writeFile(file, Buffer.alloc(size, name));
  return path(file);
}

/** A port of this machine on which nothing listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

test('a refused connection says why, and offers to receive there', () =>
  withBench(async (bench) => {
    const port = await deadPort();
    const id = await sendTo(bench, port, { mode: 'plain', items: [await fileOf(bench, 10)] });
    const { state, failure, details } = await outcome(bench, id);
    expect({ state, outcome: details.outcome }).toEqual({ state: 'failed', outcome: 'broken' });
    expect(failure?.code).toBe('ECONNREFUSED');
    expect(failure?.mends).toContainEqual({
      label: `Receive on 127.0.0.1 port ${port}`,
      form: 'transfer receive',
      set: { address: '127.0.0.1', port },
      submit: false,
    });
    expect(failure?.mends.map(({ form }) => form)).toContain('transfer send');
    await expect(bench.client.transfer.resume({ session: id })).rejects.toMatchObject({
      data: { code: 'CANNOT_RESUME' },
    });
  }));

test('a port that is taken says by whom, and mends the form it is of', () =>
  withBench(async (bench) => {
    const { port, folder } = await receiver(bench, { mode: 'plain' });
    const again = bench.client.transfer.receive({ place: { ...LISTEN, port }, mode: 'plain', folder });
    await expect(again).rejects.toMatchObject({
      data: {
        code: 'EADDRINUSE',
        field: 'port',
        message: expect.stringContaining('Wirebench itself') as string,
        mends: expect.arrayContaining([
          {
            label: 'Use any free port',
            form: 'transfer receive',
            set: { how: 'listen', port: 0 },
            submit: true,
          },
        ]) as unknown[],
      },
    });
  }));

test('one connection more than wanted is closed and counted', () =>
  withBench(async (bench) => {
    const folder = join(bench.folder, 'in');
    const { listener, port } = await bench.client.transfer.receive({
      place: { ...LISTEN, maxClients: 1 },
      mode: 'plain',
      folder,
    });
    const items = [await endless(bench)];
    const first = await sendTo(bench, port ?? 0, { mode: 'plain', items });
    const [receiving] = await bench.watch.accepted(listener ?? '');
    await bench.client.transfer.pause({ session: receiving?.id ?? '', on: true });
    await outcome(bench, await sendTo(bench, port ?? 0, { mode: 'plain', items }));
    const told = await bench.watch.until('one refused', () => {
      const one = bench.watch.listeners.get(listener ?? '');
      return one?.refused === 1 && one;
    });
    expect(told.failure).toMatchObject({ code: 'MAX_CLIENTS', field: 'max connections' });
    await bench.client.transfer.stop({ listener: listener ?? '', cancel: true });
    expect((await outcome(bench, first)).details.outcome).toBe('broken');
    expect(bench.watch.listeners.get(listener ?? '')?.state).toBe('closed');
  }));

test('what plain mode can’t send is refused before anything is opened', () =>
  withBench(async (bench) => {
    const { port } = await receiver(bench, { mode: 'plain' });
    const one = await fileOf(bench, 10);
    for (const items of [[one, one], [path(bench.folder)]])
      await expect(sendTo(bench, port, { mode: 'plain', items })).rejects.toMatchObject({
        data: { code: 'ONE_FILE', field: 'files' },
      });
    await expect(
      sendTo(bench, port, { mode: 'plain', items: [{ kind: 'loan', loan: 'none' }] }),
    ).rejects.toMatchObject({ data: { code: 'LOAN_GONE' } });
    await expect(sendTo(bench, port, { mode: 'plain', items: [] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  }));

test('a folder that can’t be one is refused by name', () =>
  withBench(async (bench) => {
    await fileOf(bench, 10, 'file');
    const folder = join(bench.folder, 'file', 'within');
    await expect(
      bench.client.transfer.receive({ place: LISTEN, mode: 'plain', folder }),
    ).rejects.toMatchObject({ data: { field: 'folder' } });
  }));

test.runIf(process.platform === 'linux')('a folder is refused where the system makes none', () =>
  withBench(async (bench) => {
    for (const folder of ['/proc/wirebench', '/proc/wirebench/within'])
      await expect(
        bench.client.transfer.receive({ place: LISTEN, mode: 'plain', folder }),
      ).rejects.toMatchObject({
        data: { code: 'ENOENT', field: 'folder', message: expect.stringContaining(folder) },
      });
  }),
);

test('a verified sender is told at once by who receives tar, though it waits for an answer', () =>
  withBench(async (bench) => {
    const { listener, port, folder } = await receiver(bench, { mode: 'tar' });
    const sent = await sendTo(bench, port, { mode: 'verified', items: [await fileOf(bench, 10)] });
    const [accepted] = await bench.watch.accepted(listener);
    expect((await outcome(bench, accepted?.id ?? '')).failure).toMatchObject({
      code: 'NOT_TAR',
      message: expect.stringContaining('a verified transfer') as string,
      hint: 'Receive it in Verified mode.',
    });
    expect((await outcome(bench, sent)).details.outcome).toBe('broken');
    expect(await readdir(folder)).toEqual([]);
  }));

test('a sender that resets in the middle leaves a part, and no file', () =>
  withBench(async (bench) => {
    const server = await resetsMidMessage();
    const folder = join(bench.folder, 'in');
    await mkdir(folder);
    const { session } = await bench.client.transfer.receive({
      place: connectTo(server.port),
      mode: 'plain',
      folder,
      fileName: 'b',
    });
    await until(bench, session ?? '', 'has 1018 bytes', ({ bytes }) => bytes.moved === 1018);
    await server.reset();
    expect(await outcome(bench, session ?? '')).toMatchObject({
      state: 'failed',
      failure: { code: 'ECONNRESET' },
      details: { outcome: 'broken', files: { done: 0 }, bytes: { moved: 1018 } },
    });
    const { files } = await bench.client.transfer.files({
      session: session ?? '',
      filter: 'left',
      from: 0,
      count: 10,
    });
    expect(files).toMatchObject([{ path: 'b', state: 'waiting', moved: 1018 }]);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toEqual([]);
  }));

test('a receiver that never reads holds the sender up until the user cancels', () =>
  withBench(async (bench) => {
    const server = await neverReads();
    const id = await sendTo(bench, server.port, {
      mode: 'plain',
      items: [await endless(bench)],
    });
    await until(bench, id, 'has begun', ({ bytes }) => bytes.moved > 0);
    await bench.client.transfer.cancel({ session: id });
    const { details } = await outcome(bench, id);
    expect(details.outcome).toBe('cancelled');
    expect(details.bytes.moved).toBeLessThan(1024 * MiB);
  }));

test('a flood is written as it came', () =>
  withBench(async (bench) => {
    const server = await floods(96 * MiB + 11);
    const folder = join(bench.folder, 'in');
    const { session } = await bench.client.transfer.receive({
      place: connectTo(server.port),
      mode: 'plain',
      folder,
      fileName: 'b',
    });
    expect((await outcome(bench, session ?? '')).details.outcome).toBe('whole');
    expect(await sha256Of(join(folder, 'b'))).toBe(server.sha256);
  }));

test('a connection that is closed while it is made is told as cancelled', () =>
  withBench(async (bench) => {
    const server = await neverReads();
    // TLS waits for an answer that never comes.
    const { session } = await bench.client.transfer.send({
      place: { ...connectTo(server.port), tls: {} },
      mode: 'plain',
      items: [await fileOf(bench, 10)],
    });
    await until(bench, session ?? '', 'shakes hands', ({ tls }) => tls?.state === 'handshake');
    await bench.client.transfer.cancel({ session: session ?? '' });
    expect((await outcome(bench, session ?? '')).details).toMatchObject({
      outcome: 'cancelled',
      phase: 'ended',
    });
    expect((await readFile(join(bench.folder, 'a.bin'))).length).toBe(10);
  }));
