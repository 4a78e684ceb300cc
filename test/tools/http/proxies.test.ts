import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { BenchError } from '../../../src/main/bench/failure.ts';
import { openThrough } from '../../../src/main/tools/http/proxy/open-through.ts';
import { readProxy } from '../../../src/main/tools/http/proxy/proxy.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startMicrosocks, startTinyproxy } from '../../support/proxies.ts';
import { stopPeers } from '../../support/peer.ts';
import { within } from '../../support/wait.ts';

failOnLeaks();
const servers: Server[] = [];
const sockets = new Set<Socket>();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
  for (const stop of stops.splice(0)) await stop();
  await stopPeers();
});

async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Speaks first, which a tunnel must not lose, and echoes. */
const echo = () =>
  listen((socket) => {
    socket.write('first ');
    socket.pipe(socket);
  });

async function through(
  proxy: string,
  port: number,
  { host = '127.0.0.1', timeoutMs = 10_000, signal = new AbortController().signal } = {},
) {
  const seen: Socket[] = [];
  const notes = { resolved() {}, tried() {}, connected: (socket: Socket) => void seen.push(socket) };
  const socket = await openThrough(readProxy(proxy)!, { host, port }, { timeoutMs }, notes, signal);
  expect(seen).toEqual([socket]);
  sockets.add(socket);
  return socket;
}

async function says(socket: Socket, text: string): Promise<void> {
  let got = '';
  await within(
    new Promise<void>((done) => {
      socket.on('data', (bytes: Buffer) => {
        got += bytes.toString();
        if (got.includes(text)) done();
      });
    }),
    () => `${text} in ${got}`,
  );
  expect(got).toBe(text);
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it got through'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(BenchError);
      return (error as BenchError).failure;
    },
  );

describeWith('tinyproxy', 'through tinyproxy', () => {
  test('a tunnel carries bytes both ways, and what comes first is not lost', async () => {
    const proxy = await startTinyproxy();
    stops.push(proxy.stop);
    const socket = await through(`http://127.0.0.1:${proxy.port}`, await echo());
    socket.write('and back');
    await says(socket, 'first and back');
  });

  test('a name and a password are told, and missing or wrong ones are explained', async () => {
    const proxy = await startTinyproxy({ login: { user: 'ada', password: 'pass' } });
    stops.push(proxy.stop);
    const port = await echo();
    await says(await through(`http://ada:p%61ss@127.0.0.1:${proxy.port}`, port), 'first ');
    const none = await failure(through(`http://127.0.0.1:${proxy.port}`, port));
    expect(none).toMatchObject({ code: 'PROXY_AUTH', field: 'proxy' });
    expect(none.message).toContain('asks who you are');
    const wrong = await failure(through(`http://ada:no@127.0.0.1:${proxy.port}`, port));
    expect(wrong).toMatchObject({ code: 'PROXY_AUTH', field: 'proxy' });
    expect(wrong.message).toContain('does not take this user and password');
  });

  test('a port that it does not allow and a target that is not there are told apart', async () => {
    const proxy = await startTinyproxy({ connectPorts: [1] });
    stops.push(proxy.stop);
    const refused = await failure(through(`127.0.0.1:${proxy.port}`, await echo()));
    expect(refused).toMatchObject({ code: 'PROXY_REFUSED', field: 'proxy' });
    expect(refused.message).toContain('403');
    expect(refused.mends).toEqual([
      { label: 'Send it without a proxy', form: 'http request', set: { proxy: '' }, submit: true },
    ]);
    const gone = await failure(through(`http://127.0.0.1:${proxy.port}`, 1));
    expect(gone.message).toMatch(/50[0-9]/);
    expect(gone.hint).toContain('could not reach');
  });
});

