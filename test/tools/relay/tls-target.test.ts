import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { type Peer, startPeer, stopPeers } from '../../support/peer.ts';
import { onlyRelayed, relayedUntil, relayEnded, startRelay, texts } from '../../support/relay.ts';
import { connect, ended, listen, onlyClient, received, send } from '../../support/tcp.ts';
import { ask } from '../../support/wait.ts';

failOnLeaks();
afterEach(stopPeers);

describeWith('openssl', 'openssl s_server as the target', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await makeAuthority();
  });
  afterAll(() => authority.remove());

  const sServer = (name: 'server' | 'expired' | 'other', ...more: string[]): Peer => {
    const { certFile, keyFile } = authority[name];
    const args = ['s_server', '-accept', '127.0.0.1:0', '-cert', certFile, '-key', keyFile];
    return startPeer('openssl', [...args, ...more]);
  };

  test('TLS on both sides: a client certificate, ALPN, both chains, and the keys of one side', () =>
    withBench(async (bench) => {
      const target = sServer('server', '-Verify', '1', '-CAfile', authority.ca.certFile, '-alpn', 'wire/1');
      const { cert, key } = authority.client;
      const { listener, port } = await startRelay(bench, await target.port(), {
        targetHost: 'localhost',
        clientTls: { certificate: { kind: 'pem', ...pem(authority.server) }, alpn: ['near/1'] },
        targetTls: {
          ca: authority.ca.cert,
          alpn: ['wire/1'],
          certificate: { kind: 'pem', cert, key },
          keepKeys: true,
        },
      });
      const client = await connect(bench, {
        host: 'localhost',
        family: 'IPv4',
        port,
        tls: { ca: authority.ca.cert, alpn: ['near/1'] },
      });
      await send(bench, client.id, 'to openssl\n');
      await target.until(/to openssl/);
      await target.write('from openssl\n');
      expect((await received(bench, client.id, 13)).toString()).toBe('from openssl\n');
      const { id } = await onlyRelayed(bench, listener);
      const session = await relayedUntil(bench, id, 'tells', (s) => (s.details.tls.target?.keys ?? 0) > 0);
      expect(session.details.tls).toMatchObject({
        client: { state: 'on', version: 'TLS 1.3', keys: 0 },
        target: { state: 'on', version: 'TLS 1.3', verification: 'verified' },
      });
      const info = await bench.client.relay.tlsInfo({ session: id });
      expect(info.client).toMatchObject({ role: 'server', alpn: 'near/1', serverName: 'localhost' });
      expect(info.target).toMatchObject({ role: 'client', alpn: 'wire/1', serverName: 'localhost' });
      expect(info.target?.chain.map((one) => one.subject)).toEqual(['CN=server', 'CN=authority']);
      expect(info.target?.own?.subject).toBe('CN=client');
      await bench.client.relay.saveKeys({ session: id, side: 'target' });
      expect(bench.host.saved.at(-1)?.name).toBe(`${id}-target.keylog.txt`);
      expect(bench.host.saved.at(-1)?.bytes.toString()).toMatch(/^CLIENT_HANDSHAKE_TRAFFIC_SECRET /m);
      await expect(bench.client.relay.saveKeys({ session: id, side: 'client' })).rejects.toMatchObject({
        data: { code: 'NO_KEYS' },
      });
      const relay = bench.watch.listeners.get(listener);
      expect(relay?.tool === 'relay' && relay.details.tls).toMatchObject({
        client: { certificate: { subject: 'CN=server' }, made: false, alpn: ['near/1'] },
        target: { verify: true, serverName: 'localhost', pin: null },
      });
    }));

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['other', 'WRONG_NAME'],
  ] as const)('a certificate that is %s: the chain stands beside the reason', (name, code) =>
    withBench(async (bench) => {
      const target = sServer(name);
      const { listener, port } = await startRelay(bench, await target.port(), {
        targetHost: 'localhost',
        targetTls: { ca: authority.ca.cert },
      });
      const client = await connect(bench, { port });
      const { id } = await onlyRelayed(bench, listener);
      const session = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(session.failure).toMatchObject({ code, message: expect.stringMatching(/^Target: /) });
      expect(session.failure?.mends.every(({ form }) => form === 'relay trust')).toBe(true);
      expect(session.details.tls).toMatchObject({ client: null, target: { state: 'failed' } });
      const { target: info } = await bench.client.relay.tlsInfo({ session: id });
      expect(info?.verification).toBe('failed');
      expect(info?.problems.map((one) => one.code)).toContain(code);
      expect(info?.chain[0]?.subject).toBe(`CN=${name}`);
      await bench.watch.session(client.id, 'ends', ended);
    }),
  );

  test('an end that comes before there is a target is told when there is one', () =>
    withBench(async (bench) => {
      const target = await listen(bench, { whenPeerEnds: 'keep' });
      const { listener, port } = await startRelay(bench, target.port, { targetTls: { verify: false } });
      const client = await connect(bench, { port, whenPeerEnds: 'keep' });
      await send(bench, client.id, 'early');
      await bench.client.tcp.endSending({ session: client.id });
      const { id } = await onlyRelayed(bench, listener);
      await ask(async () => (await texts(bench, id, 'end-received')).length === 1, 'the end of the client');
      const there = await onlyClient(bench, target.listener);
      const { cert, key } = authority.server;
      await bench.client.tcp.startTls({
        session: there.id,
        role: 'server',
        tls: { certificate: { kind: 'pem', cert, key } },
      });
      await relayedUntil(bench, id, 'has the end', (s) => s.openedAt !== null && s.state === 'end-received');
      await bench.watch.session(there.id, 'has it, too', (s) => s.state === 'end-received');
      await bench.client.tcp.close({ session: there.id });
      await relayedUntil(bench, id, 'ends', relayEnded);
    }));

  test('the end goes after what is delayed, inside TLS too, and the other direction stays open', () =>
    withBench(async (bench) => {
      const target = sServer('server', '-quiet');
      const { listener, port } = await startRelay(bench, await target.port(), {
        clientTls: {},
        targetTls: { verify: false },
        toTarget: { delayMs: 600_000 },
      });
      const client = await connect(bench, { port, whenPeerEnds: 'keep', tls: { verify: false } });
      await send(bench, client.id, 'late\n');
      await bench.client.tcp.endSending({ session: client.id });
      const { id } = await onlyRelayed(bench, listener);
      await relayedUntil(bench, id, 'has the end', (s) => s.state === 'end-received');
      // It was still on its way when the end had come.
      await target.write('meanwhile\n');
      expect((await received(bench, client.id, 10)).toString()).toBe('meanwhile\n');
      expect(target.text).not.toMatch(/late/);
      // A shorter delay holds for what waits already.
      await bench.client.relay.setFaults({ listener, toTarget: { delayMs: 1 } });
      await target.until(/late/);
      const session = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(session.details.toTarget).toMatchObject({ received: 5, forwarded: 5, waiting: 0 });
      expect(session.failure).toBeNull();
    }));
});

const pem = ({ cert, key }: { cert: string; key: string }) => ({ cert, key });
