import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { KEPT_DATA } from '../../../src/main/tools/transfer/record.ts';
import { stopAwkward, writesPieces } from '../../support/awkward.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { onlyClient } from '../../support/tcp.ts';
import {
  connectTo,
  endless,
  LISTEN,
  outcome,
  path,
  receiver,
  sender,
  sendTo,
  sha256,
  sha256Of,
  until,
} from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopAwkward);

const MiB = 1024 * 1024;

/** A file of random bytes to be sent. */
async function made(bench: TestBench, size: number, name = 'a.bin') {
  const bytes = randomBytes(size);
  const file = join(bench.folder, name);
  await writeFile(file, bytes);
  return { file, bytes, items: [path(file)] };
}

const accepted = async (bench: TestBench, listener: string) => (await onlyClient(bench, listener)).id;

test('a file goes from one end of the bench to the other, and both tell what went', () =>
  withBench(async (bench) => {
    const { bytes, items } = await made(bench, 5 * MiB + 7);
    const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
    const sent = await outcome(bench, await sendTo(bench, port, { mode: 'plain', items }));
    const received = await outcome(bench, await accepted(bench, listener));

    expect(await sha256Of(join(folder, 'b.bin'))).toBe(sha256(bytes));
    expect(await readdir(folder)).toEqual(['b.bin']);
    for (const { details, state, failure } of [sent, received]) {
      expect({ state, failure, outcome: details.outcome, phase: details.phase }).toEqual({
        state: 'closed',
        failure: null,
        outcome: 'whole',
        phase: 'ended',
      });
      expect(details.bytes).toEqual({ total: bytes.length, moved: bytes.length, resumed: 0 });
      expect(details.files).toMatchObject({ total: 1, done: 1, failed: 0 });
      expect(details.notCaptured).toBe(bytes.length - KEPT_DATA);
      expect(details.canResume).toBe(false);
    }
    expect(sent.details.what).toBe('a.bin');
    expect(received.details.folder).toBe(folder);
    expect([sent.twin, received.twin]).toEqual([received.id, sent.id]);
    const kept = bytes.subarray(0, KEPT_DATA);
    expect((await bench.bytes(sent.id, 'out')).equals(kept)).toBe(true);
    expect((await bench.bytes(received.id, 'in')).equals(kept)).toBe(true);
    const notes = (await bench.rows(sent.id)).map((row) => row.text ?? '').join('\n');
    expect(notes).toContain('counted only');
    expect(notes).toContain('everything is there');
  }));

test('a listener that sends gives each who connects the whole file, also inside TLS', () =>
  withBench(async (bench) => {
    const { bytes, items } = await made(bench, 3 * MiB);
    const { listener, port } = await sender(bench, {
      mode: 'plain',
      items,
      place: { ...LISTEN, tls: { certificate: { kind: 'made' } } },
      captureAll: true,
    });
    const get = async (name: string) => {
      const { session } = await bench.client.transfer.receive({
        place: { how: 'connect', host: '127.0.0.1', port, tls: { verify: false } },
        mode: 'plain',
        folder: join(bench.folder, 'in'),
        fileName: name,
        captureAll: true,
      });
      return outcome(bench, session ?? '');
    };
    const both = await Promise.all([get('one'), get('two')]);
    for (const [i, name] of ['one', 'two'].entries()) {
      expect(both[i]?.details).toMatchObject({ outcome: 'whole', notCaptured: 0, tls: { state: 'on' } });
      expect(await sha256Of(join(bench.folder, 'in', name))).toBe(sha256(bytes));
      expect(await bench.sha256(both[i]?.id ?? '', 'in')).toBe(sha256(bytes));
    }
    const sessions = await bench.watch.accepted(listener, 2);
    for (const { id } of sessions) expect((await outcome(bench, id)).details.outcome).toBe('whole');
    const { tls } = await bench.client.transfer.security({ session: sessions[0]?.id ?? '' });
    expect(tls?.own?.selfSigned).toBe(true);
    const told = bench.watch.listeners.get(listener);
    expect(told).toMatchObject({ tool: 'transfer', accepted: 2, details: { tls: { made: true } } });
  }));

