import { createHash, randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { MAX_CHUNK } from '../../../src/contract/bridge.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { type Peer, python, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, listen, onlyClient, send } from '../../support/tcp.ts';

const MiB = 1024 * 1024;
const SIZE = 64 * MiB;

failOnLeaks();
afterEach(stopPeers);

/** Sends 64 MiB in calls of 1 MiB and answers their SHA-256. */
async function sendMuch(bench: TestBench, session: string): Promise<string> {
  const digest = createHash('sha256');
  const block = randomBytes(MAX_CHUNK - 3);
  for (let at = 0; at < SIZE; at += block.length) {
    const piece = block.subarray(0, SIZE - at);
    digest.update(piece);
    await send(bench, session, new Uint8Array(piece));
  }
  return digest.digest('hex');
}

const hashOf = async (peer: Peer) => (await peer.until(/sha256 (\w+) (\d+)/)).slice(1);

describeWith('python3', 'large transfers with Python', () => {
  test('64 MiB from a client of ours are captured as they were sent', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = python('transfer.py', 'send', '127.0.0.1', port, SIZE);
      const { id } = await onlyClient(bench, listener);
      const [sha256] = await hashOf(peer);
      const session = await bench.watch.session(id, 'ends', ended);
      expect(session.counts.bytesIn).toBe(SIZE);
      expect(await bench.sha256(id, 'in')).toBe(sha256);
    }));

  test('64 MiB to a client of ours arrive as they were sent', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = python('transfer.py', 'receive', '127.0.0.1', port);
      const { id } = await onlyClient(bench, listener);
      const sha256 = await sendMuch(bench, id);
      await bench.client.tcp.close({ session: id });
      expect(await hashOf(peer)).toEqual([sha256, String(SIZE)]);
      expect(await bench.sha256(id, 'out')).toBe(sha256);
    }));

  test('64 MiB through the echo responder come back whole, with both directions captured', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { respond: { mode: 'echo' } });
      const { id } = await connect(bench, { port });
      const sha256 = await sendMuch(bench, id);
      await bench.watch.session(id, 'has it all back', (s) => s.counts.bytesIn === SIZE);
      const there = await onlyClient(bench, listener);
      for (const [session, direction] of [
        [id, 'out'],
        [there.id, 'in'],
        [there.id, 'out'],
        [id, 'in'],
      ] as const) {
        expect(await bench.sha256(session, direction)).toBe(sha256);
      }
    }));
});

describeWith(['socat', 'ncat'], 'large transfers with programs', () => {
  test('64 MiB from ncat, whose input is fed as fast as it reads', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = startPeer('ncat', ['--send-only', '127.0.0.1', String(port)]);
      const block = randomBytes(MiB);
      const digest = createHash('sha256');
      for (let n = 0; n < 64; n++) {
        digest.update(block);
        await peer.write(block);
      }
      peer.end();
      const { id } = await onlyClient(bench, listener);
      await bench.watch.session(id, 'ends', ended);
      expect(await bench.sha256(id, 'in')).toBe(digest.digest('hex'));
    }));

  test('64 MiB to socat as a server', () =>
    withBench(async (bench) => {
      const peer = startPeer('socat', ['-u', 'TCP-LISTEN:0,bind=127.0.0.1', '-']);
      const { id } = await connect(bench, { port: await peer.port() });
      const sha256 = await sendMuch(bench, id);
      await bench.client.tcp.close({ session: id });
      expect(await peer.exited()).toBe(0);
      expect(createHash('sha256').update(peer.bytes).digest('hex')).toBe(sha256);
    }));
});
