import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { RespondInfo } from '../../../src/contract/respond.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { ANY, exactly, listenByRules, pattern, setOf } from '../../support/rules.ts';
import { listen, onlyClient } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

const MiB = 1024 * 1024;
type Told = NonNullable<RespondInfo['rules']>;

/** What a listener tells of its rules, once it is as wanted. */
const rulesTold = (bench: TestBench, listener: string, what: string, wanted: (rules: Told) => boolean) =>
  bench.watch.until(`${listener} ${what}`, () => {
    const told = bench.watch.listeners.get(listener);
    const rules = told?.tool === 'tcp' ? told.details.respond.rules : null;
    return rules && wanted(rules) ? rules : null;
  });

for (const [name, of] of [
  ['ncat', (port: number) => ['ncat', ['127.0.0.1', String(port)]] as const],
  ['socat', (port: number) => ['socat', ['-', `TCP:127.0.0.1:${port}`]] as const],
] as const) {
  describeWith(name, `${name} against rules`, () => {
    test('a capture answers, by lines, and the rest by what no rule matched', () =>
      withBench(async (bench) => {
        const { port, listener, set } = await listenByRules(
          bench,
          [{ name: 'Hello', match: pattern('^HELO (\\S+)$'), answers: ['250 hello $1\\r\\n'] }],
          { framing: { kind: 'lines' }, otherwise: { encoding: 'text', text: '500 what?\\r\\n' } },
        );
        const [command, args] = of(port);
        const peer = startPeer(command, [...args]);
        await peer.write('HELO one\r\nHELO two\r\nN');
        await peer.write('OPE\r\n');
        await peer.until(/^250 hello one\r\n250 hello two\r\n500 what\?\r\n$/);
        const told = await rulesTold(bench, listener, 'tells its counts', (rules) => rules.unmatched === 1);
        expect(told).toMatchObject({ set: set.id, rules: [{ name: 'Hello', matched: 2 }] });
      }));
  });
}

describeWith('python3', 'Python against rules', () => {
  test('steps: the first message gets one answer, the second another, for each connection', () =>
    withBench(async (bench) => {
      const { port } = await listenByRules(
        bench,
        [
          { match: ANY, step: 1, answers: ['first'] },
          { match: ANY, step: 2, answers: ['second'] },
        ],
        { afterSteps: 'wrap' },
      );
      for (let n = 0; n < 2; n++) {
        const peer = python('ask.py', port, 'x', 'y', 'z');
        await peer.until(/^b'first'\nb'second'\nb'first'\n$/);
      }
    }));

  test('close and reset after the answer', () =>
    withBench(async (bench) => {
      const { port } = await listenByRules(bench, [
        { match: exactly('bye'), answers: ['so long'], after: 'close' },
        { match: exactly('drop'), after: 'reset' },
      ]);
      await python('ask.py', port, 'bye', 'more').until(/^b'so long'\n(b''|reset)\n$/);
      await python('ask.py', port, 'drop').until(/^reset\n$/);
    }));

  test('a set that is changed answers otherwise at once; one that is removed not at all', () =>
    withBench(async (bench) => {
      const { port, listener, set } = await listenByRules(bench, [{ match: ANY, answers: ['old'] }]);
      const peer = startPeer('python3', ['-u', '-c', ASK, String(port)]);
      await peer.write('a\n');
      await peer.until(/^old\n$/);
      await bench.client.rules.save({ ...setOf([{ match: ANY, answers: ['new'] }]), id: set.id });
      await peer.write('b\n');
      await peer.until(/^old\nnew\n$/);
      await bench.client.rules.remove({ set: set.id });
      await peer.write('c\n');
      const session = await onlyClient(bench, listener);
      await bench.watch.session(session.id, 'has it', (s) => s.counts.bytesIn === 3);
      const last = (await bench.rows(session.id)).at(-1);
      expect(last).toMatchObject({ kind: 'error', text: 'The rules are gone: nothing is answered.' });
    }));
});

/** Sends a byte of each line of its input, and prints what comes back. */
const ASK = `
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
    for line in sys.stdin:
        s.sendall(line[:1].encode())
        print(s.recv(99).decode(), flush=True)
`;