test('a pause stops both ends until it goes on', () =>
  withBench(async (bench) => {
    const { port, listener } = await receiver(bench, { mode: 'plain', fileName: 'b' });
    const sending = await sendTo(bench, port, { mode: 'plain', items: [await endless(bench)] });
    const receiving = await accepted(bench, listener);
    await bench.client.transfer.pause({ session: receiving, on: true });
    const paused = await until(bench, receiving, 'is paused', (details) => details.paused.here);
    expect(paused.details).toMatchObject({ outcome: null, leftMs: null });
    await bench.client.transfer.pause({ session: receiving, on: false });
    const { moved } = paused.details.bytes;
    await until(bench, receiving, 'goes on', ({ bytes }) => bytes.moved > moved + 32 * MiB);
    await bench.client.transfer.cancel({ session: sending });
    await outcome(bench, receiving);
  }));

test('what comes during a pause is there when it goes on', () =>
  withBench(async (bench) => {
    const server = await writesPieces();
    const folder = join(bench.folder, 'in');
    const { session } = await bench.client.transfer.receive({
      place: connectTo(server.port),
      mode: 'plain',
      folder,
      fileName: 'b',
    });
    const id = session ?? '';
    await server.write(Buffer.from('one'));
    await until(bench, id, 'has one', ({ bytes }) => bytes.moved === 3);
    await bench.client.transfer.pause({ session: id, on: true });
    await server.write(Buffer.from('two'));
    (await server.client()).end('three');
    await bench.client.transfer.pause({ session: id, on: false });
    expect((await outcome(bench, id)).details.outcome).toBe('whole');
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('onetwothree');
  }));

test('a cancel at either end leaves nothing under the final name and tells the other end', () =>
  withBench(async (bench) => {
    const items = [await endless(bench)];
    const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b' });
    for (const [i, end] of (['sender', 'receiver'] as const).entries()) {
      const sending = await sendTo(bench, port, { mode: 'plain', items });
      const receiving = (await bench.watch.accepted(listener, i + 1))[i]?.id ?? '';
      await bench.client.transfer.pause({ session: receiving, on: true });
      const [here, there] = end === 'sender' ? [sending, receiving] : [receiving, sending];
      await bench.client.transfer.cancel({ session: here });
      if (end === 'sender') {
        await outcome(bench, sending);
        // One that waited for bytes just then has heard of it already.
        await bench.client.transfer.pause({ session: receiving, on: false }).catch(() => undefined);
      }
      expect(await outcome(bench, here)).toMatchObject({
        state: 'closed',
        failure: null,
        details: { outcome: 'cancelled' },
      });
      expect(await outcome(bench, there)).toMatchObject({
        state: 'failed',
        failure: { code: expect.stringMatching(/ECONNRESET|EPIPE/) as string },
        details: { outcome: 'broken' },
      });
      expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toEqual([]);
      await expect(bench.client.transfer.cancel({ session: here })).rejects.toMatchObject({
        data: { code: 'ENDED' },
      });
    }
  }));

test('the user is asked about a file in the way, and the answer is what happens', () =>
  withBench(async (bench) => {
    const { bytes, items } = await made(bench, 1000);
    const { listener, port, folder } = await receiver(bench, {
      mode: 'plain',
      fileName: 'b',
      existing: 'ask',
    });
    await writeFile(join(folder, 'b'), 'there before');
    const say = async (i: number, choice: 'skip' | 'rename' | 'overwrite') => {
      const sending = await sendTo(bench, port, { mode: 'plain', items });
      const receiving = (await bench.watch.accepted(listener, i))[i - 1]?.id ?? '';
      const asked = await until(bench, receiving, 'asks', ({ question }) => question !== null);
      expect(asked.details.question).toMatchObject({ path: 'b', existing: { size: 12 } });
      const question = asked.details.question?.id ?? 0;
      await bench.client.transfer.answer({ session: receiving, question, choice, always: false });
      await outcome(bench, sending);
      return outcome(bench, receiving);
    };
    expect((await say(1, 'skip')).details.files).toMatchObject({ skipped: 1, done: 0 });
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('there before');
    const renamed = await say(2, 'rename');
    const { files } = await bench.client.transfer.files({ session: renamed.id, from: 0, count: 10 });
    expect(files).toMatchObject([{ path: 'b', state: 'done', size: 1000 }]);
    expect(await readFile(join(folder, files[0]?.writtenTo ?? ''))).toEqual(bytes);
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('there before');
    await say(3, 'overwrite');
    expect(await readFile(join(folder, 'b'))).toEqual(bytes);
  }));

