import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, kinds, onlyClient, received, send } from '../../support/tcp.ts';
import { failed, said, secure, security, tlsListener } from '../../support/tls.ts';

failOnLeaks();
afterEach(stopPeers);

let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});
afterAll(() => authority.remove());

const ownPem = () => ({ kind: 'pem', cert: authority.server.cert, key: authority.server.key }) as const;

/** `openssl s_client` that verifies by a file. */
const sClient = (port: number, caFile: string, ...more: string[]) =>
  startPeer(
    'openssl',
    [
      's_client',
      '-connect',
      `127.0.0.1:${port}`,
      '-CAfile',
      caFile,
      '-verify_return_error',
      '-nocommands',
      ...more,
    ].filter((one) => one !== '-nocommands'),
  );

describeWith('openssl', 'a TLS listener against openssl s_client', () => {
  for (const [flag, version] of [
    ['-tls1_2', 'TLS 1.2'],
    ['-tls1_3', 'TLS 1.3'],
  ] as const) {
    test(`${version} with a certificate made on the spot: openssl verifies it, ALPN and SNI are told`, () =>
      withBench(async (bench) => {
        const { listener, port, caFile, certificate } = await tlsListener(
          bench,
          { alpn: ['h2', 'http/1.1'] },
          { respond: { mode: 'upper-case', greeting: new Blob(['welcome\n']) } },
        );
        expect(certificate).toMatchObject({ selfSigned: true, keyType: 'EC P-256' });
        expect(certificate.names).toEqual(expect.arrayContaining(['localhost', '127.0.0.1', '::1']));
        const peer = sClient(
          port,
          caFile,
          flag,
          '-alpn',
          'http/1.1',
          '-servername',
          'localhost',
          '-verify_hostname',
          'localhost',
        );
        await peer.until(/Verify return code: 0 \(ok\)/);
        await peer.until(/welcome/);
        await peer.write('hello\n');
        await peer.until(/HELLO/);
        const session = await onlyClient(bench, listener);
        expect(await security(bench, session)).toMatchObject({
          role: 'server',
          version,
          alpn: 'http/1.1',
          serverName: 'localhost',
          verification: 'none',
          resumed: false,
        });
        expect((await kinds(bench, session.id)).slice(0, 4)).toEqual(['accept', 'tls', 'tls', 'out']);
        peer.end();
        const now = await bench.watch.session(session.id, 'ends', ended);
        expect(now).toMatchObject({ state: 'closed', failure: null });
        expect(await said(bench, session.id, 'end-received')).toEqual([
          'The peer has closed TLS (close_notify).',
        ]);
      }));
  }

  test('a client that comes back with its ticket is told as resumed', () =>
    withBench(async (bench) => {
      const { listener, port, caFile } = await tlsListener(bench);
      const file = join(bench.folder, 'ticket');
      const first = sClient(port, caFile, '-sess_out', file);
      const one = await onlyClient(bench, listener);
      await secure(bench, one.id);
      await send(bench, one.id, 'ticket comes first\n');
      await first.until(/ticket comes first/);
      first.end();
      await first.exited();
      const second = sClient(port, caFile, '-sess_in', file);
      await second.until(/Reused, TLSv1.3/);
      const sessions = await bench.watch.accepted(listener, 2);
      const two = sessions.find((session) => session.id !== one.id);
      await secure(bench, two?.id ?? '');
      expect((await security(bench, { id: two?.id ?? '' })).resumed).toBe(true);
    }));

  test('a client certificate: required and missing, of another authority, and right', () =>
    withBench(async (bench) => {
      const { listener, port } = await tlsListener(bench, {
        certificate: ownPem(),
        clientCertificate: 'require',
        ca: authority.ca.cert,
      });
      const { ca, client, selfSigned } = authority;
      const peer = sClient(port, ca.certFile);
      await peer.until(/alert certificate required/);
      const none = await onlyClient(bench, listener);
      expect((await failed(bench, none.id)).failure).toMatchObject({
        message: 'The client gave no certificate, and this listener requires one.',
      });

      sClient(port, ca.certFile, '-cert', selfSigned.certFile, '-key', selfSigned.keyFile);
      const wrong = (await bench.watch.accepted(listener, 2)).find(({ id }) => id !== none.id)?.id ?? '';
      expect((await failed(bench, wrong)).failure?.message).toMatch(
        /client’s certificate was not accepted: it is self-signed/,
      );
      expect((await security(bench, { id: wrong })).chain[0]?.subject).toBe('CN=self-signed');

      sClient(port, ca.certFile, '-cert', client.certFile, '-key', client.keyFile);
      const right =
        (await bench.watch.accepted(listener, 3)).find(({ id }) => id !== none.id && id !== wrong)?.id ?? '';
      await secure(bench, right);
      expect(await security(bench, { id: right })).toMatchObject({ verification: 'verified' });
      expect(bench.watch.listeners.get(listener)?.state).toBe('listening');
    }));

  test('only asked for: without one it goes on, and one that is not known is told', () =>
    withBench(async (bench) => {
      const { listener, port } = await tlsListener(bench, {
        certificate: ownPem(),
        clientCertificate: 'ask',
      });
      const { ca, client } = authority;
      sClient(port, ca.certFile);
      const without = await onlyClient(bench, listener);
      await secure(bench, without.id);
      expect((await security(bench, without)).verification).toBe('none');
      sClient(port, ca.certFile, '-cert', client.certFile, '-key', client.keyFile);
      const other = (await bench.watch.accepted(listener, 2)).find(({ id }) => id !== without.id)?.id ?? '';
      await secure(bench, other);
      expect(await security(bench, { id: other })).toMatchObject({ verification: 'not-verified' });
    }));

  test('a client that does not trust the certificate says so, and that is told by name', () =>
    withBench(async (bench) => {
      const { listener, port } = await tlsListener(bench);
      sClient(port, authority.ca.certFile);
      const { id } = await onlyClient(bench, listener);
      const { failure } = await failed(bench, id);
      expect(failure?.message).toMatch(/alert “(unknown CA|bad certificate|certificate unknown)”/);
      expect(failure?.field).toBe('certificate');
    }));

  test('no version, and no protocol in common', () =>
    withBench(async (bench) => {
      const versions = await tlsListener(bench, { minVersion: 'TLSv1.3' });
      sClient(versions.port, versions.caFile, '-tls1_2');
      const old = await onlyClient(bench, versions.listener);
      expect((await failed(bench, old.id)).failure?.message).toMatch(/no version of TLS in common/);
      const alpn = await tlsListener(bench, { alpn: ['h2'] });
      sClient(alpn.port, alpn.caFile, '-alpn', 'imap');
      const other = await onlyClient(bench, alpn.listener);
      expect((await failed(bench, other.id)).failure).toMatchObject({ field: 'alpn' });
    }));
});

