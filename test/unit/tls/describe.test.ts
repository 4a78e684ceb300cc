import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeCertificate } from '../../../src/main/net/tls/describe.ts';
import { makeCertificate } from '../../../src/main/net/tls/make-certificate.ts';

test('a certificate is read once, however often it is told', async () => {
  const { cert } = await makeCertificate(['localhost']);
  const certificate = new X509Certificate(cert);
  const told = describeCertificate(certificate);
  expect(told).toMatchObject({ names: ['localhost'], selfSigned: true });
  expect(describeCertificate(certificate)).toBe(told);
  expect(describeCertificate(new X509Certificate(cert))).toEqual(told);
});
