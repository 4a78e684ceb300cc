import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { MAX_FRAME } from '../../src/contract/bridge.ts';
import { createToken, PROTOCOL } from '../../src/main/hosts/browser/guard.ts';
import { wsChannel } from '../../src/main/hosts/browser/ws-channel.ts';
import { createBenchClient } from '../../src/renderer/bridge/client.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { within } from '../support/wait.ts';
import { type Sample, SampleBench } from './sample.ts';
import { type HostUnderTest, openHost } from './transports.ts';

let bench: SampleBench;
let host: HostUnderTest;

failOnLeaks();
beforeEach(async () => {
  bench = new SampleBench();
  host = await openHost(bench.handleChannel);
});
afterEach(() => host.close());

/** The status and sentence with which an upgrade was refused. */
async function refusal(socket: WebSocket): Promise<{ status: number; body: string }> {
  const opened = once(socket, 'open').then(() => {
    socket.terminate();
    throw new Error('the bridge opened');
  });
  const refused = once(socket, 'unexpected-response').then(async (event) => {
    const response = event[1] as IncomingMessage;
    let body = '';
    for await (const chunk of response) body += chunk;
    return { status: response.statusCode ?? 0, body };
  });
  return within(Promise.race([opened, refused]), () => 'an answer to the upgrade');
}

async function open(socket: WebSocket) {
  const channel = wsChannel(socket);
  const client = createBenchClient<Sample>(channel);
  await within(once(socket, 'open'), () => 'the bridge');
  return { channel, client, socket };
}

async function ended(socket: WebSocket): Promise<number> {
  const [code] = await within(once(socket, 'close'), () => 'the connection to end');
  return code as number;
}

describe('the bridge opens', () => {
  test('for the page of this server with the token of this run', async () => {
    const { client, socket } = await open(host.dial());
    expect(socket.protocol).toBe(PROTOCOL);
    expect(await client.listen({ port: 1 })).toEqual({ port: 1 });
  });

  test('under the name localhost too, for the page of that name', async () => {
    const headers = { host: `localhost:${host.server.port}` };
    await open(host.dial({ headers, origin: `http://localhost:${host.server.port}` }));
  });

  test('with a token of 256 bits that is another one in each run', () => {
    expect(Buffer.from(host.token, 'base64url')).toHaveLength(32);
    expect(createToken()).not.toBe(createToken());
  });
});

describe('the bridge stays closed', () => {
  test.each([
    ['a page of another origin', () => host.dial({ origin: 'http://evil.example' }), 403],
    ['a page of another port', () => host.dial({ origin: 'http://127.0.0.1:1' }), 403],
    [
      'a page of the other name of this server',
      () => host.dial({ origin: `http://localhost:${host.server.port}` }),
      403,
    ],
    ['a sandboxed page', () => host.dial({ origin: 'null' }), 403],
    ['a program that sends no Origin', () => host.dial({ origin: '' }), 403],
    ['a rebound name', () => host.dial({ headers: { host: `evil.example:${host.server.port}` } }), 403],
    ['the right name with another port', () => host.dial({ headers: { host: '127.0.0.1:1' } }), 403],
    ['a missing token', () => host.dial({ protocols: [PROTOCOL] }), 401],
    ['a wrong token', () => host.dial({ protocols: [PROTOCOL, `token.${createToken()}`] }), 401],
    [
      'the beginning of the token',
      () => host.dial({ protocols: [PROTOCOL, `token.${host.token.slice(0, -1)}`] }),
      401,
    ],
    ['a missing protocol', () => host.dial({ protocols: [`token.${host.token}`] }), 400],
    ['another path', () => host.dial({ path: '/other' }), 404],
    [
      'the token in the address',
      () => host.dial({ path: `/bridge?token=${host.token}`, protocols: [PROTOCOL] }),
      404,
    ],
  ])('to %s', async (_who, dial, status) => {
    const refused = await refusal(dial());
    expect(refused.status).toBe(status);
    expect(refused.body).toMatch(/^[A-Z][^.]+\.\n$|^[A-Z].+\.\n$/);
    expect(refused.body).not.toContain(host.token);
    expect(bench.started).toBe(0);
  });

  test('to more windows than there may be, until one goes', async () => {
    await host.close();
    host = await openHost(bench.handleChannel, { windows: { limit: 2 } });
    const first = await open(host.dial());
    await open(host.dial());
    expect((await refusal(host.dial())).status).toBe(503);
    first.socket.terminate();
    await ended(first.socket);
    const again = async (): Promise<void> => {
      const socket = host.dial();
      socket.on('error', () => undefined);
      const [outcome] = await Promise.race([
        once(socket, 'open').then(() => ['open']),
        once(socket, 'unexpected-response').then(() => ['full']),
      ]);
      // The server may learn of the end a moment after this side.
      if (outcome === 'full') return again();
    };
    await within(again(), () => 'room for a window');
  });
});

describe('an open bridge', () => {
  test('ends when a frame is too large, and the others go on', async () => {
    const greedy = await open(host.dial());
    const other = await open(host.dial());
    greedy.socket.send(new Uint8Array(MAX_FRAME + 1));
    expect(await ended(greedy.socket)).toBe(1009);
    expect(await other.client.listen({ port: 2 })).toEqual({ port: 2 });
  });

  test('ends when its window does not read, and what it had open is aborted', async () => {
    await host.close();
    host = await openHost(bench.handleChannel, { windows: { maxBacklog: 8 * 1024 * 1024 } });
    const deaf = await open(host.dial());
    const stream = await deaf.client.flood();
    await stream.next();
    deaf.socket.pause();
    await bench.idle();
    deaf.socket.terminate();
  });

  test('ends when nobody answers its pings', async () => {
    await host.close();
    host = await openHost(bench.handleChannel, { windows: { pingInterval: 20 } });
    const dead = await open(host.dial());
    const call = dead.client.hang().catch((error: unknown) => error);
    await bench.begun(1);
    dead.socket.pause();
    await bench.idle();
    dead.socket.resume();
    expect(await call).toBeInstanceOf(Error);
  });

  test('stays while its pings are answered', async () => {
    await host.close();
    host = await openHost(bench.handleChannel, { windows: { pingInterval: 5 } });
    const alive = await open(host.dial());
    for (let i = 0; i < 10; i += 1) await once(alive.socket, 'ping');
    expect(await alive.client.listen({ port: 3 })).toEqual({ port: 3 });
  });

  test('ends with the server, which does not wait for it', async () => {
    const { socket } = await open(host.dial());
    const code = ended(socket);
    await host.server.close();
    expect(await code).toBe(1001);
    host = await openHost(bench.handleChannel);
  });
});
