import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blob, type TestBench, withBench } from '../../support/bench.ts';
import { conversation, exported, openFile } from '../../support/captures.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { connect, listen, send } from '../../support/tcp.ts';
import { secure } from '../../support/tls.ts';
import { faults, fields, followTcp } from '../../support/tshark.ts';
import { bind, datagrams, sendTo } from '../../support/udp.ts';

failOnLeaks();

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
