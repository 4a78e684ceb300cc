import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type TestBench, withBench } from '../../support/bench.ts';
import { logOf, serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { ask as patiently, within } from '../../support/wait.ts';

failOnLeaks();

const MiB = 1024 * 1024;

async function withFolder(
  body: (at: { bench: TestBench; listener: string; port: number; folder: string }) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-files-'));
  try {
    await withBench(async (bench) => {
      const { listener, port } = await serve(bench, { what: { serves: 'folder', folder, upload: false } });
      await body({ bench, listener, port, folder });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ask(port: number, path: string, ...more: string[]): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  const head = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...more];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** The body that a connection says until its end; `slow`: it stops after each piece until all others have turned. */
async function bodyOf(socket: Socket, slow = false): Promise<Buffer> {
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece);
    if (!slow) return;
    socket.pause();
    setImmediate(() => setImmediate(() => socket.resume()));
  });
  await within(once(socket, 'close'), () => 'the end of the answer');
  const all = Buffer.concat(pieces);
  return all.subarray(all.indexOf('\r\n\r\n') + 4);
}

/** The log when it has so many requests and all of them are over. */
const allOver = (bench: TestBench, listener: string, count: number) =>
  patiently(async () => {
    const rows = await logOf(bench, listener);
    return rows.length === count && rows.every(({ ms }) => ms !== null) ? rows : null;
  }, `${count} requests to be over`);

it('files go out whole to many at once, quick and slow, and so do parts of them', () =>
  withFolder(async ({ bench, listener, port, folder }) => {
    const files = [0, 1, 128 * 1024, 3 * MiB + 17].map((size, i) => ({
      path: `/${i}.bin`,
      body: randomBytes(size),
    }));
    for (const { path, body } of files) await writeFile(join(folder, path), body);
    const asked = [...files, ...files, ...files].map(({ path, body }, i) => ({
      body,
      got: bodyOf(ask(port, path), i % 2 === 1),
    }));
    const [, , , large] = files;
    const part = bodyOf(ask(port, '/3.bin', 'Range: bytes=131000-2000000'));
    for (const { body, got } of asked) expect((await got).equals(body)).toBe(true);
    expect((await part).equals(large?.body.subarray(131_000, 2_000_001) ?? Buffer.alloc(0))).toBe(true);
    const rows = await logOf(bench, listener);
    expect(rows.filter((row) => row.status === 200)).toHaveLength(asked.length);
    expect(rows.filter((row) => row.status === 206)).toHaveLength(1);
  }));

it('a client that has the whole file and leaves at once was answered whole', () =>
  withFolder(async ({ bench, listener, port, folder }) => {
    const body = randomBytes(300_000);
    await writeFile(join(folder, 'a.bin'), body.subarray(0, 10));
    await writeFile(join(folder, 'b.bin'), body);
    const get = (path: string, size: number) =>
      new Promise<void>((resolve) => {
        const socket = connect({ host: '127.0.0.1', port });
        let had: Buffer = Buffer.alloc(0);
        socket.on('data', (piece: Buffer) => {
          had = Buffer.concat([had, piece]);
          if (had.length >= had.indexOf('\r\n\r\n') + 4 + size) socket.destroy();
        });
        socket.on('close', () => resolve());
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
      });
    for (let i = 0; i < 30; i++)
      await within(Promise.all([get('/a.bin', 10), get('/b.bin', 300_000)]), () => 'both');
    expect((await allOver(bench, listener, 60)).map(({ note }) => note)).toEqual(
      Array.from({ length: 60 }, () => null),
    );
  }));

it('what a client leaves unsaid of a file that was refused is no request', () =>
  withFolder(async ({ bench, listener, port }) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.write('PUT /a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhello');
    await within(once(socket, 'data'), () => 'the refusal');
    socket.end();
    const [session] = await bench.watch.accepted(listener);
    const over = await bench.watch.session(session?.id ?? '', 'ends', (one) => one.state === 'closed');
    expect(over.closeReason).toMatch(/left in the middle/);
    expect((await logOf(bench, listener)).map(({ status }) => status)).toEqual([405]);
    expect(bench.watch.listeners.get(listener)).toMatchObject({ details: { malformed: 0 } });
  }));

it('a file that becomes shorter while it is sent ends the connection, and the log says so', () =>
  withFolder(async ({ bench, listener, port, folder }) => {
    const path = join(folder, 'a.bin');
    await writeFile(path, '');
    await truncate(path, 64 * MiB);
    const socket = ask(port, '/a.bin');
    await once(socket, 'readable');
    await truncate(path, 100);
    const got = await bodyOf(socket);
    expect(got.length).toBeLessThan(64 * MiB);
    const note = async () => (await logOf(bench, listener))[0];
    await within(
      (async () => {
        while ((await note())?.ms === null) await bench.watch.until('news', () => true);
      })(),
      () => 'its end in the log',
    );
    expect(await note()).toMatchObject({ status: 200, note: 'The file became shorter while it was sent.' });
  }));

it('who leaves in the middle of a file leaves nothing open', () =>
  withFolder(async ({ bench, listener, port, folder }) => {
    const path = join(folder, 'a.bin');
    await writeFile(path, '');
    await truncate(path, 64 * MiB);
    for (let i = 0; i < 5; i++) {
      const socket = ask(port, '/a.bin');
      await once(socket, 'readable');
      socket.destroy();
    }
    const rows = await allOver(bench, listener, 5);
    await bench.watch.until('nobody', () => bench.watch.listeners.get(listener)?.open === 0);
    expect(rows.map(({ status, note }) => `${status} ${note}`)).toEqual(
      Array.from({ length: 5 }, () => '200 The answer did not go out whole.'),
    );
    // And the next one gets all of it.
    expect((await bodyOf(ask(port, '/a.bin'))).equals(Buffer.alloc(64 * MiB))).toBe(true);
  }));
