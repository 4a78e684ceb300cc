import { X509Certificate as NodeCertificate, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import './reflect-metadata.ts';

/** A certificate and its key, both PEM. */
export interface Made {
  cert: string;
  key: string;
  names: readonly string[];
}

const DAY = 24 * 3600 * 1000;
/** Long enough for a run, short enough that nobody takes it for one to keep. */
const DAYS = 30;
const ALWAYS = ['localhost', '127.0.0.1', '::1'];
const WILDCARDS = ['0.0.0.0', '::', '*', ''];
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * A self-signed EC P-256 certificate for `names` (DNS names and addresses), valid for 30 days from a day ago. It is its
 * own issuer and says so (CA: true), so that whoever trusts it can verify it.
 */
export async function makeCertificate(names: readonly string[]): Promise<Made> {
  // The library's types know the DOM's Web Crypto; Node's is the same thing.
  const crypto = webcrypto as unknown as Crypto;
  // Only now: it is large, few runs need it, and it must come after what it asks for at its import.
  const {
    BasicConstraintsExtension,
    ExtendedKeyUsage,
    ExtendedKeyUsageExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    SubjectAlternativeNameExtension,
    SubjectKeyIdentifierExtension,
    X509CertificateGenerator,
  } = await import('@peculiar/x509');
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const now = Date.now();
  const serial = randomBytes(16);
  // Positive, and without a leading zero: some readers refuse other serials (RFC 5280 section 4.1.2.2).
  serial[0] = (serial.readUInt8(0) & 0x7f) | 0x40;
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial.toString('hex'),
      name: [{ O: ['Wirebench (made on the spot)'] }, { CN: [names[0] ?? 'localhost'] }],
      notBefore: new Date(now - DAY),
      notAfter: new Date(now + DAYS * DAY),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension(
          names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name })),
        ),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: new NodeCertificate(Buffer.from(certificate.rawData)).toString(),
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{1,64}/g, '$&\n')}-----END PRIVATE KEY-----\n`,
    names,
  };
}

/** The certificates that this run has made: the same names get the same one, so that what trusts it goes on trusting. */
export class MadeCertificates {
  #latest: Promise<Made> | null = null;

  /** One for localhost, `address` (or all of this machine, for a wildcard) and `names`; a new one when `fresh`. */
  async get(address: string, names: readonly string[], fresh = false): Promise<Made> {
    const wanted = [...new Set([...ALWAYS, ...named(address), ...names])];
    // Whoever asked for that one was told why there is none.
    const latest = await this.#latest?.catch(() => null);
    if (!fresh && latest && wanted.every((name) => latest.names.includes(name))) return latest;
    // What the one before was for, this one is for too: a listener more is no reason to lose trust in names.
    const all = fresh ? wanted : [...new Set([...wanted, ...(latest?.names ?? [])])];
    return (this.#latest = makeCertificate(all));
  }
}

function named(address: string): string[] {
  const plain = address.replace(/%.*$/, '');
  if (!WILDCARDS.includes(plain)) return [plain];
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [hostname(), ...own.map((one) => one.address)].filter((name) => /^[\w.:-]+$/.test(name));
}
