import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { Agent, get as httpGet, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect as connectH2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../../src/main/tools/http/server/handler.ts';
import { Quick, QUICK } from '../../../src/main/tools/http/server/serves/quick.ts';
import { withBench } from '../../support/bench.ts';
import { logOf, serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { ask } from '../../support/wait.ts';

failOnLeaks();

async function withFiles(body: (root: string, at: (name: string) => string) => Promise<void>): Promise<void> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'wirebench-quick-')));
  try {
    await body(root, (name) => join(root, name));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A body that takes all that it is given, at once or never. */
function taker(takes: boolean) {
  const pieces: Buffer[] = [];
  const to = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(Buffer.from(piece));
      if (takes) done();
    },
  });
  return { to: to as unknown as Outgoing, said: () => Buffer.concat(pieces) };
}

describe('files that are looked at and read on their own thread', () => {
  const withQuick = (
    body: (at: {
      look: (names: string[], bytes?: boolean) => Promise<NonNullable<Awaited<ReturnType<Quick['look']>>>>;
      at: (name: string) => string;
    }) => Promise<void>,
  ) =>
    withFiles(async (root, at) => {
      const quick = new Quick();
      try {
        await body({
          at,
          look: (names, bytes = true) => ask(() => quick.look(root, names, bytes), 'the thread'),
        });
      } finally {
        quick.end();
        expect(await quick.look(root, [], false)).toBeNull();
      }
    });

  it('come whole, with what the system says of them', () =>
    withQuick(async ({ look, at }) => {
      for (const size of [1, 1000, QUICK]) {
        const body = randomBytes(size);
        await writeFile(at('a'), body);
        const { found, whole } = await look(['a']);
        const { mtime, ctime, ino } = await stat(at('a'));
        expect(found).toMatchObject({ kind: 'file', path: at('a'), about: { size, mtime, ctime, ino } });
        const { to, said } = taker(true);
        whole?.send(0, size, to);
        await once(to, 'close');
        expect(said().equals(body)).toBe(true);
      }
    }));

  it('come without their bytes where these are many, none, or not wanted', () =>
    withQuick(async ({ look, at }) => {
      await writeFile(at('large'), randomBytes(QUICK + 1));
      await writeFile(at('empty'), '');
      await writeFile(at('small'), 'x');
      expect(await look(['large'])).toMatchObject({ found: { kind: 'file' }, whole: null });
      expect(await look(['empty'])).toMatchObject({
        found: { kind: 'file', about: { size: 0 } },
        whole: null,
      });
      expect(await look(['small'], false)).toMatchObject({ found: { kind: 'file' }, whole: null });
      expect(await look([])).toMatchObject({ found: { kind: 'folder' }, whole: null });
    }));

  it('are judged as everywhere', () =>
    withQuick(async ({ look, at }) => {
      await writeFile(at('.secret'), 'x');
      await mkdir(at('sub'));
      await symlink('/etc/hostname', at('out'));
      await symlink('.secret', at('dot'));
      await symlink('turn', at('turn'));
      await symlink('../.secret', at('sub/up'));
      await promisify(execFile)('mkfifo', [at('pipe')]);
      const why = async (...names: string[]) => {
        const { found, whole } = await look(names);
        expect(whole).toBeNull();
        return 'why' in found ? `${found.status} ${found.why}` : found.kind;
      };
      expect(await why('out')).toBe('403 It is a link that leads out of the folder.');
      expect(await why('dot')).toBe('403 It is a link to what is not served.');
      expect(await why('sub', 'up')).toBe('403 It is a link to what is not served.');
      expect(await why('turn')).toBe('403 It is a link that leads back to itself.');
      expect(await why('pipe')).toBe('403 It is a pipe, a socket or a device, and no file.');
      expect(await why('none')).toBe('404 There is no such file.');
      expect(await why('sub')).toBe('folder');
    }));

  it('use no more memory than for sixteen at once, and again when their bytes were taken', () =>
    withQuick(async ({ look, at }) => {
      await writeFile(at('a'), 'hello');
      const held = await Promise.all(Array.from({ length: 20 }, () => look(['a'])));
      const whole = held.flatMap((one) => one.whole ?? []);
      expect(whole).toHaveLength(16);
      whole[0]?.left();
      // A second time gives nothing back.
      whole[0]?.left();
      const { to } = taker(false);
      whole[1]?.send(0, 5, to);
      const [first, second] = [await look(['a']), await look(['a'])];
      expect([first.whole === null, second.whole === null]).toEqual([false, true]);
      // What a connection that broke was sent is not given to another, and another is made in its place.
      to.destroy();
      await once(to, 'close');
      const after = await look(['a']);
      expect(after.whole).not.toBeNull();
      const { to: last, said } = taker(true);
      after.whole?.send(1, 3, last);
      await once(last, 'close');
      expect(said().toString()).toBe('ell');
    }));
});

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

