import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { MadeCertificates, makeCertificate } from '../../../src/main/net/tls/make-certificate.ts';

test('a certificate made on the spot is for its names, its own issuer, and fits its key', async () => {
  const made = await makeCertificate(['localhost', '127.0.0.1', '::1', 'bench.example']);
  const certificate = new X509Certificate(made.cert);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkHost('bench.example')).toBe('bench.example');
  expect(certificate.checkHost('other.example')).toBeUndefined();
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('::1')).toBe('::1');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect(certificate.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  const now = Date.now();
  expect(Date.parse(certificate.validFrom)).toBeLessThan(now);
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(now + 7 * 24 * 3600 * 1000);
});

test('one run makes one certificate, until another name or a new one is asked for', async () => {
  const made = new MadeCertificates();
  const first = await made.get('127.0.0.1', []);
  expect(await made.get('::1', [])).toBe(first);
  const second = await made.get('127.0.0.1', ['bench.example']);
  expect(second.cert).not.toBe(first.cert);
  expect(await made.get('127.0.0.1', [])).toBe(second);
  const third = await made.get('127.0.0.1', [], true);
  expect(third.cert).not.toBe(second.cert);
  expect(third.names).not.toContain('bench.example');
});

test('a listener on every address gets a certificate for each address of this machine', async () => {
  const { names } = await new MadeCertificates().get('0.0.0.0', []);
  expect(names).toEqual(expect.arrayContaining(['localhost', '127.0.0.1']));
  expect(names).not.toContain('0.0.0.0');
});
