import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type TestBench, withBench } from '../../support/bench.ts';
import { makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startPeer, stopPeers } from '../../support/peer.ts';
import { startRelay } from '../../support/relay.ts';
import { connectTo, LISTEN, outcome, path, receiver, sendTo, sha256Of } from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopPeers);

const MiB = 1024 * 1024;
const tls = { certificate: { kind: 'made' } } as const;

async function fileOf(bench: TestBench, size: number) {
  const file = join(bench.folder, 'a.bin');
  // As digits: s_client takes a block of its input that begins with Q or R for a command.
  await writeFile(file, randomBytes(size).toString('hex'));
  return file;
}

test('a certificate that can’t be trusted is refused before a byte goes, and can be trusted by a button', () =>
  withBench(async (bench) => {
    const { port, listener } = await receiver(bench, { mode: 'verified', place: { ...LISTEN, tls } });
    const items = [path(await fileOf(bench, 10))];
    const send = async (trust: object) => {
      const { session } = await bench.client.transfer.send({
        place: { ...connectTo(port), tls: trust },
        mode: 'verified',
        items,
      });
      return outcome(bench, session ?? '');
    };
    const refused = await send({});
    expect(refused).toMatchObject({
      state: 'failed',
      details: { outcome: 'broken', tls: { state: 'failed' } },
    });
    const mend = refused.failure?.mends.find(({ set }) => 'pin' in set);
    expect(mend).toMatchObject({ form: 'reconnect', submit: true });
    const [first] = await bench.watch.accepted(listener);
    expect((await outcome(bench, first?.id ?? '')).details.bytes.moved).toBe(0);
    const { session } = await bench.client.transfer.resume({ session: refused.id, change: mend?.set });
    const trusted = await outcome(bench, session);
    expect(trusted.details).toMatchObject({
      outcome: 'whole',
      tls: { state: 'on', verification: 'pinned' },
    });
  }));

test('one who speaks plain text to a listener of TLS is told so, and nothing is written', () =>
  withBench(async (bench) => {
    const { port, listener } = await receiver(bench, { mode: 'plain', place: { ...LISTEN, tls } });
    const id = await sendTo(bench, port, { mode: 'plain', items: [path(await fileOf(bench, MiB))] });
    const [accepted] = await bench.watch.accepted(listener);
    const { failure, details } = await outcome(bench, accepted?.id ?? '');
    expect(failure?.code).toBe('TLS_PLAIN_PEER');
    expect(details.files.listed).toBe(0);
    await outcome(bench, id);
    await expect(
      bench.client.transfer.receive({
        place: { ...LISTEN, tls: { ...tls, when: 'when-asked' } },
        mode: 'plain',
        folder: bench.folder,
      }),
    ).rejects.toMatchObject({ data: { field: 'tls' } });
  }));

test.each(['plain', 'verified'] as const)(
  'what is changed on its way inside TLS is told of as that: %s',
  (mode) =>
    withBench(async (bench) => {
      const place = { ...LISTEN, tls };
      const { port, listener, folder } = await receiver(bench, { mode, place, fileName: 'a.bin' });
      const relay = await startRelay(bench, port, { toTarget: { flipEvery: 4 * MiB } });
      const file = await fileOf(bench, 8 * MiB);
      const { session } = await bench.client.transfer.send({
        place: { ...connectTo(relay.port), tls: { verify: false } },
        mode,
        items: [path(file)],
      });
      const broken = await outcome(bench, session ?? '');
      const [accepted] = await bench.watch.accepted(listener);
      const there = await outcome(bench, accepted?.id ?? '');
      expect(there.details.outcome).toBe('broken');
      expect(there.failure?.message).toMatch(/TLS/);
      expect(await readdir(folder)).not.toContain('a.bin');
      if (mode === 'plain') return;
      await bench.client.relay.setFaults({ listener: relay.listener, toTarget: {} });
      const resumed = await bench.client.transfer.resume({ session: broken.id });
      const { details } = await outcome(bench, resumed.session);
      expect(details.outcome).toBe('whole');
      expect(details.bytes.resumed).toBeGreaterThan(MiB);
      expect(await sha256Of(join(folder, 'a.bin'))).toBe(await sha256Of(file));
    }),
);

describeWith('openssl', 'plain bytes inside TLS with openssl', () => {
  test('s_client gets a file, and sends one', () =>
    withBench(async (bench) => {
      const file = await fileOf(bench, 3 * MiB + 1);
      const { port } = await bench.client.transfer.send({
        place: { ...LISTEN, tls },
        mode: 'plain',
        items: [path(file)],
      });
      // Without the option it ends with its input, and with it with the connection.
      const client = (to: number, option: string, from: string, into: string) =>
        startPeer('sh', [
          '-c',
          `openssl s_client -quiet ${option} -connect 127.0.0.1:${to} 2>/dev/null < "$0" > "$1"`,
          from,
          into,
        ]).exited();
      await client(port ?? 0, '-ign_eof', '/dev/null', join(bench.folder, 'got'));
      expect(await sha256Of(join(bench.folder, 'got'))).toBe(await sha256Of(file));
      const to = await receiver(bench, { mode: 'plain', fileName: 'b', place: { ...LISTEN, tls } });
      await client(to.port, '-no_ign_eof', file, '/dev/null');
      const [accepted] = await bench.watch.accepted(to.listener);
      expect((await outcome(bench, accepted?.id ?? '')).details.outcome).toBe('whole');
      expect((await readFile(join(to.folder, 'b'))).equals(await readFile(file))).toBe(true);
    }));

  test('s_server that is not trusted gets it by one press, and the keys are saved as it has them', () =>
    withBench(async (bench) => {
      const { server, remove } = await makeAuthority();
      const file = await fileOf(bench, 1000);
      const keys = join(bench.folder, 'keys');
      const files = ['-cert', server.certFile, '-key', server.keyFile, '-keylogfile', keys];
      const peer = startPeer('openssl', ['s_server', '-quiet', '-accept', '0', '-naccept', '2', ...files]);
      const { session } = await bench.client.transfer.send({
        place: { ...connectTo(await peer.port()), tls: { keepKeys: true } },
        mode: 'plain',
        items: [path(file)],
      });
      const refused = await outcome(bench, session ?? '');
      expect(refused.details.tls).toMatchObject({ state: 'failed', verification: 'failed' });
      const again = (change?: object) => bench.client.transfer.resume({ session: refused.id, change });
      // Plain can’t go on where it was; here it had not begun.
      await expect(again()).rejects.toMatchObject({ data: { code: 'CANNOT_RESUME' } });
      const mend = refused.failure?.mends.find(({ set }) => 'pin' in set);
      const { session: next } = await again(mend?.set);
      expect((await outcome(bench, next)).details).toMatchObject({
        outcome: 'whole',
        tls: { verification: 'pinned' },
      });
      expect(await peer.exited()).toBe(0);
      expect(peer.bytes.equals(await readFile(file))).toBe(true);

      await bench.client.transfer.saveKeys({ session: next });
      const saved = bench.host.saved.at(-1);
      expect(saved?.name).toBe(`${next}.keylog.txt`);
      const theirs = await readFile(keys, 'utf8');
      const ours = saved?.bytes.toString().trim().split('\n') ?? [];
      expect(ours.length).toBeGreaterThan(3);
      for (const line of ours) expect(theirs).toContain(line);
      await expect(bench.client.transfer.saveKeys({ session: refused.id })).rejects.toMatchObject({
        data: { code: 'NO_KEYS' },
      });
      await remove();
    }));
});
