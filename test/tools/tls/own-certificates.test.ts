import { createSecureContext } from 'node:tls';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ListenTlsInput } from '../../../src/contract/tls.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startPeer, stopPeers } from '../../support/peer.ts';
import { connect, listen } from '../../support/tcp.ts';
import { tlsListener } from '../../support/tls.ts';

failOnLeaks();
afterEach(stopPeers);

let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});
afterAll(() => authority.remove());

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
