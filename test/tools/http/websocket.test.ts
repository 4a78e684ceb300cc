import { afterEach, describe, expect, it } from 'vitest';
import { blob, withBench } from '../../support/bench.ts';
import { serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { peerFile, startPeer, stopPeers } from '../../support/peer.ts';
import { connectWs, framesUntil, openWs, webSocket, wsOver, wsUntil } from '../../support/websocket.ts';

failOnLeaks();
afterEach(stopPeers);

const ECHO = { what: { serves: 'websocket-echo' } } as const;

describe('a WebSocket to our own echo', () => {
  it('sends text and binary, pings, and closes with a code; the timeline names each', async () => {
    await withBench(async (bench) => {
      const { client } = bench;
      const { url, listener } = await serve(bench, ECHO);
      const session = await openWs(bench, webSocket(url.replace('http', 'ws')));
      await client.webSocket.send({ session, as: 'text', bytes: blob('hello, Grüße') });
      await client.webSocket.send({ session, as: 'binary', bytes: blob(new Uint8Array([0, 1, 255])) });
      await client.webSocket.send({ session, as: 'text', bytes: blob('') });
      await wsUntil(bench, session, 'echoed', ({ messages }) => messages.in === 3 && messages.out === 3);
      await client.webSocket.ping({ session, text: 'there?' });
      await wsUntil(bench, session, 'answered', ({ pingMs }) => pingMs !== null);
      await client.webSocket.close({ session, code: 4001, reason: 'enough' });
      const over = await wsOver(bench, session);
      expect(over.details.webSocket.close).toEqual({ by: 'here', code: 4001, reason: 'enough' });
      expect([over.state, over.details.protocol, over.failure]).toEqual(['closed', 'websocket', null]);
      const texts = await framesUntil(bench, session, (all) =>
        all.some((text) => text.startsWith('in Close')),
      );
      // Those of one direction are in their order; how the two lie among each other is up to the network.
      const said = (way: string) => texts.filter((text) => text.startsWith(way)).slice(1);
      expect(said('out')).toEqual([
        'out Text: hello, Grüße',
        'out Binary: 00 01 ff',
        'out Text',
        'out Ping: there?',
        'out Close: 4001 (of the application), “enough”',
      ]);
      expect(said('in')).toEqual([
        'in Text: hello, Grüße',
        'in Binary: 00 01 ff',
        'in Text',
        'in Pong: there?',
        'in Close: 4001 (of the application), “enough”',
      ]);
      expect(texts[0]).toBe('out GET / HTTP/1.1: asks for a WebSocket');
      expect(texts[1]).toBe('in HTTP/1.1 101 Switching Protocols: frames from here on');
      // The other end is on the bench as well, and both know it.
      const twin = over.twin ?? '';
      expect(bench.watch.sessions.get(twin)?.listener).toBe(listener);
      expect(
        await framesUntil(bench, twin, (all) => all.some((text) => text.startsWith('out Close'))),
      ).toContain('in Text: hello, Grüße');
      // What the peers saw is the same, byte for byte.
      expect(await bench.bytes(session, 'in')).toEqual(await bench.bytes(twin, 'out'));
      expect(await bench.bytes(session, 'out')).toEqual(await bench.bytes(twin, 'in'));
    });
  });
});

/** Python’s own server, plain and with compression. */
async function python(): Promise<{ plain: string; packed: string }> {
  const peer = startPeer('/usr/bin/python3', ['-u', peerFile('websocket_server.py')]);
  const [, plain, packed] = await peer.until(/(\d+) (\d+)/);
  return { plain: `ws://127.0.0.1:${plain}`, packed: `ws://127.0.0.1:${packed}` };
}

describeWith('python3-websockets', 'a WebSocket to websockets of Python', () => {
  it('is closed by the server with a code that is explained', async () => {
    await withBench(async (bench) => {
      const { plain } = await python();
      const session = await openWs(bench, webSocket(`${plain}/bye?1001`));
      const over = await wsOver(bench, session);
      expect(over.details.webSocket.close).toEqual({ by: 'server', code: 1001, reason: 'as you wish' });
      expect([over.state, over.failure]).toEqual(['closed', null]);
      expect(
        await framesUntil(bench, session, (all) => all.some((text) => text.startsWith('out Close'))),
      ).toContain('in Close: 1001 (going away), “as you wish”: the server goes down, or the page was left');
    });
  });

  it('answers a ping, and tells text from binary', async () => {
    await withBench(async (bench) => {
      const { plain } = await python();
      const session = await openWs(bench, webSocket(`${plain}/ping`));
      expect(await framesUntil(bench, session, (all) => all.includes('in Text: pong came'))).toContain(
        'out Pong: are you there',
      );
      const count = await openWs(bench, webSocket(`${plain}/count`));
      const MiB = 1024 * 1024;
      await bench.client.webSocket.send({ session: count, as: 'text', bytes: blob('grün') });
      // One message in three parts of a call each; a character is cut between two of them.
      const text = Buffer.from('ü'.repeat(MiB + 1));
      for (let from = 0; from < text.length; from += MiB - 1)
        await bench.client.webSocket.send({
          session: count,
          as: 'text',
          bytes: blob(new Uint8Array(text.subarray(from, from + MiB - 1))),
          first: from === 0,
          last: from + MiB - 1 >= text.length,
        });
      await bench.client.webSocket.send({ session: count, as: 'binary', bytes: blob('grün') });
      const texts = await framesUntil(bench, count, (all) => all.includes('in Text: binary 5'));
      expect(texts.filter((one) => one.startsWith('in Text'))).toEqual([
        'in Text: text 4',
        `in Text: text ${MiB + 1}`,
        'in Text: binary 5',
      ]);
      expect(texts.filter((one) => one.startsWith('out Text'))).toEqual([
        'out Text: grün',
        expect.stringMatching(/^out Text, 3 frames, 2,097,154 bytes: ü{120} …$/),
      ]);
    });
  });

  it('agrees on a subprotocol, sends headers, variables and the cookies that are kept', async () => {
    await withBench(async (bench) => {
      const { plain } = await python();
      const offered = { protocols: ['other', ' superchat, third'], deflate: false };
      const headers = [{ name: 'X-Who', value: 'me', on: true }];
      const session = await openWs(bench, webSocket(`${plain}/headers`, { webSocket: offered, headers }));
      expect(bench.watch.sessions.get(session)).toMatchObject({
        details: { webSocket: { protocol: 'superchat', deflate: false } },
      });
      const [said = ''] = (
        await framesUntil(bench, session, (all) => all.some((one) => one.startsWith('in Text')))
      ).filter((one) => one.startsWith('in Text'));
      expect(said).toMatch(/^in Text: Host: 127\.0\.0\.1:\d+/);
      expect((await bench.bytes(session, 'out')).toString('utf8')).toMatch(
        /^GET \/headers HTTP\/1\.1\r\n(?=[^]*\r\nX-Who: me\r\n)(?=[^]*\r\nSec-WebSocket-Protocol: other,superchat,third\r\n)/,
      );
      const again = await openWs(bench, webSocket(`${plain}/cookie`));
      await framesUntil(bench, again, (all) => all.includes('in Text: seen=yes'));
      const { status, headers: answered } = await bench.client.webSocket.answer({ session: again });
      expect([status, answered.find(({ name }) => name === 'Set-Cookie')?.value]).toEqual([101, 'seen=yes']);
    });
  });

  it('compresses where that is agreed on, and not unless it is asked for', async () => {
    await withBench(async (bench) => {
      const { packed } = await python();
      const long = 'compress me '.repeat(500);
      const webSocketOf = (deflate: boolean) => ({ webSocket: { protocols: [], deflate } });
      const plain = await openWs(bench, webSocket(`${packed}/echo`, webSocketOf(false)));
      const small = await openWs(bench, webSocket(`${packed}/echo`, webSocketOf(true)));
      for (const session of [plain, small]) {
        await bench.client.webSocket.send({ session, as: 'text', bytes: blob(long) });
        await wsUntil(bench, session, 'echoed', ({ messages }) => messages.in === 1);
      }
      const bytes = async (session: string) => (await bench.bytes(session, 'in')).length;
      expect(await bytes(plain)).toBeGreaterThan(6000);
      expect(await bytes(small)).toBeLessThan(1000);
      const texts = await framesUntil(bench, small, (all) => all.some((one) => one.startsWith('in Text')));
      expect(texts.at(-1)).toMatch(/^in Text, compressed \d+ → 6,000 B: compress me compress me /);
    });
  });

  it('repeats a message', async () => {
    await withBench(async (bench) => {
      const { plain } = await python();
      const session = await openWs(bench, webSocket(`${plain}/count`));
      await bench.client.webSocket.repeat({ session, as: 'text', bytes: blob('tick'), everyMs: 1, times: 3 });
      await wsUntil(
        bench,
        session,
        'three times',
        ({ messages, repeat }) => messages.in === 3 && repeat === null,
      );
      expect(
        (await framesUntil(bench, session, (all) => all.length >= 8)).filter((one) => one.endsWith('tick')),
      ).toHaveLength(3);
    });
  });
});

it('a handshake of the server’s log is a WebSocket again, with what it offered', async () => {
  await withBench(async (bench) => {
    const { url, listener } = await serve(bench, ECHO);
    const offered = { protocols: ['chat', 'other'], deflate: true };
    const headers = [{ name: 'X-Who', value: 'me', on: true }];
    const one = webSocket(`${url.replace('http', 'ws')}a?b=c`, { webSocket: offered, headers });
    await openWs(bench, one);
    const { request, notes } = await bench.client.httpServer.request({ listener, seq: 0 });
    expect([request.kind, request.url, request.webSocket, notes]).toEqual([
      'websocket',
      one.url,
      offered,
      [],
    ]);
    expect(request.headers.map(({ name }) => name)).toEqual(['X-Who', 'User-Agent']);
  });
});

it('an address of a WebSocket that is sent as a request says what it is, and makes it one', async () => {
  await withBench(async ({ client }) => {
    const context = { collection: null, environment: null };
    const request = { ...webSocket('ws://127.0.0.1:9/'), kind: 'http' as const };
    await expect(client.http.send({ request, context })).rejects.toMatchObject({
      data: { field: 'url', mends: [{ set: { kind: 'websocket' }, submit: true }] },
    });
  });
});

describe('what can’t be sent or connected', () => {
  it('names the field', async () => {
    await withBench(async (bench) => {
      const refusal = async (change: Parameters<typeof webSocket>[1], url = 'ws://127.0.0.1:9/') =>
        connectWs(bench, webSocket(url, change)).then(
          () => null,
          (error: { data: { field: string; message: string } }) => [error.data.field, error.data.message],
        );
      expect(await refusal({}, 'ftp://x/')).toEqual(['url', 'ftp:// is no address of a WebSocket.']);
      expect(await refusal({ webSocket: { protocols: ['a b'], deflate: false } })).toEqual([
        'protocols',
        '"a b" is no name of a subprotocol.',
      ]);
      expect(await refusal({ webSocket: { protocols: ['a', 'a'], deflate: false } })).toEqual([
        'protocols',
        'The subprotocol a is offered twice.',
      ]);
      expect(await refusal({ headers: [{ name: 'A', value: 'x\r\nB: y', on: true }] })).toEqual([
        'header 1',
        'The value of A has a line break in it.',
      ]);
      expect(await refusal({ webSocket: { protocols: ['{{who}}'], deflate: false } })).toEqual([
        'protocols',
        expect.stringMatching(/no variable who/),
      ]);
    });
  });

  it('says why nothing went', async () => {
    await withBench(async (bench) => {
      const { client } = bench;
      const { url } = await serve(bench, ECHO);
      const session = await openWs(bench, webSocket(url));
      const code = (work: Promise<unknown>) =>
        work.then(
          () => null,
          (error: { code: string; data: { code?: string } }) => error.data.code ?? error.code,
        );
      const bytes = blob(new Uint8Array([0xff, 0xfe]));
      expect(await code(client.webSocket.send({ session, as: 'text', bytes }))).toBe('BAD_INPUT');
      expect(await code(client.webSocket.close({ session, code: 1005, reason: '' }))).toBe('BAD_REQUEST');
      expect(await code(client.webSocket.close({ session, code: 1000, reason: 'ü'.repeat(62) }))).toBe(
        'BAD_INPUT',
      );
      expect(await code(client.webSocket.ping({ session, text: 'ü'.repeat(63) }))).toBe('BAD_INPUT');
      // One that is given up in its middle can’t be followed by another.
      await client.webSocket.send({ session, as: 'binary', bytes, first: true, last: false });
      expect(await code(client.webSocket.send({ session, as: 'binary', bytes }))).toBe('UNFINISHED');
      await client.http.close({ session });
      const over = await wsOver(bench, session);
      expect(over.details.webSocket.close).toEqual({ by: 'here', code: 1006, reason: '' });
      expect(await code(client.webSocket.send({ session, as: 'binary', bytes }))).toBe('NOT_OPEN');
      expect(await code(client.webSocket.ping({ session, text: '' }))).toBe('NOT_OPEN');
    });
  });

  it('nobody listens: explained as of any connection, with a server as the mend', async () => {
    await withBench(async (bench) => {
      const { url, listener } = await serve(bench, ECHO);
      await bench.client.httpServer.stop({ listener, closeClients: true });
      const session = await connectWs(bench, webSocket(url));
      const { failure, state } = await wsOver(bench, session);
      expect([state, failure?.code]).toEqual(['failed', 'ECONNREFUSED']);
      expect(failure?.mends.map(({ label }) => label)).toContain('Connect again');
    });
  });
});