test('a received file can be saved from the page while it is there', () =>
  withBench(async (bench) => {
    const { bytes, items } = await made(bench, 2 * MiB + 1);
    const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b' });
    const sending = await sendTo(bench, port, { mode: 'plain', items });
    const receiving = await accepted(bench, listener);
    await outcome(bench, receiving);
    await bench.client.transfer.saveFile({ session: receiving, index: 0 });
    expect(bench.host.saved.map(({ name }) => name)).toEqual(['b']);
    expect(bench.host.saved[0]?.bytes.equals(bytes)).toBe(true);
    for (const wrong of [
      { session: sending, index: 0 },
      { session: receiving, index: 1 },
    ])
      await expect(bench.client.transfer.saveFile(wrong)).rejects.toMatchObject({
        data: { code: 'NOT_FOUND' },
      });
    await rm(join(folder, 'b'));
    await expect(bench.client.transfer.saveFile({ session: receiving, index: 0 })).rejects.toMatchObject({
      data: { code: 'FILE_GONE', message: expect.stringContaining('b') as string },
    });
  }));

test('a capture that is full holds the transfer up until there is room', () =>
  withBench(
    async (bench) => {
      const { bytes, items } = await made(bench, 64 * MiB);
      const { listener, port, folder } = await receiver(bench, {
        mode: 'plain',
        fileName: 'b',
        captureAll: true,
      });
      const sending = await sendTo(bench, port, { mode: 'plain', items });
      const receiving = await accepted(bench, listener);
      const stalled = await bench.watch.session(receiving, 'is stalled', (s) => s.stalled !== null);
      expect(stalled.stalled?.code).toBe('SPILL_LIMIT');
      await bench.bench.settings.update({ spillLimit: 1024 * MiB });
      expect((await outcome(bench, receiving)).details).toMatchObject({ outcome: 'whole', notCaptured: 0 });
      expect((await outcome(bench, sending)).details.outcome).toBe('whole');
      expect(await bench.sha256(receiving, 'in')).toBe(sha256(bytes));
      expect(await sha256Of(join(folder, 'b'))).toBe(sha256(bytes));
    },
    { settings: { memoryLimit: 16 * MiB, spillLimit: 16 * MiB } },
  ));

test('a session that is removed in the middle leaves nothing open, and no file', () =>
  withBench(async (bench) => {
    const items = [await endless(bench)];
    const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b' });
    const sending = await sendTo(bench, port, { mode: 'plain', items });
    const receiving = await accepted(bench, listener);
    await bench.client.transfer.pause({ session: receiving, on: true });
    await bench.client.bench.remove({ ids: [receiving] });
    expect((await outcome(bench, sending)).details.outcome).toBe('broken');
    await bench.watch.until('the listener has nobody', () => bench.watch.listeners.get(listener)?.open === 0);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toEqual([]);
  }));

describe.each(['plain', 'tar'] as const)('a %s transfer', (mode) => {
  test('whose sender is removed in the middle is not taken for a whole one', () =>
    withBench(async (bench) => {
      const items = [await endless(bench)];
      const { listener, port, folder } = await receiver(bench, {
        mode,
        fileName: mode === 'plain' ? 'b' : '',
      });
      const sending = await sendTo(bench, port, { mode, items });
      const receiving = await accepted(bench, listener);
      await until(bench, receiving, 'moves', ({ bytes }) => bytes.moved > 0);
      await bench.client.transfer.pause({ session: sending, on: true });
      await bench.client.bench.remove({ ids: [sending] });
      const { details, failure } = await outcome(bench, receiving);
      expect({ outcome: details.outcome, code: failure?.code }).toEqual({
        outcome: 'broken',
        code: 'ECONNRESET',
      });
      expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toEqual([]);
    }));
});
