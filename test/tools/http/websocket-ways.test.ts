import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { afterEach, expect, it } from 'vitest';
import { REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { blob, type TestBench, withBench } from '../../support/bench.ts';
import { makeAuthority } from '../../support/certificates.ts';
import { serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { stopPeers } from '../../support/peer.ts';
import { startMicrosocks, startTinyproxy } from '../../support/proxies.ts';
import {
  accepting,
  connectWs,
  framesUntil,
  openWs,
  startOwn,
  webSocket,
  wsOver,
  wsUntil,
} from '../../support/websocket.ts';

failOnLeaks();
afterEach(stopPeers);

const ECHO = { serves: 'websocket-echo' } as const;

/** Sends one message over an open one, and waits for its echo. */
async function echoed(bench: TestBench, session: string): Promise<string[]> {
  await bench.client.webSocket.send({ session, as: 'text', bytes: blob('hello') });
  return framesUntil(bench, session, (all) => all.includes('in Text: hello'));
}

describeWith(['openssl', 'tinyproxy', 'microsocks'], 'the ways of a WebSocket', () => {
  it('lead through TLS and through proxies, with what the proxy is told in the capture', () =>
    withBench(async (bench) => {
      const authority = await makeAuthority();
      const certificate = { kind: 'pem' as const, cert: authority.server.cert, key: authority.server.key };
      const plain = await serve(bench, { what: ECHO });
      const secure = await serve(bench, { what: ECHO, tls: { certificate } });
      const http = await startTinyproxy({ connectPorts: [plain.port, secure.port] });
      const socks = await startMicrosocks();
      try {
        const urls = [`ws://127.0.0.1:${plain.port}/`, `wss://localhost:${secure.port}/`];
        const tls = { ...REQUEST_OPTIONS.tls, ca: authority.ca.cert };
        for (const proxy of ['', `http://127.0.0.1:${http.port}`, `socks5://127.0.0.1:${socks.port}`])
          for (const url of urls) {
            const options = { ...REQUEST_OPTIONS, tls, proxy };
            const session = await openWs(bench, webSocket(url, { options }));
            const texts = (await echoed(bench, session)).filter((text) => text.startsWith('out'));
            const before =
              proxy === '' ? [] : proxy.startsWith('http') ? [/^out CONNECT /] : [/^out Said to a proxy/];
            expect(texts).toHaveLength(2 + before.length);
            for (const [i, pattern] of before.entries()) expect(texts[i]).toMatch(pattern);
            expect(texts.slice(before.length)).toEqual([
              'out GET / HTTP/1.1: asks for a WebSocket',
              'out Text: hello',
            ]);
            const told = bench.watch.sessions.get(session);
            expect(told).toMatchObject({
              title: url.slice(0, -1),
              details: {
                proxy: proxy === '' ? null : proxy,
                tls: url.startsWith('wss') ? { state: 'on' } : null,
              },
            });
          }
        // A certificate that nobody vouches for is refused before anything is said.
        const session = await connectWs(bench, webSocket(urls[1] ?? ''));
        const { failure } = await wsOver(bench, session);
        expect(failure?.mends.length).toBeGreaterThan(0);
        expect(failure?.mends.filter(({ label }) => /\bSend\b/.test(label))).toEqual([]);
        expect(await bench.bytes(session, 'out')).toHaveLength(0);
      } finally {
        await http.stop();
        await socks.stop();
        await authority.remove();
      }
    }));
});

it('leads to a Unix socket', () =>
  withBench(async (bench) => {
    const folder = await mkdtemp(join(tmpdir(), 'wirebench-ws-'));
    const unixSocket = join(folder, 'ws');
    const server = createServer();
    const echo = new WebSocketServer({ server });
    echo.on('connection', (client) => client.on('message', (data, binary) => client.send(data, { binary })));
    await new Promise<void>((done) => server.listen(unixSocket, done));
    try {
      const session = await openWs(
        bench,
        webSocket('/chat', { options: { ...REQUEST_OPTIONS, unixSocket } }),
      );
      expect((await echoed(bench, session))[0]).toBe('out GET /chat HTTP/1.1: asks for a WebSocket');
      await bench.client.webSocket.close({ session, code: 1000, reason: '' });
      await wsOver(bench, session);
    } finally {
      echo.close();
      await new Promise((done) => server.close(done));
      await rm(folder, { recursive: true });
    }
  }));

it('says who asks at once (Basic), or when it is asked for (Digest), over a connection of its own', async () => {
  const server = await startOwn((socket, asked) => {
    const said = /^authorization: (\S+)/im.exec(asked)?.[1];
    if (asked.startsWith('GET /basic') ? said === 'Basic' : said === 'Digest') socket.write(accepting(asked));
    else
      socket.write(
        'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\nContent-Length: 4\r\n\r\nwho?',
      );
  });
  try {
    await withBench(async (bench) => {
      const by = (kind: 'basic' | 'digest') => ({ auth: { kind, user: 'me', password: 'sesame' } });
      const headers = [{ name: 'X-Where', value: 'Köln', on: true }];
      const basic = await openWs(bench, webSocket(`${server.url}basic`, { ...by('basic'), headers }));
      const said = (await bench.bytes(basic, 'out')).toString('utf8');
      expect(said).toContain('Authorization: Basic bWU6c2VzYW1l\r\n');
      expect(said).toContain('X-Where: Köln\r\n');
      const first = await connectWs(bench, webSocket(`${server.url}digest`, by('digest')));
      const { details, failure } = await wsUntil(bench, first, 'going on', ({ next }) => next !== null);
      expect(failure).toBeNull();
      const next = details.webSocket.next ?? '';
      await wsUntil(bench, next, 'open', ({ state }) => state === 'open');
      expect((await bench.bytes(next, 'out')).toString()).toMatch(
        /\r\nAuthorization: Digest username="me", realm="r"/,
      );
      // Without a password there is no way on.
      const nobody = await connectWs(bench, webSocket(`${server.url}digest`));
      const over = await wsOver(bench, nobody);
      expect([over.failure?.code, over.failure?.field]).toEqual(['UNAUTHORIZED', 'user']);
      expect(await (await bench.client.webSocket.answer({ session: nobody })).body.text()).toBe('who?');
    });
  } finally {
    await server.stop();
  }
});
