import type { Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import type { HttpRequest, RequestOptions } from '../../../src/contract/http/request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { asking, loaded, many } from '../../support/http-load.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { logOf, serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startNginx } from '../../support/nginx.ts';
import { okHead, startOdd } from '../../support/odd-server.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { startTinyproxy } from '../../support/proxies.ts';
import { ask } from '../../support/wait.ts';
import { connectWs, webSocket, wsOver } from '../../support/websocket.ts';

failOnLeaks();
afterEach(stopPeers);

const PATHS = [
  '/a/../b',
  '/./x',
  '//x//y/.',
  '/%2e%2e/etc/passwd',
  '/a/..%2f..\\',
  '/"<>[]^`{|}~\'',
  '/x?',
  '/x?../%2e="<{|}>"&\\',
];

/** Sends a GET to a server that says this, and gives the lines of what it heard. */
async function heard(
  path: string,
  say: (socket: Socket, times: number) => void,
  change: Partial<HttpRequest> = {},
): Promise<string[]> {
  let times = 0;
  const server = await startOdd((socket) => say(socket, times++));
  try {
    await withBench(async (bench) => {
      await sent(bench, blankRequest({ url: server.url.replace(/\/$/, '') + path, ...change }));
    });
    return server.heard().split('\r\n');
  } finally {
    await server.stop();
  }
}

const ok = (socket: Socket) => socket.end(okHead('Content-Length: 0'));
/** An answer that another request follows, over a connection of its own. */
const first = (socket: Socket, status: string, header: string) =>
  socket.end(`HTTP/1.1 ${status}\r\n${header}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);

it.each([...PATHS, '/..', '/../../etc'])('%s goes out so', async (path) => {
  expect((await heard(path, ok))[0]).toBe(`GET ${path} HTTP/1.1`);
});

it('what no request can carry goes out as escapes', async () => {
  expect((await heard('/a b/\u0001é?ü x#y', ok))[0]).toBe('GET /a%20b/%01%C3%A9?%C3%BC%20x HTTP/1.1');
});

it('a redirect is resolved, and what it says goes out as it is', async () => {
  const lines = await heard('/a/b/../x', (socket, times) =>
    times > 0 ? ok(socket) : first(socket, '302 Found', 'Location: ../c/./{d}%2e?../e'),
  );
  expect(lines.filter((line) => line.startsWith('GET'))).toEqual([
    'GET /a/b/../x HTTP/1.1',
    'GET /c/{d}%2e?../e HTTP/1.1',
  ]);
});

it('the answer to Digest is for the path as it goes out', async () => {
  const lines = await heard(
    '/a/../b?c=%2e',
    (socket, times) =>
      times > 0
        ? ok(socket)
        : first(socket, '401 No', 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'),
    { auth: { kind: 'digest', user: 'me', password: 'sesame' } },
  );
  expect(lines.filter((line) => line.startsWith('GET'))).toEqual([
    'GET /a/../b?c=%2e HTTP/1.1',
    'GET /a/../b?c=%2e HTTP/1.1',
  ]);
  expect(lines.find((line) => line.startsWith('Authorization:'))).toContain('uri="/a/../b?c=%2e"');
});

it('a WebSocket asks for the path as it is written', () =>
  withBench(async (bench) => {
    const server = await startOdd((socket) => socket.end('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n'));
    try {
      const session = await connectWs(bench, webSocket(`ws://127.0.0.1:${server.port}/a/../"b?../c`));
      await wsOver(bench, session);
      expect(server.heard()).toMatch(/^GET \/a\/\.\.\/"b\?\.\.\/c HTTP\/1\.1\r\n/);
    } finally {
      await server.stop();
    }
  }));

it.each(['1.1', '2'] as const)('our server tells it so over HTTP/%s, and asks for it again so', (version) =>
  withBench(async (bench) => {
    const { listener, url } = await serve(bench);
    for (const path of PATHS) {
      const options = { ...REQUEST_OPTIONS, version };
      const detail = await sent(bench, blankRequest({ url: url.replace(/\/$/, '') + path, options }));
      expect(JSON.parse(String(await bodyOf(bench, detail.summary.id)))).toMatchObject({ url: path });
      expect(detail.hops[0]?.url.endsWith(path)).toBe(true);
    }
    expect((await logOf(bench, listener)).map((row) => row.url)).toEqual(PATHS);
    const again = await bench.client.httpServer.request({ listener, seq: 0 });
    expect(again.request.url).toBe(url.replace(/\/$/, '') + PATHS[0]);
  }),
);

describeWith(['nginx', 'openssl', 'tinyproxy'], 'nginx', () => {
  it('is asked so over HTTP/1.1 and HTTP/2, by many requests and through a proxy', () =>
    withBench(async (bench) => {
      const nginx = await startNginx({ server: 'location / { return 200 "$request_uri"; }', log: true });
      const proxy = await startTinyproxy();
      try {
        const said = async (path: string, port: number, change: Partial<RequestOptions>) => {
          const options = { ...REQUEST_OPTIONS, ...change };
          const url = `http://127.0.0.1:${port}${path}`;
          return said200(bench, blankRequest({ url, options }));
        };
        for (const path of PATHS.filter((one) => !one.startsWith('/%2e'))) {
          expect(await said(path, nginx.port, { version: '1.1' })).toBe(path);
          expect(await said(path, nginx.h2Port, { version: '2' })).toBe(path);
          expect(await said(path, nginx.port, { proxy: `http://127.0.0.1:${proxy.port}` })).toBe(path);
        }
        await loaded(bench.client, asking(`http://127.0.0.1:${nginx.port}/a/./../b?../c`), many(20, 2));
        // nginx logs a request when it is through with it. There may be one more, which tried the connection.
        const ofLoad = /^GET \/a\/\.\/\.\.\/b\?\.\.\/c 200 /gm;
        await ask(async () => ((await nginx.log()).match(ofLoad)?.length ?? 0) >= 20, 'the log of nginx');
      } finally {
        await nginx.stop();
        await proxy.stop();
      }
    }));
});

async function said200(bench: TestBench, request: HttpRequest): Promise<string> {
  const { summary } = await sent(bench, request);
  expect(summary).toMatchObject({ state: 'done', status: 200 });
  return String(await bodyOf(bench, summary.id));
}

describeWith('python3', 'http.server of Python', () => {
  it('logs it so', () =>
    withBench(async (bench) => {
      const folder = await mkdtemp(join(tmpdir(), 'wirebench-path-'));
      try {
        const server = python('http_servers.py', folder);
        await server.until(/odd \d+\n/);
        const port = /^simple (\d+)$/m.exec(server.text)?.[1];
        await sent(bench, blankRequest({ url: `http://127.0.0.1:${port}/a/../%2e%2e/{b}` }));
        await server.until(/"GET \/a\/\.\.\/%2e%2e\/\{b\} HTTP\/1\.1" 404/);
      } finally {
        await stopPeers();
        await rm(folder, { recursive: true, force: true });
      }
    }));
});