describeWith('microsocks', 'through microsocks', () => {
  test('a tunnel to an address and to a name that the proxy looks up', async () => {
    const proxy = await startMicrosocks();
    stops.push(proxy.stop);
    const port = await echo();
    await says(await through(`socks5://127.0.0.1:${proxy.port}`, port), 'first ');
    await says(await through(`socks5h://127.0.0.1:${proxy.port}`, port, { host: 'localhost' }), 'first ');
  });

  test('a name and a password are told, and missing or wrong ones are explained', async () => {
    const proxy = await startMicrosocks({ login: { user: 'ada', password: 'secret' } });
    stops.push(proxy.stop);
    const port = await echo();
    await says(await through(`socks5://ada:secret@127.0.0.1:${proxy.port}`, port), 'first ');
    expect(await failure(through(`socks5://127.0.0.1:${proxy.port}`, port))).toMatchObject({
      code: 'PROXY_AUTH',
      message: 'The proxy asks who you are.',
    });
    expect(await failure(through(`socks5://ada:no@127.0.0.1:${proxy.port}`, port))).toMatchObject({
      code: 'PROXY_AUTH',
      message: 'The proxy does not take this user and password.',
    });
  });

  test('a target that refuses is told', async () => {
    const proxy = await startMicrosocks();
    stops.push(proxy.stop);
    const gone = await failure(through(`socks5://127.0.0.1:${proxy.port}`, 1));
    expect(gone).toMatchObject({ code: 'PROXY_REFUSED', field: 'proxy' });
    expect(gone.message).toContain('the target refused the connection');
  });

  test('taken for an HTTP proxy, it is told from one', async () => {
    const proxy = await startMicrosocks();
    stops.push(proxy.stop);
    expect((await failure(through(`http://127.0.0.1:${proxy.port}`, 1))).code).toBe('PROXY_NO_PROXY');
  });
});

describe('a proxy that is none', () => {
  test('nothing listens there', async () => {
    const gone = await failure(through('http://127.0.0.1:1', 1));
    expect(gone).toMatchObject({ code: 'ECONNREFUSED', field: 'proxy' });
    expect(gone.message).toContain('The proxy http://127.0.0.1:1 can’t be reached');
  });

  test.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', 'PROXY_REFUSED'],
    ['garbage', 'hello there\r\n\r\n', 'PROXY_NO_PROXY'],
    ['a head without an end', 'HTTP/1.1 200 OK\r\n' + 'x: y\r\n'.repeat(20_000), 'PROXY_NO_PROXY'],
    ['half a head and its end', 'HTTP/1.1 20', 'PROXY_NO_PROXY'],
  ])('%s in place of an HTTP proxy', async (_, answer, code) => {
    const port = await listen((socket) => {
      socket.once('data', () => socket.end(answer));
    });
    expect((await failure(through(`http://127.0.0.1:${port}`, 1))).code).toBe(code);
  });

  test.each([
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'PROXY_NO_PROXY'],
    ['a method that was not offered', Buffer.from([5, 1]), 'PROXY_AUTH'],
    ['an unknown reply', Buffer.from([5, 0, 5, 99, 0, 1]), 'PROXY_REFUSED'],
    ['an address of no kind', Buffer.from([5, 0, 5, 0, 0, 9, 0, 0]), 'PROXY_NO_PROXY'],
    ['half a reply', Buffer.from([5, 0, 5]), 'PROXY_NO_PROXY'],
  ])('%s in place of SOCKS5', async (_, answer, code) => {
    const port = await listen((socket) => {
      socket.once('data', () => socket.end(answer));
    });
    expect((await failure(through(`socks5://127.0.0.1:${port}`, 1))).code).toBe(code);
  });

  test('one that never answers is given up, and one that is cancelled at once', async () => {
    const port = await listen(() => undefined);
    expect((await failure(through(`http://127.0.0.1:${port}`, 1, { timeoutMs: 50 }))).code).toBe('TIMED_OUT');
    const cancel = new AbortController();
    const waiting = through(`socks5://127.0.0.1:${port}`, 1, { signal: cancel.signal });
    cancel.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
  });

  test('bytes that come one at a time are read all the same', async () => {
    const port = await listen((socket) => {
      socket.setNoDelay(true);
      socket.once('data', () => {
        const bytes = Buffer.from('HTTP/1.1 200 Connection established\r\nX: y\r\n\r\nhello');
        const next = (i: number) => {
          if (i < bytes.length) socket.write(bytes.subarray(i, i + 1), () => setImmediate(next, i + 1));
        };
        next(0);
      });
    });
    await says(await through(`http://127.0.0.1:${port}`, 1), 'hello');
  });
});
