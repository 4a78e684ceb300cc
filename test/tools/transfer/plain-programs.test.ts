import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { TransferSession } from '../../../src/contract/tools/transfer.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { shell } from '../../support/shell.ts';
import {
  connectTo,
  outcome,
  path,
  receiver,
  sender,
  sendTo,
  sha256,
  sha256Of,
} from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopPeers);

const MiB = 1024 * 1024;

/** A file to send, and a name under which it is to arrive. */
async function scene(bench: TestBench, size = 3 * MiB + 7) {
  const bytes = randomBytes(size);
  const file = join(bench.folder, 'a.bin');
  await writeFile(file, bytes);
  return { bytes, file, there: join(bench.folder, 'there.bin'), hash: sha256(bytes) };
}

const clientOf = async (bench: TestBench, listener: string) => {
  const [accepted] = await bench.watch.accepted(listener);
  return outcome(bench, accepted?.id ?? '');
};

/** Connects to who has a file and receives it as `b.bin`; answers what came of it and the file. */
async function receiveFrom(bench: TestBench, port: number, greeting = '') {
  const { session } = await bench.client.transfer.receive({
    place: connectTo(port),
    mode: 'plain',
    folder: bench.folder,
    fileName: 'b.bin',
    greeting,
  });
  return { ended: await outcome(bench, session ?? ''), id: session ?? '', file: join(bench.folder, 'b.bin') };
}

function expectWhole({ state, failure, details }: TransferSession, size: number) {
  expect({ state, failure, outcome: details.outcome, moved: details.bytes.moved }).toEqual({
    state: 'closed',
    failure: null,
    outcome: 'whole',
    moved: size,
  });
}

/** How each program does the four halves, as people type it. */
const PROGRAMS = {
  nc: {
    sends: 'exec nc.openbsd -N 127.0.0.1 "$1" < "$2"',
    receives: 'exec nc.openbsd -d 127.0.0.1 "$1" > "$2"',
    servesSends: 'exec nc.openbsd -N -l 127.0.0.1 0 < "$1"',
    servesReceives: 'exec nc.openbsd -l 127.0.0.1 0 > "$1"',
  },
  ncat: {
    sends: 'exec ncat --send-only 127.0.0.1 "$1" < "$2"',
    receives: 'exec ncat --recv-only 127.0.0.1 "$1" > "$2"',
    servesSends: 'exec ncat --send-only -l 127.0.0.1 0 < "$1"',
    servesReceives: 'exec ncat -l 127.0.0.1 0 > "$1"',
  },
  socat: {
    sends: 'exec socat -u OPEN:"$2" TCP:127.0.0.1:"$1"',
    receives: 'exec socat -u TCP:127.0.0.1:"$1" CREATE:"$2"',
    servesSends: 'exec socat -u OPEN:"$1" TCP-LISTEN:0,bind=127.0.0.1',
    servesReceives: 'exec socat -u TCP-LISTEN:0,bind=127.0.0.1 CREATE:"$1"',
  },
};

for (const [name, commands] of Object.entries(PROGRAMS))
  describeWith(name, `plain files with ${name}`, () => {
    test('it connects and sends: the file is here', () =>
      withBench(async (bench) => {
        const { bytes, file, hash } = await scene(bench);
        const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
        const peer = shell(commands.sends, port, file);
        expectWhole(await clientOf(bench, listener), bytes.length);
        expect(await sha256Of(join(folder, 'b.bin'))).toBe(hash);
        expect(await peer.exited()).toBe(0);
      }));

    test('it connects and receives: the file is there', () =>
      withBench(async (bench) => {
        const { bytes, file, there, hash } = await scene(bench);
        const { listener, port } = await sender(bench, { mode: 'plain', items: [path(file)] });
        const peer = shell(commands.receives, port, there);
        expectWhole(await clientOf(bench, listener), bytes.length);
        expect(await peer.exited()).toBe(0);
        expect(await sha256Of(there)).toBe(hash);
      }));

    test('it listens and sends: the file is here', () =>
      withBench(async (bench) => {
        const { bytes, file, hash } = await scene(bench);
        const peer = shell(commands.servesSends, file);
        const received = await receiveFrom(bench, await peer.port());
        expectWhole(received.ended, bytes.length);
        expect(await sha256Of(received.file)).toBe(hash);
        expect(await peer.exited()).toBe(0);
      }));

    test('it listens and receives: the file is there', () =>
      withBench(async (bench) => {
        const { bytes, file, there, hash } = await scene(bench);
        const peer = shell(commands.servesReceives, there);
        const id = await sendTo(bench, await peer.port(), { mode: 'plain', items: [path(file)] });
        expectWhole(await outcome(bench, id), bytes.length);
        // What listens may wait for more of its keyboard; its input ends, too.
        peer.end();
        expect(await peer.exited()).toBe(0);
        expect(await sha256Of(there)).toBe(hash);
      }));
  });

