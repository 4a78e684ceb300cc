import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CaptureStore } from '../../../src/main/bench/capture/store.ts';
import { Registry } from '../../../src/main/bench/registry.ts';
import { Twins } from '../../../src/main/net/twins.ts';
import type { HttpParts } from '../../../src/main/tools/http/parts.ts';
import { Allowance, SHORT, START } from '../../../src/main/tools/http/server/allowance.ts';
import { HttpListener } from '../../../src/main/tools/http/server/listener.ts';
import { folderServed } from '../../../src/main/tools/http/server/serves/folder.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { ask } from '../../support/wait.ts';

failOnLeaks();

const SIZE = 200_000;

interface Served {
  server: HttpListener;
  file: Buffer;
  /** Asks over the one connection, and answers the body when the request is over in the log. */
  get(method: string, path: string, body?: Buffer): Promise<Buffer>;
  /** What the capture has of a request and its answer. */
  wire(seq: number): Promise<{ in: Buffer; out: Buffer }>;
}

/** A folder with `/a.bin` and one kept connection to it. */
async function withFolder(allowance: Allowance, body: (served: Served) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-kept-'));
  const file = randomBytes(SIZE);
  await writeFile(join(folder, 'a.bin'), file);
  const registry = new Registry();
  const captures = new CaptureStore(tmpdir(), { memory: 64e6, spill: 0 });
  const parts = { registry, captures, twins: new Twins() } as unknown as HttpParts;
  const what = { serves: 'folder' as const, folder, upload: true, hosts: [] };
  const settings = {
    address: '127.0.0.1',
    port: 0,
    tls: null,
    http2: true,
    maxClients: 10,
    headMs: 20_000,
    allowance,
  };
  const server = await HttpListener.start(parts, settings, what, await folderServed(what));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    await body({
      server,
      file,
      async get(method, path, sent) {
        const seq = server.log.total;
        const got = await new Promise<Buffer>((resolve, reject) => {
          const asked = request({ agent, host: '127.0.0.1', port: server.port, path, method });
          asked.on('error', reject).on('response', (answer) => {
            const pieces: Buffer[] = [];
            answer.on('data', (piece: Buffer) => pieces.push(piece));
            answer.on('end', () => resolve(Buffer.concat(pieces)));
          });
          asked.end(sent);
        });
        await ask(async () => typeof server.log.get(seq)?.ms === 'number', 'the end of the request');
        return got;
      },
      async wire(seq) {
        const [connection] = server.open;
        const at = server.log.get(seq);
        if (!connection || !at) throw new Error('it has left the bench');
        const { capture } = connection.session;
        return {
          in: await capture.read('in', at.inFrom, at.inTo - at.inFrom),
          out: await capture.read('out', at.outFrom, at.outTo - at.outFrom),
        };
      },
    });
  } finally {
    agent.destroy();
    await registry.close();
    await ask(async () => server.open.size === 0, 'the end of all');
    await captures.close();
    await rm(folder, { recursive: true, force: true });
  }
}

it('a server that moves much keeps the heads and a little of the bodies, and serves all of it', () =>
  withFolder(new Allowance(START + 5 * SIZE, 0), async ({ server, file, get, wire }) => {
    for (let i = 0; i < 8; i++) expect((await get('GET', '/a.bin')).equals(file)).toBe(true);
    for (let i = 0; i < 8; i++) {
      const { in: asked, out } = await wire(i);
      expect(asked.toString('latin1')).toMatch(/^GET \/a\.bin HTTP\/1\.1\r\n[^]*\r\n\r\n$/);
      expect(out.toString('latin1', 0, 15)).toBe('HTTP/1.1 200 OK');
      const behind = out.subarray(out.indexOf('\r\n\r\n') + 4);
      if (i >= 5) expect(out.length).toBe(SHORT);
      expect(behind.equals(i < 5 ? file : file.subarray(0, behind.length))).toBe(true);
    }
    const [connection] = server.open;
    const { rows } = (await connection?.session.capture.page(0, 100)) ?? { rows: [] };
    const said = rows.filter(({ kind, text }) => kind === 'note' && text?.includes('16 KiB'));
    expect(said).toHaveLength(3);
  }));

it('what comes behind a long body is kept from its beginning', () =>
  withFolder(new Allowance(), async ({ file, get, wire }) => {
    const long = randomBytes(2 * START);
    await get('PUT', '/b.bin', long);
    expect((await get('GET', '/a.bin')).equals(file)).toBe(true);
    const [put, then] = [await wire(0), await wire(1)];
    // Its beginning was read before anybody knew it for a message.
    expect(put.in.length).toBeGreaterThanOrEqual(START);
    expect(put.in.length).toBeLessThanOrEqual(START + 64 * 1024);
    expect(put.in.toString('latin1', 0, 10)).toBe('PUT /b.bin');
    expect(then.in.toString('latin1')).toMatch(/^GET \/a\.bin HTTP\/1\.1\r\n[^]*\r\n\r\n$/);
  }));
