import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { bodyOf, exchangeOver, exchangeUntil } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { okHead, startOdd } from '../../support/odd-server.ts';

failOnLeaks();

const context = { collection: null, environment: null };

interface Asked {
  bench: TestBench;
  /** Asks for it, with its answer in a file of this name where the host has a dialog. */
  ask(name: string): Promise<{ exchange: string; asked: boolean }>;
  /** The connections in the order in which they asked. */
  sockets: Socket[];
  /** What is in the folder, but for what the bench keeps there. */
  files(): Promise<string[]>;
}

/** `first` is what the server says at once. */
async function asking(first: string | Buffer, check: (asked: Asked) => Promise<void>): Promise<void> {
  const sockets: Socket[] = [];
  const server = await startOdd((socket) => {
    sockets.push(socket);
    socket.write(first);
  });
  try {
    await withBench(async (bench) => {
      const before = new Set(await readdir(bench.folder));
      const request = blankRequest({ url: server.url });
      await check({
        bench,
        sockets,
        async ask(name) {
          const { exchange, asked } = await bench.client.http.sendToFile({ request, context, name });
          return { exchange: exchange as string, asked };
        },
        files: async () =>
          (await readdir(bench.folder)).filter((name) => !before.has(name) && name.startsWith('big')),
      });
    });
  } finally {
    await server.stop();
  }
}

const HALF = `${okHead('Content-Length: 10')}hello`;

describe('an answer that is sent to a file of the user’s choice', () => {
  it('is there under its name once it is whole, in place of what stood there', () =>
    asking(HALF, async ({ bench, ask, sockets, files }) => {
      const path = join(bench.folder, 'big.bin');
      await writeFile(path, 'older');
      bench.host.places.push({ kind: 'path', path });
      const { exchange, asked } = await ask('big.bin');
      expect(asked).toBe(true);
      const there = await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 5);
      expect(there.body.savedTo).toBe(`${path}.part`);
      // What has come can be looked at, and what stood there still stands there.
      expect((await bodyOf(bench, exchange)).toString()).toBe('hello');
      expect(await readFile(path, 'utf8')).toBe('older');
      sockets[0]?.write('world');
      expect((await exchangeOver(bench, exchange)).body).toMatchObject({ savedTo: path, whole: true });
      expect(await readFile(path, 'utf8')).toBe('helloworld');
      expect(await files()).toEqual(['big.bin']);
    }));

  it('leaves no half file under that name when it is cancelled', () =>
    asking(HALF, async ({ bench, ask, files }) => {
      bench.host.places.push({ kind: 'path', path: join(bench.folder, 'big.bin') });
      const { exchange } = await ask('big.bin');
      await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 5);
      await bench.client.http.cancel({ exchange });
      const over = await exchangeOver(bench, exchange);
      expect(over.summary.state).toBe('cancelled');
      expect(over.body.savedTo).toBe(join(bench.folder, 'big.bin.part'));
      expect(await files()).toEqual(['big.bin.part']);
    }));

  // It is the closing of the bench behind it that used to fail, and left the files of captures.
  it('tells that its folder is gone, and keeps the bench from nothing', () =>
    asking(HALF, async ({ bench, ask, sockets }) => {
      const folder = join(bench.folder, 'soon-gone');
      await mkdir(folder);
      bench.host.places.push({ kind: 'path', path: join(folder, 'big.bin') });
      const { exchange } = await ask('big.bin');
      await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 5);
      await rm(folder, { recursive: true });
      sockets[0]?.write('world');
      const { summary } = await exchangeOver(bench, exchange);
      expect(summary.failure).toMatchObject({ code: 'ENOENT', field: 'save to' });
    }));

  it('leaves nothing at all where nothing of it came', () =>
    asking('SSH-2.0-x\r\n', async ({ bench, ask, files }) => {
      bench.host.places.push({ kind: 'path', path: join(bench.folder, 'big.bin') });
      const { exchange } = await ask('big.bin');
      expect((await exchangeOver(bench, exchange)).summary.state).toBe('failed');
      await expect.poll(files).toEqual([]);
    }));

  it('keeps the name of a part where its coding is broken', () => {
    const coded = gzipSync(Buffer.alloc(100_000, 'a'));
    const cut = Buffer.concat([coded.subarray(0, coded.length / 2), Buffer.alloc(50)]);
    const whole = Buffer.concat([
      Buffer.from(okHead(`Content-Length: ${cut.length}`, 'Content-Encoding: gzip')),
      cut,
    ]);
    return asking(whole, async ({ bench, ask, files }) => {
      bench.host.places.push({ kind: 'path', path: join(bench.folder, 'big.bin') });
      const { exchange } = await ask('big.bin');
      const { body } = await exchangeOver(bench, exchange);
      expect(body.note).toMatch(/Decoding ended/);
      expect(await files()).not.toContain('big.bin');
    });
  });

  it('is not asked for when the dialog is cancelled, and told where it can’t be put', () =>
    asking(HALF, async ({ bench, ask, sockets }) => {
      bench.host.places.push({ kind: 'cancelled' });
      expect(await ask('big.bin')).toEqual({ exchange: null, asked: true });
      bench.host.places.push({ kind: 'path', path: join(bench.folder, 'nowhere', 'big.bin') });
      await expect(ask('big.bin')).rejects.toMatchObject({
        data: { code: 'ENOENT', field: 'save to', hint: 'The folder is not there.' },
      });
      expect(sockets).toEqual([]);
    }));

  it('is not even asked where, when the request can’t be sent', () =>
    asking(HALF, async ({ bench: { client, host } }) => {
      host.places.push({ kind: 'cancelled' });
      const request = blankRequest({ url: 'http://' });
      const sending = client.http.sendToFile({ request, context, name: 'x' });
      await expect(sending).rejects.toMatchObject({ data: { field: 'url' } });
      expect(host.places).toHaveLength(1);
    }));
});