describeWith('python3', 'plain files with the programs of a course', () => {
  test('a server that waits for a first message, then sends a file and closes', () =>
    withBench(async (bench) => {
      const { bytes, file, hash } = await scene(bench);
      const peer = python('file_server.py', file);
      const {
        ended,
        id,
        file: here,
      } = await receiveFrom(bench, await peer.port(), 'the file, bitte – über\n');
      expectWhole(ended, bytes.length);
      expect(await sha256Of(here)).toBe(hash);
      expect(await peer.exited()).toBe(0);
      expect(peer.text).toContain('asked');
      expect((await bench.bytes(id, 'out')).toString()).toBe('the file, bitte – über\n');
    }));

  test('a client that says hello first and writes what comes until the end', () =>
    withBench(async (bench) => {
      const { bytes, file, there, hash } = await scene(bench);
      const items = [path(file)];
      const { listener, port } = await sender(bench, { mode: 'plain', items, awaitFirst: true });
      const peer = python('file_client.py', port, there);
      const ended = await clientOf(bench, listener);
      expectWhole(ended, bytes.length);
      await peer.until(/received/);
      expect(await sha256Of(there)).toBe(hash);
      expect((await bench.bytes(ended.id, 'in')).toString()).toBe('Hello server!');
      const [first] = (await bench.rows(ended.id)).filter(({ kind }) => kind === 'in' || kind === 'out');
      expect(first?.kind).toBe('in');
    }));

  test('a client that just sends', () =>
    withBench(async (bench) => {
      const { bytes, file, hash } = await scene(bench);
      const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
      const peer = python('file_sender.py', port, file);
      expectWhole(await clientOf(bench, listener), bytes.length);
      expect(await sha256Of(join(folder, 'b.bin'))).toBe(hash);
      expect(await peer.exited()).toBe(0);
    }));

  test('a server that just receives, and what it says at the end is in the timeline', () =>
    withBench(async (bench) => {
      const { bytes, file, there, hash } = await scene(bench);
      const peer = python('file_receiver.py', there);
      const id = await sendTo(bench, await peer.port(), { mode: 'plain', items: [path(file)] });
      expectWhole(await outcome(bench, id), bytes.length);
      expect(await sha256Of(there)).toBe(hash);
      expect((await bench.bytes(id, 'in')).toString()).toBe(`got ${bytes.length} bytes`);
      expect(await peer.exited()).toBe(0);
    }));

  test('an empty file, and a greeting before one', () =>
    withBench(async (bench) => {
      const { file, there } = await scene(bench, 0);
      const peer = python('file_receiver.py', there);
      const greeting = 'here it comes\n';
      const items = [path(file)];
      const id = await sendTo(bench, await peer.port(), { mode: 'plain', items, greeting });
      expectWhole(await outcome(bench, id), 0);
      expect(await peer.exited()).toBe(0);
      expect(peer.text).toBe(`received ${greeting.length}\n`);
      const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
      python('file_sender.py', port, file);
      expectWhole(await clientOf(bench, listener), 0);
      expect(await sha256Of(join(folder, 'b.bin'))).toBe(sha256(Buffer.alloc(0)));
    }));
});
