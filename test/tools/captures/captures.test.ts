import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Session } from '../../../src/contract/bench.ts';
import { blob, type TestBench, withBench } from '../../support/bench.ts';
import { exported, openFile } from '../../support/captures.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { connect, ended, listen, onlyClient, send } from '../../support/tcp.ts';
import { secure } from '../../support/tls.ts';
import { faults, fields, followTcp } from '../../support/tshark.ts';
import { bind, datagrams, sendTo } from '../../support/udp.ts';

failOnLeaks();

/** A conversation of both ends of this bench that has ended. */
async function conversation(
  bench: TestBench,
): Promise<{ client: Session; server: Session; listener: string }> {
  const { listener, port } = await listen(bench, { respond: { mode: 'upper-case' } });
  const client = await connect(bench, { port });
  const server = await onlyClient(bench, listener);
  await send(bench, client.id, 'hello\n');
  await send(bench, client.id, randomBytes(200_000));
  await bench.watch.session(client.id, 'has its answers', (s) => s.counts.bytesIn === 200_006);
  await bench.client.tcp.close({ session: client.id });
  for (const { id } of [client, server]) await bench.watch.session(id, 'ends', ended);
  return { client, server, listener };
}

const plain = (rows: Awaited<ReturnType<TestBench['rows']>>) =>
  rows.map(({ seq, time, kind, length, offset, text }) => ({ seq, time, kind, length, offset, text }));

describeWith('tshark', 'what was exported', () => {
  test('opens in tshark, and opened again here it is the same session', () =>
    withBench(async (bench) => {
      const { client } = await conversation(bench);
      const sent = await bench.bytes(client.id, 'out');
      const { file, events } = await exported(bench, { format: 'pcapng', what: { session: client.id } });
      expect(events[0]).toMatchObject({ kind: 'started', bytes: 400_012 });
      expect(events.at(-2)).toMatchObject({ kind: 'progress', bytes: 400_012, written: file.length });
      expect(events.at(-1)).toEqual({ kind: 'done', path: 'export', written: file.length });

      const path = join(bench.folder, 'export.pcapng');
      await writeFile(path, file);
      expect(await faults(path)).toBe('');
      const follow = await followTcp(path);
      expect(follow.opener.equals(sent)).toBe(true);
      expect(follow.answerer.equals(await bench.bytes(client.id, 'in'))).toBe(true);

      for (const format of ['pcapng', 'jsonl'] as const) {
        const again = await exported(bench, { format, what: { session: client.id } });
        const opened = await openFile(bench.client, Uint8Array.from(again.file), 10_000);
        expect(opened.notes).toEqual([]);
        const [id = ''] = opened.sessions;
        const session = await bench.watch.session(id, 'is there', (s) => s.counts.rows > 0);
        expect(session).toMatchObject({
          tool: 'captures',
          state: 'closed',
          role: 'client',
          local: client.local,
          remote: client.remote,
          details: { file: { name: 'test.pcapng' }, protocol: 'tcp', capturedBy: 'tcp', tls: false },
        });
        expect(plain(await bench.rows(id))).toEqual(plain(await bench.rows(client.id)));
        expect((await bench.bytes(id, 'out')).equals(sent)).toBe(true);
        // And it can be exported once more, to the same packets.
        const third = await exported(bench, { format: 'pcapng', what: { session: id } });
        const reopened = await openFile(bench.client, Uint8Array.from(third.file));
        expect(plain(await bench.rows(reopened.sessions[0] ?? ''))).toEqual(
          plain(await bench.rows(client.id)),
        );
      }
    }));

  test('of a listener holds all its sessions, each a stream of its own', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      for (const word of ['one', 'two', 'three']) {
        const client = await connect(bench, { port });
        await send(bench, client.id, word);
      }
      await bench.watch.until(
        'all to come',
        () =>
          [...bench.watch.sessions.values()].filter((s) => s.listener === listener && s.counts.bytesIn > 0)
            .length === 3,
      );
      const { file } = await exported(bench, { format: 'pcapng', what: { listener } });
      const path = join(bench.folder, 'all.pcapng');
      await writeFile(path, file);
      expect(await faults(path)).toBe('');
      const words = [0, 1, 2].map(async (stream) => (await followTcp(path, stream)).opener.toString());
      expect(await Promise.all(words)).toEqual(['one', 'two', 'three']);
      expect((await openFile(bench.client, Uint8Array.from(file))).sessions.length).toBe(3);
    }));

  test('of UDP has each datagram with its peer, and comes back so', () =>
    withBench(async (bench) => {
      const one = await bind(bench);
      const two = await bind(bench);
      const three = await bind(bench);
      await sendTo(bench, two.session, `127.0.0.1:${one.port}`, 'from two');
      await datagrams(bench, one.session, 1);
      await sendTo(bench, three.session, `127.0.0.1:${one.port}`, '');
      await datagrams(bench, one.session, 2);
      await sendTo(bench, one.session, `127.0.0.1:${two.port}`, new Uint8Array(60_000));
      await datagrams(bench, two.session, 1);
      const { file } = await exported(bench, { format: 'pcapng', what: { session: one.session } });
      const path = join(bench.folder, 'udp.pcapng');
      await writeFile(path, file);
      expect(await faults(path)).toBe('');
      expect(await fields(path, 'udp.srcport', 'udp.dstport', 'udp.length')).toEqual([
        [String(two.port), String(one.port), '16'],
        [String(three.port), String(one.port), '8'],
        [String(one.port), String(two.port), '60008'],
      ]);
      const { sessions } = await openFile(bench.client, Uint8Array.from(file));
      expect(await bench.rows(sessions[0] ?? '')).toEqual(await bench.rows(one.session));
    }));

  test('of TLS holds what was decrypted, and says so', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, {
        respond: { mode: 'upper-case' },
        tls: { certificate: { kind: 'made' } },
      });
      const client = await connect(bench, { port, tls: { verify: false } });
      await secure(bench, client.id);
      await send(bench, client.id, 'in secret');
      await bench.watch.session(client.id, 'has its answer', (s) => s.counts.bytesIn === 9);
      const { file } = await exported(bench, { format: 'pcapng', what: { session: client.id } });
      const path = join(bench.folder, 'tls.pcapng');
      await writeFile(path, file);
      expect(await faults(path)).toBe('');
      expect((await followTcp(path)).answerer.toString()).toBe('IN SECRET');
      expect(file.toString('latin1')).toContain('protected by TLS; the payload here is decrypted');
      await bench.client.tcp.stopListening({ listener, closeClients: true });
    }));
});

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

