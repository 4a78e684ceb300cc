import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { controlFrame } from '../../../src/main/tools/transfer/verified/frames.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { endless, outcome, path, receiver, sendTo, until } from '../../support/transfer.ts';
import { answered, hello } from '../../support/verified-hostile.ts';

failOnLeaks();

/** The parts that stand in a folder. */
const parts = async (folder: string) =>
  (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'));

/** Sends to a receiver; answers both ends of it. */
async function bothEnds(
  bench: TestBench,
  to: Awaited<ReturnType<typeof receiver>>,
  count: number,
  item: string,
) {
  const sending = await sendTo(bench, to.port, { mode: 'verified', items: [path(item)] });
  const accepted = await bench.watch.accepted(to.listener, count);
  return [await outcome(bench, sending), await outcome(bench, accepted.at(-1)?.id ?? '')] as const;
}

test('files that were there already are told apart from those that were sent', () =>
  withBench(async (bench) => {
    const folder = join(bench.folder, 'album');
    await mkdir(folder);
    const add = async (from: number, to: number) => {
      for (let i = from; i < to; i++) await writeFile(join(folder, `${i}.bin`), randomBytes(1000 + i));
    };
    await add(0, 29);
    await writeFile(join(folder, 'large.bin'), randomBytes(300_000));
    const to = await receiver(bench, { mode: 'verified' });
    for (const { details } of await bothEnds(bench, to, 1, folder))
      expect(details).toMatchObject({ outcome: 'whole', files: { done: 30, present: 0 } });
    await add(29, 41);
    const before = 29 * 1000 + (29 * 28) / 2 + 300_000;
    const more = 12 * 1000 + (41 * 40 - 29 * 28) / 2;
    for (const { id, details } of await bothEnds(bench, to, 2, folder)) {
      expect(details).toMatchObject({ outcome: 'whole', files: { done: 42, present: 30 } });
      expect(details.bytes).toEqual({ total: before + more, moved: before + more, resumed: before });
      const said = (await bench.rows(id)).at(-1)?.text;
      expect(said).toMatch(
        /^(Sent|Received) 12 files \(12,414 bytes in .* s\); 30 files were there already; /,
      );
    }
  }));

test('small files of which all bytes went out and none is whole have not moved', () =>
  withBench(async (bench) => {
    const folder = join(bench.folder, 'album');
    await mkdir(folder);
    for (let i = 0; i < 41; i++) await writeFile(join(folder, `${i}.bin`), randomBytes(1000));
    // Wants them all, takes all their bytes, and says nothing of them.
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const came = once(server, 'connection') as Promise<[Socket]>;
    const id = await sendTo(bench, port, { mode: 'verified', items: [path(folder)] });
    const [peer] = await came;
    server.close();
    peer.on('error', () => undefined);
    peer.write(hello('receive'));
    await answered(peer, ({ listed }) => listed);
    peer.write(controlFrame('want', { made: [0], take: Array.from({ length: 41 }, (_, i) => i + 1) }));
    const sent = await until(bench, id, 'waits for the check', ({ phase }) => phase === 'verifying');
    expect(sent.details).toMatchObject({
      leftMs: null,
      files: { total: 41, done: 0 },
      bytes: { moved: 41_000 },
    });
    peer.resetAndDestroy();
    const { details } = await outcome(bench, id);
    expect(details).toMatchObject({
      outcome: 'broken',
      files: { done: 0 },
      bytes: { total: 41_000, moved: 0 },
    });
  }));

test('who cancels plain bytes as they come is left no part, and is told so', () =>
  withBench(async (bench) => {
    const to = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
    const sending = await sendTo(bench, to.port, { mode: 'plain', items: [await endless(bench)] });
    const [accepted] = await bench.watch.accepted(to.listener);
    const session = accepted?.id ?? '';
    await until(bench, session, 'has some', ({ bytes }) => bytes.moved > 0);
    await bench.client.transfer.cancel({ session });
    const { details } = await outcome(bench, session);
    expect(details).toMatchObject({ outcome: 'cancelled', leftOver: 'removed', files: { done: 0 } });
    expect(await readdir(to.folder)).toEqual([]);
    const { files } = await bench.client.transfer.files({ session, filter: 'all', from: 0, count: 1 });
    expect(files).toMatchObject([
      { path: 'b.bin', state: 'waiting', moved: 0, note: 'What came of it was removed.' },
    ]);
    const { failure, details: sent } = await outcome(bench, sending);
    expect(sent).toMatchObject({ outcome: 'broken', leftOver: null });
    expect(failure).toMatchObject({
      code: 'ECONNRESET',
      hint: expect.stringContaining('cancelled there') as string,
    });
  }));

test('who cancels an archive keeps what is whole of it', () =>
  withBench(async (bench) => {
    const small = join(bench.folder, 'a.txt');
    await writeFile(small, 'whole');
    const to = await receiver(bench, { mode: 'tar' });
    const items = [path(small), await endless(bench)];
    const sending = await sendTo(bench, to.port, { mode: 'tar', items });
    const [accepted] = await bench.watch.accepted(to.listener);
    const session = accepted?.id ?? '';
    await until(
      bench,
      session,
      'is within the second',
      ({ files, bytes }) => files.done === 1 && bytes.moved > 5,
    );
    await bench.client.transfer.cancel({ session });
    expect((await outcome(bench, session)).details).toMatchObject({
      outcome: 'cancelled',
      leftOver: 'removed',
    });
    expect(await readdir(to.folder)).toEqual(['a.txt']);
    await outcome(bench, sending);
  }));

test('what came before plain bytes broke off is kept, and the list says under what name', () =>
  withBench(async (bench) => {
    const to = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
    const peer = connect(to.port, '127.0.0.1');
    peer.on('error', () => undefined);
    peer.write(Buffer.alloc(70_000));
    const [accepted] = await bench.watch.accepted(to.listener);
    const session = accepted?.id ?? '';
    await until(bench, session, 'has it', ({ bytes }) => bytes.moved === 70_000);
    peer.resetAndDestroy();
    expect((await outcome(bench, session)).details).toMatchObject({ outcome: 'broken', leftOver: 'kept' });
    const [part] = await parts(to.folder);
    const { files } = await bench.client.transfer.files({ session, filter: 'all', from: 0, count: 1 });
    expect(files).toMatchObject([{ moved: 70_000, note: `What came of it is kept as ${part}.` }]);
  }));

test('who cancels a verified transfer keeps the part, which a later one carries on', () =>
  withBench(async (bench) => {
    const to = await receiver(bench, { mode: 'verified' });
    const sending = await sendTo(bench, to.port, { mode: 'verified', items: [await endless(bench)] });
    const [accepted] = await bench.watch.accepted(to.listener);
    const session = accepted?.id ?? '';
    await until(bench, session, 'has some', ({ bytes }) => bytes.moved > 0);
    await bench.client.transfer.cancel({ session });
    expect((await outcome(bench, session)).details).toMatchObject({ outcome: 'cancelled', leftOver: null });
    expect(await parts(to.folder)).toHaveLength(1);
    await outcome(bench, sending);
    const again = await bench.client.transfer.resume({ session: sending });
    await until(bench, again.session, 'goes on', ({ bytes }) => bytes.resumed > 0);
    await bench.client.transfer.cancel({ session: again.session });
    await outcome(bench, again.session);
  }));