const withServer = (
  body: (at: {
    write: (name: string, bytes: Buffer) => Promise<void>;
    port: number;
    get: (path: string, headers?: OutgoingHttpHeaders, method?: string) => Promise<Answer>;
    rows: () => ReturnType<typeof logOf>;
    cut: (name: string, size: number) => Promise<void>;
  }) => Promise<void>,
) =>
  withFiles((folder, at) =>
    withBench(async (bench) => {
      const what = { serves: 'folder' as const, folder, upload: false };
      const { listener, port } = await serve(bench, { what });
      const agent = new Agent({ keepAlive: true, maxSockets: 4 });
      const get = (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') =>
        new Promise<Answer>((resolve, reject) => {
          const asked = request({ agent, host: '127.0.0.1', port, path, headers, method });
          asked.on('error', reject).on('response', (answer) => {
            const pieces: Buffer[] = [];
            answer.on('error', reject).on('data', (piece: Buffer) => pieces.push(piece));
            answer.on('end', () =>
              resolve({
                status: answer.statusCode ?? 0,
                headers: answer.headers,
                body: Buffer.concat(pieces),
              }),
            );
          });
          asked.end();
        });
      try {
        await body({
          port,
          get,
          write: (name, bytes) => writeFile(at(name), bytes),
          cut: (name, size) => truncate(at(name), size),
          rows: () => logOf(bench, listener),
        });
      } finally {
        agent.destroy();
      }
    }),
  );

describe('a folder that is asked often', () => {
  it('answers whole, in parts, by its head and not at all, always alike', () =>
    withServer(async ({ write, get }) => {
      const file = randomBytes(70_000);
      await write('a.bin', file);
      const { headers } = await get('/a.bin');
      const { etag = '', 'last-modified': modified = '' } = headers;
      // The first few are answered before the thread is there.
      for (let round = 0; round < 40; round++) {
        const [all, head, part, tail, none, since, stale] = await Promise.all([
          get('/a.bin'),
          get('/a.bin', {}, 'HEAD'),
          get('/a.bin', { range: 'bytes=100-299' }),
          get('/a.bin', { range: 'bytes=-5', 'if-range': etag }),
          get('/a.bin', { range: 'bytes=70000-' }),
          get('/a.bin', { 'if-none-match': etag }),
          get('/a.bin', { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
        ]);
        expect(all.status).toBe(200);
        expect(all.body.equals(file)).toBe(true);
        expect(all.headers).toMatchObject({ etag, 'last-modified': modified, 'content-length': '70000' });
        expect(head).toMatchObject({ status: 200, headers: { 'content-length': '70000' } });
        expect(head.body).toHaveLength(0);
        expect(part).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 100-299/70000' } });
        expect(part.body.equals(file.subarray(100, 300))).toBe(true);
        expect(tail.status).toBe(206);
        expect(tail.body.equals(file.subarray(-5))).toBe(true);
        expect([none.status, since.status, stale.status]).toEqual([416, 304, 412]);
      }
    }));

  it('answers with what is there now: longer, shorter, too long for one piece, empty, gone', () =>
    withServer(async ({ write, cut, get }) => {
      await write('a.bin', Buffer.from('first'));
      for (let i = 0; i < 20; i++) expect((await get('/a.bin')).body.toString()).toBe('first');
      for (const size of [100, 200_000, QUICK, QUICK + 1, 3]) {
        const body = randomBytes(size);
        await write('a.bin', body);
        expect((await get('/a.bin')).body.equals(body)).toBe(true);
      }
      await cut('a.bin', 0);
      expect(await get('/a.bin')).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
      expect(await get('/b.bin')).toMatchObject({ status: 404 });
    }));

  it('serves others while clients do not read, and after they have left in the middle', () =>
    withServer(async ({ port, write, get, rows }) => {
      const file = randomBytes(QUICK);
      await write('a.bin', file);
      for (let i = 0; i < 20; i++) await get('/a.bin');
      const agents = Array.from({ length: 24 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
      // Each asks for more than the system takes without a reader, and reads nothing.
      const held = await Promise.all(
        agents.map(
          (agent) =>
            new Promise<IncomingMessage>((resolve, reject) => {
              const asked = httpGet({ agent, host: '127.0.0.1', port, path: '/a.bin' }, resolve);
              asked.on('error', reject);
            }),
        ),
      );
      for (const answer of held) answer.on('error', () => undefined).pause();
      for (let i = 0; i < 20; i++) expect((await get('/a.bin')).body.equals(file)).toBe(true);
      for (const [i, answer] of held.entries()) if (i % 2 === 0) answer.destroy();
      for (let i = 0; i < 20; i++) expect((await get('/a.bin')).body.equals(file)).toBe(true);
      for (const [i, answer] of held.entries()) {
        if (i % 2 === 0) continue;
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece)).resume();
        await once(answer, 'end');
        expect(Buffer.concat(pieces).equals(file)).toBe(true);
      }
      for (const agent of agents) agent.destroy();
      await ask(async () => (await rows()).every(({ ms }) => ms !== null), 'the end of all');
    }));

  it('answers over HTTP/2 alike, also to streams that are reset', () =>
    withServer(async ({ port, write, rows }) => {
      const file = randomBytes(200_000);
      await write('a.bin', file);
      const client = connectH2(`http://127.0.0.1:${port}`);
      const ended = once(client, 'close');
      const got = (range?: string) =>
        new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
          const stream = client.request({ ':path': '/a.bin', ...(range ? { range } : {}) });
          const pieces: Buffer[] = [];
          let status = 0;
          stream.on('response', (head) => (status = head[':status'] ?? 0)).on('error', reject);
          stream.on('data', (piece: Buffer) => pieces.push(piece));
          stream.on('end', () => resolve({ status, body: Buffer.concat(pieces) }));
        });
      for (let round = 0; round < 15; round++) {
        const left = client.request({ ':path': '/a.bin' });
        left.on('error', () => undefined);
        left.close(8);
        const [all, part] = await Promise.all([got(), got('bytes=5-9')]);
        expect(all.status).toBe(200);
        expect(all.body.equals(file)).toBe(true);
        expect(part.status).toBe(206);
        expect(part.body.equals(file.subarray(5, 10))).toBe(true);
      }
      client.close();
      await ended;
      await ask(async () => (await rows()).every(({ ms }) => ms !== null), 'the end of all');
    }));
});