test('a file that is refused, or whose window goes away, leaves nothing on the bench', () =>
  withBench(async (bench) => {
    const none = () => bench.watch.until('nothing to be left', () => bench.watch.sessions.size === 0);
    await expect(openFile(bench.client, new TextEncoder().encode('no capture at all'))).rejects.toMatchObject(
      { data: { code: 'NOT_A_CAPTURE', field: 'file' } },
    );
    const { client, server, listener } = await conversation(bench);
    const { file } = await exported(bench, { format: 'pcapng', what: { session: client.id } });
    await bench.client.bench.remove({ ids: [client.id, server.id, listener] });
    await none();

    const window = bench.openWindow();
    const stream = await window.client.captures.open({ name: 'half.pcapng' });
    for await (const opened of stream) {
      await window.client.captures.feed({
        file: opened.file,
        bytes: blob(Uint8Array.from(file.subarray(0, 100_000))),
      });
      await bench.watch.until('the session', () => bench.watch.sessions.size === 1);
      await window.close();
      break;
    }
    await none();
    await expect(bench.client.captures.feed({ file: 'file-1', bytes: blob('x') })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    });
  }));

test('a file that is damaged in its middle is read up to there', () =>
  withBench(async (bench) => {
    const { client } = await conversation(bench);
    const { file } = await exported(bench, { format: 'pcapng', what: { session: client.id } });
    const { sessions, notes } = await openFile(
      bench.client,
      Uint8Array.from(file.subarray(0, file.length >> 1)),
    );
    expect(sessions.length).toBe(1);
    expect(notes[0]).toMatch(/^The file is damaged at byte [\d,]+: it ends in the middle of a block/);
    expect((await bench.rows(sessions[0] ?? '')).length).toBeGreaterThan(2);
  }));

test('a file that is larger than the captures may be is read as far as there is room', () =>
  withBench(
    async (bench) => {
      const { client } = await conversation(bench);
      const { file } = await exported(bench, { format: 'pcapng', what: { session: client.id } });
      const many = Buffer.concat(Array.from({ length: 120 }, () => file));
      await expect(openFile(bench.client, Uint8Array.from(many))).rejects.toMatchObject({
        data: { code: 'SPILL_LIMIT' },
      });
    },
    { settings: { memoryLimit: 16 * 1024 * 1024, spillLimit: 0 } },
  ));