describeWith('socat', 'the order and the end of answers', () => {
  test('a short delay never overtakes a long one, and what is due is sent though the peer has ended', () =>
    withBench(async (bench) => {
      const { port } = await listenByRules(
        bench,
        [
          { match: exactly('slow'), answers: [{ text: 'slow ', delayMs: 200 }, 'more '] },
          { match: exactly('fast'), answers: ['fast'] },
        ],
        { framing: { kind: 'lines' } },
      );
      const peer = startPeer('socat', ['-t', '60', '-', `TCP:127.0.0.1:${port}`]);
      await peer.write('slow\nfast\n');
      peer.end();
      await peer.until(/^slow more fast$/);
      expect(await peer.exited()).toBe(0);
    }));

  test('a last line without its end is answered when the peer ends', () =>
    withBench(async (bench) => {
      const { port } = await listenByRules(
        bench,
        [{ match: pattern('^(\\w+)$'), answers: [{ text: '<$1>', delayMs: 20 }] }],
        { framing: { kind: 'lines' } },
      );
      const peer = startPeer('socat', ['-t', '60', '-', `TCP:127.0.0.1:${port}`]);
      await peer.write('one\ntwo');
      peer.end();
      await peer.until(/^<one><two>$/);
      expect(await peer.exited()).toBe(0);
    }));

  test('long answers to a flood of short lines wait for the peer, and none is lost', () =>
    withBench(async (bench) => {
      const answer = { text: 'x'.repeat(64 * 1024) };
      const { port, listener } = await listenByRules(bench, [{ match: ANY, answers: [answer] }], {
        framing: { kind: 'lines' },
      });
      // It reads nothing until all is sent.
      const peer = startPeer('sh', ['-c', `socat -u - TCP:127.0.0.1:${port},ignoreeof`]);
      await peer.write('\n'.repeat(2000));
      const session = await onlyClient(bench, listener);
      await rulesTold(bench, listener, 'has matched', (told) => told.rules[0]?.matched === 2000);
      const { counts } = await bench.watch.session(session.id, 'answers', (s) => s.counts.bytesOut > 0);
      expect(counts.bytesOut).toBeLessThan(16 * MiB);
    }));

  test('a delayed answer is dropped when the connection ends', () =>
    withBench(async (bench) => {
      const { port, listener } = await listenByRules(bench, [
        { match: ANY, answers: [{ text: 'late', delayMs: 3_600_000 }] },
      ]);
      const peer = startPeer('socat', ['-', `TCP:127.0.0.1:${port}`]);
      await peer.write('x');
      const session = await onlyClient(bench, listener);
      await bench.watch.session(session.id, 'has it', (s) => s.counts.bytesIn === 1);
      await bench.client.tcp.reset({ session: session.id });
      await bench.watch.session(session.id, 'ends', (s) => s.closedAt !== null);
      // failOnLeaks sees a timer that is left.
      expect((await bench.bytes(session.id, 'out')).length).toBe(0);
    }));
});

