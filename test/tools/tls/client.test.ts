import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../src/contract/bench.ts';
import type { TlsInfo } from '../../../src/contract/tls.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { type Authority, type Issued, makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { type Peer, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, kinds, received, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});
afterAll(() => authority.remove());

/** `openssl s_server`; what it reads it prints, what it is given it sends. */
function sServer({ certFile, keyFile }: Issued, ...more: string[]): Peer {
  return startPeer('openssl', [
    's_server',
    '-accept',
    '127.0.0.1:0',
    '-cert',
    certFile,
    '-key',
    keyFile,
    ...more,
  ]);
}

const security = async (bench: TestBench, { id }: Session): Promise<TlsInfo> => {
  const { tls } = await bench.client.tcp.security({ session: id });
  if (!tls) throw new Error('no TLS');
  return tls;
};

const to = async (peer: Peer, tls: object = {}) => ({
  host: 'localhost',
  family: 'IPv4' as const,
  port: await peer.port(),
  tls: { ca: authority.ca.cert, ...tls },
});
const close = async (bench: TestBench, { id }: Session) => {
  await bench.client.tcp.close({ session: id });
  await bench.watch.session(id, 'ends', ended);
};

describeWith('openssl', 'a TLS client against openssl s_server', () => {
  for (const [flag, version] of [
    ['-tls1_2', 'TLS 1.2'],
    ['-tls1_3', 'TLS 1.3'],
  ] as const) {
    test(`${version}, verified by the authority’s certificate, with ALPN`, () =>
      withBench(async (bench) => {
        const peer = sServer(authority.server, flag, '-alpn', 'imap,h2');
        const session = await connect(bench, await to(peer, { alpn: ['h2', 'http/1.1'] }));
        expect(session.state).toBe('open');
        await peer.write('hello from openssl\n');
        expect((await received(bench, session.id, 19)).toString()).toBe('hello from openssl\n');
        await send(bench, session.id, 'hello from the bench\n');
        await peer.until(/hello from the bench/);
        const tls = await security(bench, session);
        expect(tls).toMatchObject({
          role: 'client',
          version,
          alpn: 'h2',
          serverName: 'localhost',
          resumed: false,
          verification: 'verified',
          problems: [],
        });
        expect(tls.chain.map((one) => one.subject)).toEqual(['CN=server', 'CN=authority']);
        expect(tls.chain[0]).toMatchObject({
          names: ['localhost', '127.0.0.1'],
          keyType: 'EC P-256',
          selfSigned: false,
        });
        expect(tls.chain[1]?.selfSigned).toBe(true);
        const shown = (await kinds(bench, session.id)).filter((kind) => kind !== 'resolve');
        expect(shown.slice(0, 3)).toEqual(['connect', 'tls', 'tls']);
        await close(bench, session);
      }));
  }

  test('the server name is sent, and the certificate must be for it', () =>
    withBench(async (bench) => {
      const { other, server } = authority;
      const second = ['-servername', 'other.example', '-cert2', other.certFile, '-key2', other.keyFile];
      const peer = sServer(server, ...second);
      const session = await connect(bench, await to(peer, { serverName: 'other.example' }));
      await peer.until(/Hostname in TLS extension: "other.example"/);
      const tls = await security(bench, session);
      expect(tls).toMatchObject({ serverName: 'other.example', verification: 'verified' });
      expect(tls.chain[0]?.subject).toBe('CN=other');
      await close(bench, session);
    }));

  test('a client certificate that is demanded is given, and one that is missing is explained', () =>
    withBench(async (bench) => {
      const { server, client, ca } = authority;
      const peer = sServer(server, '-Verify', '1', '-verify_return_error', '-CAfile', ca.certFile);
      const certificate = { kind: 'pem', cert: client.cert, key: client.key } as const;
      const session = await connect(bench, await to(peer, { certificate }));
      await peer.until(/subject=.*CN ?= ?client/);
      expect((await security(bench, session)).own?.subject).toBe('CN=client');
      await close(bench, session);

      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        const { session: id } = await bench.client.tcp.connect(await to(peer, { maxVersion }));
        // In TLS 1.3 the client is through before the server has looked.
        const failed = await bench.watch.session(id, 'fails', (s) => s.state === 'failed');
        expect(failed.failure?.message).toMatch(
          maxVersion === 'TLSv1.3' ? /alert “certificate required”/ : /alert “handshake failure”/,
        );
        expect(failed.failure?.hint).toMatch(/client certificate/);
      }
    }));

  test('a reconnect resumes with the ticket of the server', () =>
    withBench(async (bench) => {
      const peer = sServer(authority.server);
      const first = await connect(bench, await to(peer));
      await peer.write('go\n');
      await received(bench, first.id, 3);
      expect((await bench.rows(first.id)).some((row) => row.text?.includes('session ticket'))).toBe(true);
      await close(bench, first);
      const { session } = await bench.client.tcp.reconnect({ session: first.id });
      const second = await bench.watch.session(session, 'opens', (s) => s.state === 'open');
      expect(await security(bench, second)).toMatchObject({ resumed: true, verification: 'verified' });
      await close(bench, second);
    }));
});

