import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { logOf, raw, serve, statuses } from '../../support/http-server.ts';
import { sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { ask } from '../../support/wait.ts';

failOnLeaks();

const latin1 = (text: string) => Buffer.from(text).toString('latin1');

/** A folder that takes files, with one of 2 MiB in it. */
async function withFolder(
  body: (at: { bench: TestBench; listener: string; port: number; root: string }) => Promise<void>,
  tls?: object,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'served-'));
  try {
    await writeFile(join(root, 'big.bin'), Buffer.alloc(2 * 1024 * 1024, 'b'));
    await withBench(async (bench) => {
      const what = { serves: 'folder' as const, folder: root, upload: true };
      const { listener, port } = await serve(bench, { what, ...(tls ? { tls } : {}) });
      await body({ bench, listener, port, root });
    });
  } finally {
    await rm(root, { recursive: true });
  }
}

async function withHttp2(port: number, body: (session: ClientHttp2Session) => Promise<void>): Promise<void> {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  try {
    await body(session);
  } finally {
    session.destroy();
  }
}

it('thousands of requests at once on one connection take no memory for thousands of answers, and end it', () =>
  withFolder(async ({ bench, listener, port }) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    // Nothing of the answers is read.
    socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    socket.write('GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2000));
    const [session] = await bench.watch.accepted(listener);
    const { closeReason } = await bench.watch.session(
      session?.id ?? '',
      'ends',
      (one) => one.state === 'closed',
    );
    expect(closeReason).toBe('too many requests waited');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024);
    const { total } = await bench.client.httpServer.log({ listener, from: 0, count: 1 });
    expect(total).toBe(501);
    const { rows } = await bench.client.httpServer.log({ listener, from: 500, count: 1 });
    expect(rows[0]?.note).toMatch(/the most/);
    socket.destroy();
  }));

it('a body over HTTP/2 without a length is waited for', () =>
  withBench(async (bench) => {
    const { port, listener } = await serve(bench, { tls: {} });
    await withHttp2(port, async (session) => {
      const stream = session.request({ ':method': 'POST', ':path': '/' });
      stream.write('hello ');
      await ask(async () => (await logOf(bench, listener)).length === 1, 'the request to be there');
      stream.end('world');
      let text = '';
      for await (const piece of stream) text += String(piece);
      expect(JSON.parse(text)).toMatchObject({ version: '2', body: { bytes: 11, text: 'hello world' } });
    });
  }));

it.each([0, 8])('half a file whose stream is reset with code %d is no file', (code) =>
  withFolder(async ({ bench, listener, port, root }) => {
    await withHttp2(port, async (session) => {
      const stream = session.request({ ':method': 'PUT', ':path': '/half.bin' });
      stream.on('error', () => undefined);
      stream.write(Buffer.alloc(100_000, 'x'));
      await ask(async () => (await readdir(root)).length === 2, 'a part of the file');
      stream.close(code);
      await ask(async () => (await logOf(bench, listener))[0]?.note, 'what became of it');
      expect((await logOf(bench, listener))[0]?.note).toMatch(/left in the middle/);
    });
    expect(await readdir(root)).toEqual(['big.bin']);
  }, {}),
);

it('a page of another site can neither put a file into the folder, nor read it under a name of its own', () =>
  withFolder(async ({ bench, listener, port, root }) => {
    const form = '--X\r\nContent-Disposition: form-data; name="f"; filename="a.html"\r\n\r\nhi\r\n--X--\r\n';
    const post = (host: string, origin: string) =>
      raw(
        port,
        `POST / HTTP/1.1\r\nHost: ${host}:${port}\r\nOrigin: ${origin}\r\nConnection: close\r\n` +
          `Content-Type: multipart/form-data; boundary=X\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
      );
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1'])
      expect(statuses(await post('127.0.0.1', origin)), origin).toEqual([403]);
    const get = (host: string) =>
      raw(port, `GET /big.bin HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nRange: bytes=0-0\r\n\r\n`);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '127.0.0.1.evil.example',
    ])
      expect(statuses(await get(host)), host).toEqual([421]);
    expect(statuses(await post('evil.example', `http://evil.example:${port}`))).toEqual([421]);
    expect(await readdir(root)).toEqual(['big.bin']);
    expect((await logOf(bench, listener))[0]?.note).toContain('http://evil.example');
    for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]', 'app.localhost:80'])
      expect(statuses(await get(host)), host).toEqual([206]);
    expect(statuses(await post('127.0.0.1', `http://127.0.0.1:${port}`))).toEqual([201]);
    expect(await readdir(root)).toEqual(['a.html', 'big.bin']);
    // What is to be done about it stands in the answer, and in the log.
    expect(await get('nas.test')).toContain('nas.test among “Other host names”'.replace(/[“”]/g, latin1));
    expect((await logOf(bench, listener)).at(-1)?.note).toContain('nas.test is no name of this machine');
  }));

it('a folder is given under the names that are allowed, exactly those, and they outlive a change', () =>
  withFolder(async ({ bench, root }) => {
    const what = { serves: 'folder' as const, folder: root, upload: false, hosts: ['nas.test'] };
    const { listener, port } = await serve(bench, { what });
    const get = async (host: string) =>
      statuses(
        await raw(
          port,
          `GET /big.bin HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nRange: bytes=0-0\r\n\r\n`,
        ),
      )[0];
    expect(await get('nas.test')).toBe(206);
    expect(await get(`NAS.test:${port}`)).toBe(206);
    for (const host of ['nas.test.evil.test', 'a.nas.test', 'nas-test', 'evil.test'])
      expect(await get(host), host).toBe(421);
    const now = await bench.client.httpServer.what({ listener });
    if (now.what.serves !== 'folder') throw new Error(now.what.serves);
    await bench.client.httpServer.update({ listener, what: { ...now.what, upload: true } });
    expect(await get('nas.test')).toBe(206);
    for (const wrong of ['*.test', 'http://nas.test', 'a:80', 'A.test', ''])
      await expect(serve(bench, { what: { ...what, hosts: [wrong] } })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      });
  }));

it('what a client sent in braces is sent again as it was, and is no variable', () =>
  withBench(async (bench) => {
    const { listener, port } = await serve(bench);
    const body = '{"a": "{{secret}} \\\\{{b}}"}';
    await raw(
      port,
      `POST /?q={{token}} HTTP/1.1\r\nHost: localhost\r\nX-A: {{key}}\r\nContent-Type: application/json\r\n` +
        `Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const { request } = await bench.client.httpServer.request({ listener, seq: 0 });
    expect((await sent(bench, request)).summary).toMatchObject({ state: 'done', status: 200 });
    const [first, second] = await Promise.all(
      [0, 1].map((seq) => bench.client.httpServer.request({ listener, seq })),
    );
    const told = ({ url, body: one, headers }: HttpRequest) => [
      decodeURI(url),
      one,
      headers.find(({ name }) => name === 'X-A')?.value,
    ];
    expect(told(second!.request)).toEqual(told(first!.request));
    expect(first!.request.headers).toContainEqual({ name: 'X-A', value: '\\{{key}}', on: true });
  }));