describeWith('python3', 'TLS with Python’s ssl', () => {
  test('Python is the client: verified, ALPN, and an end in order', () =>
    withBench(async (bench) => {
      const { listener, port, caFile } = await tlsListener(
        bench,
        { alpn: ['imap'] },
        { respond: { mode: 'echo' } },
      );
      const peer = python('tls_client.py', port, caFile, 'alpn=imap');
      await peer.until(/secure TLSv1.3 imap/);
      await peer.until(/got b'hello from python\\n'/);
      await peer.until(/ended/);
      expect(await peer.exited()).toBe(0);
      const { id } = await onlyClient(bench, listener);
      expect((await bench.watch.session(id, 'ends', ended)).state).toBe('closed');
    }));

  test('a line that is cut without close_notify is told', () =>
    withBench(async (bench) => {
      const { listener, port, caFile } = await tlsListener(
        bench,
        {},
        { respond: { mode: 'echo' }, whenPeerEnds: 'keep' },
      );
      const peer = python('tls_client.py', port, caFile, 'cut');
      const { id } = await onlyClient(bench, listener);
      await bench.watch.session(id, 'has the end', (s) => s.state === 'end-received');
      expect((await said(bench, id, 'end-received'))[0]).toMatch(/no close_notify/);
      await bench.client.tcp.close({ session: id });
      peer.end();
      await bench.watch.session(id, 'ends', ended);
    }));

  test('Python is the server: it answers until we end TLS', () =>
    withBench(async (bench) => {
      const { certFile, keyFile } = authority.server;
      const peer = python('tls_server.py', certFile, keyFile);
      const session = await connect(bench, { port: await peer.port(), tls: { ca: authority.ca.cert } });
      await send(bench, session.id, 'hello');
      expect((await received(bench, session.id, 5)).toString()).toBe('HELLO');
      await bench.client.tcp.endSending({ session: session.id });
      await peer.until(/ended by the client/);
      const now = await bench.watch.session(session.id, 'ends', ended);
      expect(now).toMatchObject({ state: 'closed' });
      expect((await said(bench, session.id, 'end-received'))[0]).toMatch(/close_notify/);
    }));
});
