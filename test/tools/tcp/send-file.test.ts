import { createHash, randomBytes } from 'node:crypto';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { neverReads, stopAwkward } from '../../support/awkward.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { held, lend } from '../../support/lend.ts';
import { describeWith } from '../../support/needs.ts';
import { type Peer, python, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, listen, onlyClient, send } from '../../support/tcp.ts';

const MiB = 1024 * 1024;

failOnLeaks();
afterEach(stopPeers);
afterEach(stopAwkward);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const hashOf = async (peer: Peer) => (await peer.until(/sha256 (\w+) (\d+)/)).slice(1);

/** A file of random bytes in the folder of the bench. */
async function made({ folder }: TestBench, name: string, size: number) {
  const path = join(folder, name);
  const bytes = new Uint8Array(randomBytes(size));
  await writeFile(path, bytes);
  return { path, bytes, item: { kind: 'path' as const, path } };
}
const notes = async (bench: TestBench, session: string) =>
  (await bench.rows(session))
    .filter(({ kind }) => kind === 'note' || kind === 'error')
    .map(({ text }) => text);

describeWith(['python3', 'ncat'], 'a file that is sent on a connection', () => {
  test('by its path arrives whole, at Python', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = python('transfer.py', 'receive', '127.0.0.1', port);
      const { id } = await onlyClient(bench, listener);
      const { bytes, item } = await made(bench, 'photo.raw', 20 * MiB + 1);
      expect(await bench.client.tcp.sendFile({ session: id, item })).toEqual({ bytes: bytes.length });
      await bench.client.tcp.close({ session: id });
      expect(await hashOf(peer)).toEqual([sha256(bytes), String(bytes.length)]);
      expect(await bench.sha256(id, 'out')).toBe(sha256(bytes));
      expect(await notes(bench, id)).toEqual([
        'Sending photo.raw, 20,971,521 bytes.',
        'Sent all of photo.raw, 20,971,521 bytes.',
      ]);
    }));

  test('by a page that lends it arrives whole, at ncat', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = startPeer('sh', ['-c', `ncat --recv-only 127.0.0.1 ${port} | sha256sum`]);
      const { id } = await onlyClient(bench, listener);
      const bytes = new Uint8Array(randomBytes(5 * MiB + 3));
      const { loan, stop } = await lend(bench.client, [held('notes.txt', bytes)]);
      await bench.client.tcp.sendFile({ session: id, item: { kind: 'loan', loan } });
      stop();
      await bench.client.tcp.close({ session: id });
      await peer.until(new RegExp(sha256(bytes)));
    }));

  test('goes on when the window that asked is gone, and another one sees it', () =>
    withBench(async (bench) => {
      const server = await neverReads();
      const { id } = await connect(bench, { port: server.port });
      const { item } = await made(bench, 'much', 30 * MiB);
      const other = bench.openWindow();
      other.client.tcp.sendFile({ session: id, item }).catch(() => undefined);
      await bench.watch.session(id, 'sends', (s) => s.tool === 'tcp' && (s.details.file?.sent ?? 0) > 0);
      await other.close();
      const { details } = await bench.watch.session(id, 'still sends', (s) => s.tool === 'tcp');
      expect(details).toMatchObject({ file: { name: 'much', total: 30 * MiB } });
      // Nothing else gets in between.
      await expect(send(bench, id, 'hello')).rejects.toMatchObject({ data: { code: 'FILE_GOES' } });
      await expect(bench.client.tcp.sendFile({ session: id, item })).rejects.toMatchObject({
        data: {
          code: 'FILE_GOES',
          message: 'much is being sent: anything else would stand in the middle of it.',
        },
      });
      await bench.client.tcp.cancelFile({ session: id });
      await bench.watch.session(id, 'has stopped', (s) => s.tool === 'tcp' && s.details.file === null);
      expect((await notes(bench, id)).at(-1)).toMatch(
        /^Sending much was cancelled: [\d,]+ of 31,457,280 bytes had gone\.$/,
      );
    }));

  test('without bytes is sent, and said', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench);
      const { id } = await connect(bench, { port });
      const { item } = await made(bench, 'empty', 0);
      expect(await bench.client.tcp.sendFile({ session: id, item })).toEqual({ bytes: 0 });
      expect(await notes(bench, id)).toEqual(['Sending empty, 0 bytes.', 'Sent all of empty, 0 bytes.']);
    }));

  test('and shrinks meanwhile ends with a failure that says so; the connection stays', () =>
    withBench(async (bench) => {
      const { port, client } = await neverReads();
      const { id } = await connect(bench, { port });
      const { path, item } = await made(bench, 'log', 30 * MiB);
      const sending = bench.client.tcp.sendFile({ session: id, item });
      await bench.watch.session(id, 'sends', (s) => s.tool === 'tcp' && (s.details.file?.sent ?? 0) > 0);
      await truncate(path, 29 * MiB);
      (await client()).resume();
      await expect(sending).rejects.toMatchObject({
        data: { code: 'FILE_CHANGED', message: 'log changed while it was sent: it has become shorter.' },
      });
      await send(bench, id, 'still here');
    }));

  test('on a connection that is reset fails, and leaves nothing open', () =>
    withBench(async (bench) => {
      const { port, client } = await neverReads();
      const { id } = await connect(bench, { port });
      const { item } = await made(bench, 'much', 30 * MiB);
      const sending = bench.client.tcp.sendFile({ session: id, item });
      await bench.watch.session(id, 'sends', (s) => s.tool === 'tcp' && (s.details.file?.sent ?? 0) > 0);
      (await client()).resetAndDestroy();
      await expect(sending).rejects.toMatchObject({ data: { code: 'CLOSED' } });
      await bench.watch.session(id, 'ends', ended);
    }));

  test('by a page that goes away in the middle fails by name; the connection stays', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench);
      const { id } = await connect(bench, { port });
      let asked: () => void = () => undefined;
      const first = new Promise<void>((done) => (asked = done));
      const silent = {
        path: 'frozen.bin',
        size: MiB,
        read: () => {
          asked();
          return new Promise<Uint8Array<ArrayBuffer>>(() => undefined);
        },
      };
      const other = bench.openWindow();
      const { loan } = await lend(other.client, [silent]);
      const sending = bench.client.tcp.sendFile({ session: id, item: { kind: 'loan', loan } });
      await first;
      await other.close();
      await expect(sending).rejects.toMatchObject({
        data: {
          code: 'LOAN_GONE',
          message: 'frozen.bin can’t be sent any more: the page that holds it is gone.',
        },
      });
      await send(bench, id, 'still here');
    }));

  test('and is none is refused by name', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench);
      const { id } = await connect(bench, { port });
      const sendPath = (path: string) =>
        bench.client.tcp.sendFile({ session: id, item: { kind: 'path', path } });
      await mkdir(join(bench.folder, 'album'));
      await expect(sendPath(join(bench.folder, 'album'))).rejects.toMatchObject({
        data: { code: 'NOT_A_FILE', message: /^album is a folder/, field: 'file' },
      });
      await expect(sendPath(join(bench.folder, 'gone'))).rejects.toMatchObject({
        data: { code: 'UNREADABLE', message: /^gone was not sent\. .*there is no such file/ },
      });
      await expect(sendPath('/dev/zero')).rejects.toMatchObject({
        data: { code: 'UNREADABLE', message: /It is a device/ },
      });
      await expect(sendPath('notes.txt')).rejects.toMatchObject({
        data: { code: 'BAD_INPUT', field: 'file' },
      });
      await bench.client.tcp.close({ session: id });
      await bench.watch.session(id, 'ends', ended);
      await expect(sendPath(join(bench.folder, 'gone'))).rejects.toMatchObject({
        data: { code: 'NOT_OPEN' },
      });
    }));
});
