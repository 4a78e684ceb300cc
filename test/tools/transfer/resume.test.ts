import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import {
  LISTEN,
  connectTo,
  endless,
  outcome,
  path,
  receiver,
  sendTo,
  sha256Of,
  until,
} from '../../support/transfer.ts';

failOnLeaks();

const MiB = 1024 * 1024;

/** A folder of one large file and some small ones. */
async function album(bench: TestBench, large: number) {
  const folder = join(bench.folder, 'album');
  await mkdir(join(folder, 'small'), { recursive: true });
  await writeFile(join(folder, 'large.bin'), randomBytes(large));
  for (let i = 0; i < 20; i++) await writeFile(join(folder, 'small', `${i}.txt`), `number ${i}\n`);
  return folder;
}

/** That a folder was received as it is. */
async function same(sent: string, got: string) {
  const names = (await readdir(sent, { recursive: true })).toSorted();
  expect((await readdir(got, { recursive: true })).toSorted()).toEqual(names);
  for (const name of names.filter((one) => one.includes('.')))
    expect(await sha256Of(join(got, name))).toBe(await sha256Of(join(sent, name)));
}

test('a folder is sent verified, and both ends list the same hashes', () =>
  withBench(async (bench) => {
    const folder = await album(bench, 3 * MiB);
    const to = await receiver(bench, { mode: 'verified' });
    const id = await sendTo(bench, to.port, { mode: 'verified', items: [path(folder)] });
    const sent = await outcome(bench, id);
    const [accepted] = await bench.watch.accepted(to.listener);
    const received = await outcome(bench, accepted?.id ?? '');
    for (const { details } of [sent, received]) {
      expect(details).toMatchObject({ outcome: 'whole', files: { total: 21, done: 21, failed: 0 } });
      expect(details.bytes.moved).toBe(details.bytes.total);
    }
    await same(folder, join(to.folder, 'album'));
    for (const session of [sent.id, received.id]) await bench.client.transfer.saveHashes({ session });
    const [ours, theirs] = bench.host.saved.map(({ bytes }) => bytes.toString().trim().split('\n'));
    expect(ours).toHaveLength(21);
    expect(ours?.toSorted()).toEqual(theirs?.toSorted());
    const hash = await sha256Of(join(folder, 'large.bin'));
    expect(ours).toContain(`${hash}  album/large.bin`);
    const page = { session: sent.id, filter: 'done', from: 20, count: 10 } as const;
    const { total, files } = await bench.client.transfer.files(page);
    // The two folders are in the list, too.
    expect({ total, shown: files.length }).toEqual({ total: 23, shown: 3 });
  }));

test('a transfer that was cut by a relay goes on where it was, from the end that connects', () =>
  withBench(async (bench) => {
    const folder = await album(bench, 48 * MiB);
    const to = await receiver(bench, { mode: 'verified' });
    const relay = await bench.client.relay.start({
      transport: 'tcp',
      listenAddress: '127.0.0.1',
      listenPort: 0,
      targetHost: '127.0.0.1',
      targetPort: to.port,
      toTarget: { resetAfter: 20 * MiB },
    });
    const id = await sendTo(bench, relay.port, { mode: 'verified', items: [path(folder)] });
    const broken = await outcome(bench, id);
    expect(broken.details).toMatchObject({ outcome: 'broken', canResume: true });
    const [first] = await bench.watch.accepted(to.listener);
    expect((await outcome(bench, first?.id ?? '')).details.outcome).toBe('broken');
    expect(await readdir(join(to.folder, 'album'))).not.toContain('large.bin');

    await bench.client.relay.setFaults({ listener: relay.listener, toTarget: {} });
    const resumed = await bench.client.transfer.resume({ session: id });
    const sent = await outcome(bench, resumed.session);
    const [, second] = await bench.watch.accepted(to.listener, 2);
    const received = await outcome(bench, second?.id ?? '');
    for (const { details } of [sent, received]) {
      expect(details).toMatchObject({ outcome: 'whole', canResume: false });
      expect(details.bytes.resumed).toBeGreaterThan(8 * MiB);
      expect(details.bytes.moved).toBe(details.bytes.total);
    }
    await same(folder, join(to.folder, 'album'));
    await expect(bench.client.transfer.resume({ session: sent.id })).rejects.toMatchObject({
      data: { code: 'CANNOT_RESUME' },
    });
  }));

