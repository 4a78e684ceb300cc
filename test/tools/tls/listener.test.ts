import { createSecureContext } from 'node:tls';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ListenTlsInput } from '../../../src/contract/tls.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, kinds, listen, onlyClient, received, send } from '../../support/tcp.ts';
import { failed, said, secure, security } from '../../support/tls.ts';

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

/** Starts a TLS listener; its certificate, if made here, stands in a file for the peers. */
async function tlsListener(bench: TestBench, tls: ListenTlsInput = {}, more: object = {}) {
  const started = await listen(bench, { tls, ...more });
  const listener = await bench.watch.until('the listener', () => bench.watch.listeners.get(started.listener));
  const certificate = listener.tool === 'tcp' ? listener.details.tls?.certificate : null;
  if (!certificate) throw new Error('the listener shows no certificate');
  const caFile = join(bench.folder, 'listener.pem');
  await writeFile(caFile, certificate.pem);
  return { ...started, certificate, caFile };
}

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

describeWith('openssl', 'certificates of the user’s own', () => {
  const refused = async (bench: TestBench, certificate: ListenTlsInput['certificate']) => {
    try {
      await listen(bench, { tls: { certificate } });
    } catch (error) {
      return (error as { data: unknown }).data;
    }
    throw new Error(`it listens with ${JSON.stringify(certificate)}`);
  };

  test('what can’t be used is refused with the field to blame', () =>
    withBench(async (bench) => {
      const { server, client, folder } = authority;
      const openssl = async (...args: string[]) => {
        const peer = startPeer('openssl', args);
        expect(await peer.exited(), peer.errors).toBe(0);
      };
      const read = (name: string) => readFile(join(folder, name));
      const pem = (cert: string, key: string, passphrase?: string) => ({
        kind: 'pem' as const,
        cert,
        key,
        passphrase,
      });
      await openssl(
        'pkcs8',
        '-topk8',
        '-in',
        server.keyFile,
        '-out',
        join(folder, 'locked.key'),
        '-passout',
        'pass:right',
      );
      const locked = (await read('locked.key')).toString();
      await openssl(
        'pkcs12',
        '-export',
        '-in',
        server.certFile,
        '-inkey',
        server.keyFile,
        '-out',
        join(folder, 'all.p12'),
        '-passout',
        'pass:right',
      );
      const p12 = new Blob([new Uint8Array(await read('all.p12'))]);

      const cases: [ListenTlsInput['certificate'], string, RegExp][] = [
        [pem('', ''), 'certificate', /is empty/],
        [pem('nonsense', server.key), 'certificate', /no PEM certificate/],
        [pem(server.key, ''), 'certificate', /holds a private key and no certificate/],
        [pem(server.cert, ''), 'private key', /a certificate and no private key/],
        [pem(server.cert, server.cert), 'private key', /holds a certificate and no key/],
        [pem(server.cert, client.key), 'private key', /does not fit the certificate/],
        [pem(server.cert, server.key.replace(/\n[A-Za-z0-9+/]{40}/, '\n')), 'private key', /can’t be read/],
        [
          pem(server.cert.replace(/\n[A-Za-z0-9+/]{40}/, '\nAAAA'), server.key),
          'certificate',
          /can’t be read/,
        ],
        [pem(server.cert, locked), 'pass phrase', /is encrypted, and there is no pass phrase/],
        [pem(server.cert, locked, 'wrong'), 'pass phrase', /does not open the private key/],
        [
          { kind: 'pkcs12', bytes: p12, passphrase: 'wrong' },
          'pass phrase',
          /does not open the PKCS#12 file/,
        ],
        [{ kind: 'pkcs12', bytes: new Blob(['no']), passphrase: '' }, 'pkcs#12 file', /not a PKCS#12 file/],
      ];
      for (const [certificate, field, message] of cases) {
        expect(await refused(bench, certificate)).toMatchObject({
          code: 'BAD_TLS',
          field,
          message: expect.stringMatching(message),
        });
      }
      // Nothing of the secrets is in what was said.
      for (const certificate of [pem(server.cert, locked, 'wrong'), pem(server.cert, client.key)])
        expect(JSON.stringify(await refused(bench, certificate))).not.toMatch(/wrong|PRIVATE KEY/);

      for (const certificate of [
        pem(server.cert, locked, 'right'),
        pem(server.cert + server.key, ''),
        { kind: 'pkcs12' as const, bytes: p12, passphrase: 'right' },
      ]) {
        const { port, certificate: shown, listener } = await tlsListener(bench, { certificate });
        expect(shown.subject).toBe('CN=server');
        const session = await connect(bench, { port, tls: { ca: authority.ca.cert } });
        expect(session.state).toBe('open');
        const summary = JSON.stringify([bench.watch.listeners.get(listener), session]);
        expect(summary).not.toMatch(/PRIVATE KEY|"right"/);
      }
    }));

  test('a made certificate is for all of this run, until a new one is asked for', () =>
    withBench(async (bench) => {
      const first = await tlsListener(bench);
      const second = await tlsListener(bench);
      expect(second.certificate.sha256).toBe(first.certificate.sha256);
      const fresh = { kind: 'made' as const, names: ['bench.example'], fresh: true };
      await bench.client.tcp.updateListener({ listener: second.listener, tls: { certificate: fresh } });
      const now = await bench.watch.until('a new certificate', () => {
        const item = bench.watch.listeners.get(second.listener);
        const shown = item?.tool === 'tcp' ? item.details.tls?.certificate : null;
        return shown && shown.sha256 !== first.certificate.sha256 ? shown : null;
      });
      expect(now.names).toContain('bench.example');
      expect(() => createSecureContext({ ca: now.pem })).not.toThrow();
      const { kind } = await bench.client.tls.saveCertificate({ pem: now.pem, name: 'listener.pem' });
      expect(kind).toBe('saved');
      expect(bench.host.saved[0]?.bytes.toString()).toBe(now.pem);
    }));
});
