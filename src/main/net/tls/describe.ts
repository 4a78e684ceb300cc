import { type KeyObject, X509Certificate } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Certificate } from '../../../contract/tls.ts';

/** The most certificates of a chain that are shown; a peer may send any number. */
const MOST = 16;

/** What was told of certificates: reading one takes longer than a request, and one’s own is told again and again. */
const told = new WeakMap<X509Certificate, Certificate>();

/** One certificate as it is shown. */
export function describeCertificate(certificate: X509Certificate): Certificate {
  let description = told.get(certificate);
  if (!description) told.set(certificate, (description = described(certificate)));
  return description;
}

function described(certificate: X509Certificate): Certificate {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesOf(certificate),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    sha256: certificate.fingerprint256,
    serial: certificate.serialNumber,
    keyType: keyType(certificate),
    selfSigned: isSelfSigned(certificate),
    pem: certificate.toString(),
  };
}

/** The certificates a peer gave, its own first, each followed by the one that issued it as far as is known. */
export function peerChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  // Empty where the peer gave none; the last one names itself as its issuer.
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw && chain.length < MOST) {
    const certificate = new X509Certificate(next.raw);
    if (chain.some((one) => one.fingerprint256 === certificate.fingerprint256)) break;
    chain.push(certificate);
    next = next.issuerCertificate;
  }
  return chain;
}

/** `TLSv1.3` as people write it. */
export const versionText = (version: string | null): string | null =>
  version === null ? null : version.replace(/^TLSv(1)$/, 'TLS 1.0').replace(/^TLSv/, 'TLS ');

export function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
  } catch {
    // A key this system can't use proves nothing.
    return false;
  }
}

/** The DNS names and addresses of the subject’s alternative names (RFC 5280 section 4.2.1.6). */
export function namesOf(certificate: X509Certificate): string[] {
  return (
    (certificate.subjectAltName ?? '')
      // Values that hold a comma are quoted, so that one name can't pass for two.
      .split(/, (?=(?:[^"]*"[^"]*")*[^"]*$)/)
      .map((part) => /^(DNS|IP Address):(.*)$/s.exec(part))
      .filter((match) => match !== null)
      .map(([, kind = '', value = '']) => (kind === 'DNS' ? value : shortAddress(value)))
  );
}

/** Whether a certificate is for this name or address, by the rules of HTTPS (RFC 6125). */
export function isFor(certificate: X509Certificate, host: string): boolean {
  const plain = host.replace(/%.*$/, '').replace(/\.$/, '');
  return isIP(plain) ? certificate.checkIP(plain) !== undefined : certificate.checkHost(plain) !== undefined;
}

/** Node writes IPv6 addresses of certificates in full. */
function shortAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const list = new BlockList();
  list.addAddress(address, 'ipv6');
  return /IPv6 (\S+)/.exec(list.rules[0] ?? '')?.[1] ?? address;
}

function keyType(certificate: X509Certificate): string {
  let key: KeyObject;
  try {
    key = certificate.publicKey;
  } catch {
    return 'unknown';
  }
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'ec':
      return `EC ${CURVES[details?.namedCurve ?? ''] ?? details?.namedCurve ?? ''}`.trim();
    case 'rsa':
    case 'rsa-pss':
      return `RSA ${details?.modulusLength ?? ''}`.trim();
    case 'ed25519':
      return 'Ed25519';
    case 'ed448':
      return 'Ed448';
    default:
      return key.asymmetricKeyType ?? 'unknown';
  }
}

const CURVES: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** `CN=localhost, O=Example`, the most particular part first as on the wire. */
const oneLine = (name: string): string => name.split('\n').filter(Boolean).reverse().join(', ');