test('a receiver that connects resumes, too, after a cancel at the other end', () =>
  withBench(async (bench) => {
    const source = await endless(bench);
    const { listener, port } = await bench.client.transfer.send({
      place: LISTEN,
      mode: 'verified',
      items: [source],
    });
    const { session } = await bench.client.transfer.receive({
      place: connectTo(port ?? 0),
      mode: 'verified',
      folder: join(bench.folder, 'in'),
    });
    const id = session ?? '';
    await until(bench, id, 'has some', ({ bytes }) => bytes.moved > 8 * MiB);
    const [sending] = await bench.watch.accepted(listener ?? '');
    await bench.client.transfer.cancel({ session: sending?.id ?? '' });
    const cut = await outcome(bench, id);
    expect(cut).toMatchObject({ state: 'closed', details: { outcome: 'cancelled', canResume: true } });
    expect(cut.failure?.code).toBe('CANCELLED_THERE');
    expect((await bench.rows(id)).map((row) => row.text)).toContain(cut.failure?.message);
    expect((await outcome(bench, sending?.id ?? '')).details.outcome).toBe('cancelled');
    const again = await bench.client.transfer.resume({ session: id });
    await until(bench, again.session, 'takes up what was there', ({ bytes }) => bytes.resumed > 0);
    await bench.client.transfer.cancel({ session: again.session });
    await outcome(bench, again.session);
    expect((await readdir(join(bench.folder, 'in'))).filter((name) => !name.endsWith('.part'))).toEqual([]);
  }));

test('a pause of one end is told at the other', () =>
  withBench(async (bench) => {
    const to = await receiver(bench, { mode: 'verified' });
    const sending = await sendTo(bench, to.port, { mode: 'verified', items: [await endless(bench)] });
    const [accepted] = await bench.watch.accepted(to.listener);
    const receiving = accepted?.id ?? '';
    for (const [here, there] of [
      [sending, receiving],
      [receiving, sending],
    ] as const) {
      await until(bench, here, 'moves', ({ phase }) => phase === 'moving');
      await bench.client.transfer.pause({ session: here, on: true });
      await until(bench, there, 'is told', ({ paused }) => paused.there && !paused.here);
      await bench.client.transfer.pause({ session: here, on: false });
      await until(bench, there, 'is told of the end of it', ({ paused }) => !paused.there);
    }
    await bench.client.transfer.cancel({ session: sending });
    await outcome(bench, receiving);
  }));

test('what can’t be sent is listed with its reason, and the transfer is not whole', () =>
  withBench(async (bench) => {
    const folder = await album(bench, 10);
    await symlink('large.bin', join(folder, 'link'));
    const to = await receiver(bench, { mode: 'verified' });
    const id = await sendTo(bench, to.port, { mode: 'verified', items: [path(folder)] });
    const sent = await outcome(bench, id);
    expect(sent.details).toMatchObject({ outcome: 'part', files: { done: 21, refused: 1 } });
    const { files } = await bench.client.transfer.files({
      session: id,
      filter: 'problems',
      from: 0,
      count: 5,
    });
    expect(files).toMatchObject([
      { path: 'album/link', state: 'refused', note: expect.any(String) as string },
    ]);
  }));

test('a file in the way is asked about once for all, and a resumed one is not asked about', () =>
  withBench(async (bench) => {
    const folder = await album(bench, 100);
    const to = await receiver(bench, { mode: 'verified', existing: 'ask' });
    const send = async (i: number) => {
      const sending = await sendTo(bench, to.port, { mode: 'verified', items: [path(folder)] });
      return { sending, receiving: (await bench.watch.accepted(to.listener, i))[i - 1]?.id ?? '' };
    };
    await outcome(bench, (await send(1)).receiving);
    // The same again: nothing to ask.
    const again = await outcome(bench, (await send(2)).receiving);
    expect(again.details).toMatchObject({ outcome: 'whole' });
    for (const name of ['1.txt', '2.txt', '3.txt']) await truncate(join(to.folder, 'album/small', name), 3);
    const { sending, receiving } = await send(3);
    const asked = await until(bench, receiving, 'asks', ({ question }) => question !== null);
    await bench.client.transfer.answer({
      session: receiving,
      question: asked.details.question?.id ?? 0,
      choice: 'overwrite',
      always: true,
    });
    expect((await outcome(bench, receiving)).details.outcome).toBe('whole');
    expect((await outcome(bench, sending)).details.outcome).toBe('whole');
    expect(await readFile(join(to.folder, 'album/small/2.txt'), 'utf8')).toBe('number 2\n');
    await same(folder, join(to.folder, 'album'));
  }));