describeWith('openssl', 'a certificate that is not accepted', () => {
  const refused = async (bench: TestBench, peer: Peer, tls: object = {}) => {
    const { session } = await bench.client.tcp.connect(await to(peer, tls));
    const failed = await bench.watch.session(session, 'fails', (s) => s.state === 'failed');
    // Not a byte went either way.
    expect(failed.counts).toMatchObject({ bytesIn: 0, bytesOut: 0 });
    expect(failed.details).toMatchObject({ tls: { state: 'failed', verification: 'failed' } });
    return { failed, tls: await security(bench, failed) };
  };

  for (const [what, which, ca, code, words] of [
    ['expired', 'expired', true, 'CERT_HAS_EXPIRED', /expired on 2021-05-01/],
    ['for another name', 'other', true, 'WRONG_NAME', /it is for other\.example, not for localhost/],
    [
      'of an unknown issuer',
      'server',
      false,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      /its issuer is not known here/,
    ],
    ['self-signed', 'selfSigned', false, 'DEPTH_ZERO_SELF_SIGNED_CERT', /it is self-signed/],
  ] as const) {
    test(`${what}: closed before a byte, with the reason and the chain`, () =>
      withBench(async (bench) => {
        const peer = sServer(authority[which]);
        const { failed, tls } = await refused(bench, peer, ca ? {} : { ca: undefined });
        expect(failed.failure).toMatchObject({ code, message: expect.stringMatching(words) });
        expect(tls.chain[0]?.pem).toBe(authority[which].cert);
        expect(tls.problems[0]?.code).toBe(code);

        const labels = failed.failure?.mends.map((mend) => mend.label) ?? [];
        expect(labels).toContain('Connect without verifying');
        expect(labels).toContain('Trust this certificate for this connection');
        // Each mend is for one connection, and does what it says.
        for (const mend of failed.failure?.mends ?? []) {
          const { session } = await bench.client.tcp.reconnect({ session: failed.id, change: mend.set });
          const again = await bench.watch.session(
            session,
            'opens',
            (s) => s.openedAt !== null || s.state === 'failed',
          );
          expect(again.state, mend.label).toBe('open');
          const seen = await security(bench, again);
          const pinned = mend.set.pin !== undefined;
          const named = mend.set.serverName !== undefined;
          expect(seen.verification).toBe(named ? 'verified' : pinned ? 'pinned' : 'not-verified');
          if (!named) expect(seen.problems[0]?.code).toBe(code);
          await close(bench, again);
        }
        const { session } = await bench.client.tcp.reconnect({ session: failed.id });
        await bench.watch.session(session, 'fails again', (s) => s.state === 'failed');
      }));
  }

  test('where no name is sent the certificate must still be for the host', () =>
    withBench(async (bench) => {
      const { failed, tls } = await refused(bench, sServer(authority.other), { serverName: '' });
      expect(failed.failure).toMatchObject({ code: 'WRONG_NAME' });
      expect(tls.serverName).toBeNull();
    }));

  test('another certificate than the trusted one is refused although it would verify', () =>
    withBench(async (bench) => {
      const peer = sServer(authority.server);
      const { failed } = await refused(bench, peer, { pin: 'AB:CD' });
      expect(failed.failure).toMatchObject({ code: 'WRONG_FINGERPRINT' });
    }));
});

describeWith('openssl', 'a handshake that can’t succeed', () => {
  const failure = async (bench: TestBench, peer: Peer, tls: object) => {
    const { session } = await bench.client.tcp.connect(await to(peer, tls));
    return (await bench.watch.session(session, 'fails', (s) => s.state === 'failed')).failure;
  };

  test('a version too low, a version too high, and no protocol in common', () =>
    withBench(async (bench) => {
      const only13 = sServer(authority.server, '-tls1_3');
      expect(await failure(bench, only13, { maxVersion: 'TLSv1.2' })).toMatchObject({
        message: 'The two ends have no version of TLS in common: this one speaks TLS 1.2 to TLS 1.2.',
        field: 'minimum version',
      });
      const only12 = sServer(authority.server, '-tls1_2');
      expect(await failure(bench, only12, { minVersion: 'TLSv1.3' })).toMatchObject({
        message: 'The two ends have no version of TLS in common: this one speaks TLS 1.3 to TLS 1.3.',
      });
      const alpn = sServer(authority.server, '-alpn', 'imap');
      // openssl goes on without ALPN where Node and others refuse.
      const { session } = await bench.client.tcp.connect(await to(alpn, { alpn: ['h2'] }));
      const now = await bench.watch.session(
        session,
        'is settled',
        (s) => s.openedAt !== null || s.state === 'failed',
      );
      if (now.state === 'open') expect((await security(bench, now)).alpn).toBeNull();
      else expect(now.failure?.field).toBe('alpn');
    }));
});