describeWith('ncat', 'files', () => {
  test('64 MiB by a rule arrive whole, and then the connection is closed', () =>
    withBench(async (bench) => {
      const path = join(bench.folder, 'big.bin');
      const block = randomBytes(MiB);
      await writeFile(path, Buffer.concat(Array.from({ length: 64 }, () => block)));
      const hash = createHash('sha256');
      for (let n = 0; n < 64; n++) hash.update(block);
      const wanted = hash.digest('hex');
      const { port } = await listenByRules(bench, [
        { match: exactly('get'), answers: ['head:', { path }], after: 'close' },
      ]);
      const peer = startPeer('sh', [
        '-c',
        `(printf get; sleep 30 & echo $! >&2; wait) | ncat 127.0.0.1 ${port} | tail -c +6 | sha256sum`,
      ]);
      await peer.until(new RegExp(`^${wanted}`));
    }));

  test('send a file and close: what connects gets it, and the end', () =>
    withBench(async (bench) => {
      const path = join(bench.folder, 'page');
      await writeFile(path, 'all of it');
      const { port } = await listen(bench, { respond: { mode: 'file', file: path } });
      const peer = startPeer('ncat', ['--recv-only', '127.0.0.1', String(port)]);
      await peer.until(/^all of it$/);
      expect(await peer.exited()).toBe(0);
    }));

  test('a file that is not there is refused at once, and by a rule an error row; the rest goes on', () =>
    withBench(async (bench) => {
      const gone = join(bench.folder, 'gone');
      await expect(listen(bench, { respond: { mode: 'file', file: gone } })).rejects.toMatchObject({
        data: { code: 'ENOENT', field: 'file' },
      });
      const { port, listener } = await listenByRules(bench, [
        { name: 'Page', match: ANY, answers: [{ path: gone }, 'after'] },
      ]);
      const peer = startPeer('ncat', ['127.0.0.1', String(port)]);
      await peer.write('x');
      await peer.until(/^after$/);
      const session = await onlyClient(bench, listener);
      const why = `${gone} can’t be sent: there is no such file on the machine where Wirebench runs.`;
      expect(await bench.rows(session.id)).toContainEqual(
        expect.objectContaining({ kind: 'error', text: why }),
      );
      await rulesTold(bench, listener, 'tells of it', (rules) => rules.rules[0]?.problem === why);
    }));
});

describeWith('python3', 'a regular expression that runs away', () => {
  test('is stopped, switched off for its listener and told; another connection is served meanwhile', () =>
    withBench(async (bench) => {
      const rules = [
        { name: 'Evil', match: pattern('(a+)+$'), answers: ['evil'] },
        { name: 'Ping', match: exactly('ping'), answers: ['pong'] },
      ];
      // Framed, so that the 50 kB are one message however they arrive.
      const { port, listener, set } = await listenByRules(bench, rules, { framing: { kind: 'lines' } });
      const other = startPeer('ncat', ['127.0.0.1', String(port)]);
      await other.write('ping\n');
      await other.until(/^pong$/);
      const attacker = startPeer('ncat', ['127.0.0.1', String(port)]);
      await attacker.write(`${'a'.repeat(50_000)}!\nping\n`);
      await attacker.until(/^pong$/);
      await other.write('ping\n');
      await other.until(/^pongpong$/);
      await rulesTold(
        bench,
        listener,
        'tells of it',
        (told) =>
          told.rules.some((rule) => rule.stoppedOn === 50_001) &&
          told.rules.some((rule) => rule.name === 'Ping' && rule.matched === 3),
      );
      const rows = await Promise.all(
        (await bench.watch.accepted(listener, 2)).map((session) => bench.rows(session.id)),
      );
      expect(rows.flat().filter(({ kind }) => kind === 'error')).toMatchObject([
        { text: expect.stringMatching(/^Rule “Evil” ran away on a message of 50,001 bytes: it was stopped/) },
      ]);

      // Setting it anew lets it try again.
      await bench.client.tcp.updateListener({ listener, respond: { mode: 'rules', rules: set.id } });
      await other.write('aaa\n');
      await other.until(/^pongpongevil$/);
    }));
});

describeWith('socat', 'rules of a UDP socket', () => {
  test('answer each datagram, and one that runs away is stopped there too', () =>
    withBench(async (bench) => {
      const set = setOf([
        { name: 'Evil', match: pattern('(a+)+$'), answers: ['evil'] },
        { match: pattern('^(..)'), answers: [{ encoding: 'hex', text: 'ff $1' }] },
      ]);
      await bench.client.rules.save(set);
      const { session, port } = await bench.client.udp.open({
        address: '127.0.0.1',
        port: 0,
        respond: { mode: 'rules', rules: set.id },
      });
      const peer = startPeer('socat', ['-b', '65000', '-', `UDP:127.0.0.1:${port}`]);
      await peer.write('hi!');
      await peer.until(/hi$/);
      await peer.write(`${'a'.repeat(50_000)}!`);
      await peer.until(/aa$/);
      expect([...peer.bytes.subarray(0, 3), ...peer.bytes.subarray(-3)]).toEqual([
        0xff, 0x68, 0x69, 0xff, 0x61, 0x61,
      ]);
      expect((await bench.rows(session)).filter(({ kind }) => kind === 'error')).toHaveLength(1);
    }));
});
