import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAlert, isClientHello, looksLikeTls, serverNameOf, Tap } from '../../../src/main/net/tls/tap.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

/** A ClientHello for `name`, as short as one can be: a version, a random, one cipher, and the server name. */
function hello(name: string): Buffer {
  const host = Buffer.from(name);
  const u16 = (n: number) => [n >> 8, n & 0xff];
  const sni = [0, 0, ...u16(host.length + 5), ...u16(host.length + 3), 0, ...u16(host.length), ...host];
  // An extension before it, which has to be stepped over.
  const extensions = [0, 0x17, 0, 0, ...sni];
  const random = Array.from({ length: 32 }, () => 7);
  const body = [3, 3, ...random, 0, 0, 2, 0x13, 0x01, 1, 0, ...u16(extensions.length), ...extensions];
  const message = [1, 0, ...u16(body.length), ...body];
  return Buffer.from([0x16, 3, 1, ...u16(message.length), ...message]);
}

test('a ClientHello is known by its first bytes, and its name is read', () => {
  const bytes = hello('shop.example');
  expect(isClientHello(bytes)).toBe(true);
  expect(serverNameOf(bytes)).toBe('shop.example');
  for (let at = 2; at <= bytes.length; at++) expect(isClientHello(bytes.subarray(0, at)), `${at}`).toBe(true);
  for (let at = 0; at < bytes.length; at++) expect(serverNameOf(bytes.subarray(0, at)), `${at}`).toBeNull();
  expect(isClientHello(Buffer.from('GET / HTTP/1.1\r\n'))).toBe(false);
  // A handshake record with something else in it, as a server sends.
  expect(isClientHello(Buffer.from([0x16, 3, 3, 0, 4, 2, 0, 0, 0]))).toBe(false);
});

test('TLS is told from what is not by two bytes, and waited for with fewer', () => {
  expect(looksLikeTls(Buffer.from([]))).toBeNull();
  expect(looksLikeTls(Buffer.from([0x16]))).toBeNull();
  expect(looksLikeTls(Buffer.from([0x16, 3]))).toBe(true);
  expect(looksLikeTls(Buffer.from([0x15, 3, 3]))).toBe(true);
  expect(looksLikeTls(Buffer.from([0x16, 2]))).toBe(false);
  expect(looksLikeTls(Buffer.from('2'))).toBe(false);
  expect(isAlert(Buffer.from([0x15, 3, 1, 0, 2, 2, 70]))).toBe(true);
  expect(isAlert(Buffer.from([0x15, 3, 1, 0, 2, 1, 0]))).toBe(false);
});

test('whatever a peer sends, reading its name ends without a fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(200), (junk, at) => {
      serverNameOf(junk);
      const bytes = hello('shop.example');
      Buffer.from(junk).copy(bytes, Math.min(at, bytes.length));
      const name = serverNameOf(bytes);
      expect(name === null || /^[\w.-]+$/.test(name)).toBe(true);
    }),
  );
});

/** Two ends of a connection, closed whatever the body does. */
async function pair(body: (near: Socket, far: Socket) => Promise<void>): Promise<void> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const far = connect({
    port: typeof address === 'object' && address ? address.port : 0,
    allowHalfOpen: true,
  });
  const [near] = (await once(server, 'connection')) as [Socket];
  try {
    await body(near, far);
  } finally {
    near.destroy();
    far.destroy();
    server.close();
  }
}

test('bytes that were read already come first, then those of the socket, at every split', async () => {
  const bytes = Buffer.concat([hello('a.example'), Buffer.from('and more')]);
  for (const at of [0, 1, 2, 5, 20, bytes.length]) {
    await pair(async (near, far) => {
      const tap = new Tap(near, at === 0 ? [] : [bytes.subarray(0, at)]);
      far.end(bytes.subarray(at));
      const got: Buffer[] = [];
      for await (const piece of tap) got.push(piece as Buffer);
      expect(Buffer.concat(got)).toEqual(bytes);
    });
  }
});

test('what is no TLS is told, and not handed on', async () => {
  await pair(async (near, far) => {
    const tap = new Tap(near);
    const said = new Promise<Buffer>((done) => (tap.onPlain = done));
    tap.on('data', () => expect.unreachable('plain bytes went on to TLS'));
    far.write('220 mail.example ESMTP\r\n');
    expect((await said).toString()).toBe('220 mail.example ESMTP\r\n');
  });
});