describe('where there is no dialog', () => {
  it('it is followed from before its beginning to its end', () =>
    asking('', async ({ bench, ask, sockets }) => {
      const { exchange, asked } = await ask('big.bin');
      expect(asked).toBe(false);
      const input = { exchange, form: 'decoded', name: 'big.bin' } as const;
      const saving = bench.client.http.saveBody({ ...input, whole: true });
      await expect.poll(() => sockets.length).toBe(1);
      sockets[0]?.write(HALF);
      await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 5);
      sockets[0]?.write('world');
      expect(await saving).toMatchObject({ kind: 'saved', bytes: 10 });
      expect(bench.host.saved[0]?.bytes.toString()).toBe('helloworld');
    }));

  it('and one that is cut short is no file', () =>
    asking(HALF, async ({ bench, ask }) => {
      const { exchange } = await ask('big.bin');
      const input = { exchange, form: 'decoded', name: 'big.bin' } as const;
      await exchangeUntil(bench, exchange, ({ summary }) => summary.bytes.received === 5);
      const saving = bench.client.http.saveBody({ ...input, whole: true });
      const refused = expect(saving).rejects.toMatchObject({ data: { code: 'CUT_SHORT' } });
      await bench.client.http.cancel({ exchange });
      await refused;
      expect(bench.host.saved).toEqual([]);
      // What came can still be saved as it is.
      expect(await bench.client.http.saveBody(input)).toMatchObject({ kind: 'saved', bytes: 5 });
    }));

  it('and one that never came is none either', () =>
    asking('SSH-2.0-x\r\n', async ({ bench, ask }) => {
      const { exchange } = await ask('big.bin');
      const input = { exchange, form: 'decoded', name: 'big.bin', whole: true } as const;
      await expect(bench.client.http.saveBody(input)).rejects.toMatchObject({ data: { code: 'NO_BODY' } });
    }));
});
