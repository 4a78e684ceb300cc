import { once } from 'node:events';
import { expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { conversation, exported } from '../../support/captures.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { connect, listen, onlyClient, send } from '../../support/tcp.ts';

failOnLeaks();

test('a download that the browser gives up is told', () =>
  withBench(async (bench) => {
    const { client } = await conversation(bench);
    bench.host.save = (source) => {
      queueMicrotask(() => source.ended?.(false));
      return Promise.resolve({ kind: 'download', url: '/save/x' });
    };
    const told: string[] = [];
    const read = async () => {
      for await (const event of await bench.client.export.start({
        name: 'x',
        format: 'pcapng',
        what: { session: client.id },
      }))
        told.push(event.kind);
    };
    await expect(read()).rejects.toMatchObject({ data: { code: 'DOWNLOAD_DROPPED' } });
    expect(told).toEqual(['started', 'download']);
  }));

test('a download of a session that is removed meanwhile is told as such', () =>
  withBench(async (bench) => {
    const { client } = await conversation(bench);
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    bench.host.save = (source) => {
      const fetched = async () => {
        await begun;
        for await (const _piece of source.read());
      };
      void fetched().then(
        () => source.ended?.(true),
        () => source.ended?.(false),
      );
      return Promise.resolve({ kind: 'download', url: '/save/x' });
    };
    const read = async () => {
      const what = { session: client.id };
      for await (const event of await bench.client.export.start({ name: 'x', format: 'text', what }))
        if (event.kind === 'download') await bench.client.bench.remove({ ids: [client.id] }).then(begin);
    };
    await expect(read()).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  }));

test('an export that is cancelled stops its file, and the bench goes on', () =>
  withBench(async (bench) => {
    const { client } = await conversation(bench);
    let stopped: (reason: string) => void = () => undefined;
    const end = new Promise<string>((resolve) => (stopped = resolve));
    bench.host.save = async (source, signal) => {
      try {
        for await (const piece of source.read(signal)) {
          // As a disk that takes no more for now.
          if (piece.length > 0) await once(signal as AbortSignal, 'abort');
        }
        stopped('read to its end');
      } catch (error) {
        stopped(error instanceof Error ? error.name : 'thrown');
        throw error;
      }
      return { kind: 'cancelled' };
    };
    const stop = new AbortController();
    const stream = await bench.client.export.start(
      { name: 'x', format: 'pcapng', what: { session: client.id } },
      { signal: stop.signal },
    );
    const read = async () => {
      for await (const event of stream) if (event.kind === 'progress') stop.abort();
    };
    // How the stream ends for who gave it up is not of interest here.
    await Promise.allSettled([read()]);
    expect(await end).toBe('AbortError');
    expect((await bench.rows(client.id)).length).toBeGreaterThan(2);
  }));

test('an export holds what was there when it began, and of what is wanted', () =>
  withBench(async (bench) => {
    const { listener, port } = await listen(bench);
    const client = await connect(bench, { port });
    const server = await onlyClient(bench, listener);
    await send(bench, client.id, 'first');
    await bench.watch.session(server.id, 'has it', (s) => s.counts.bytesIn === 5);
    const stream = await bench.client.export.start({
      name: 'x',
      format: 'raw',
      what: { session: client.id, direction: 'out' },
    });
    for await (const event of stream) if (event.kind === 'started') await send(bench, client.id, 'second');
    expect(bench.host.saved.pop()?.bytes.toString()).toBe('first');
    const { file } = await exported(bench, {
      format: 'text',
      what: { session: client.id, direction: 'out', rows: { first: 0, last: 99 } },
    });
    expect(file.toString()).toMatch(
      /^# 127\.0\.0\.1:\d+: tcp, client, .*\n# time.*\n\S+Z\tout\t5\t\tfirst\n\S+Z\tout\t6\t\tsecond\n$/,
    );
  }));

test('what can’t be exported is refused by the field that is to blame', () =>
  withBench(async (bench) => {
    const start = (input: object) => exported(bench, input as never);
    await expect(start({ format: 'raw', what: { session: 'tcp-1' } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    await expect(start({ format: 'text', what: { session: 'tcp-1' } })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    });
    const { listener } = await listen(bench);
    await expect(start({ format: 'pcapng', what: { listener } })).rejects.toMatchObject({
      data: { code: 'NOTHING_TO_EXPORT' },
    });
    await expect(start({ format: 'text', what: { listener } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  }));

test('a session that is removed ends its export with the reason', () =>
  withBench(async (bench) => {
    const { client } = await conversation(bench);
    const stream = await bench.client.export.start({
      name: 'x',
      format: 'raw',
      what: { session: client.id, direction: 'out' },
    });
    const read = async () => {
      for await (const event of stream)
        if (event.kind === 'started') await bench.client.bench.remove({ ids: [client.id] });
    };
    // It may also have been faster.
    await read().catch((error: unknown) => expect(error).toMatchObject({ data: { code: 'NOT_FOUND' } }));
  }));
