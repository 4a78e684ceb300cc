import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { BenchError, codeOf } from '../../bench/failure.ts';

/** What the user brings: the certificate and its key, as a secure context takes them. */
export interface Own {
  cert?: string;
  key?: string;
  pfx?: Buffer;
  passphrase?: string;
  /** For showing; null where it stands in a file that only TLS itself can read. */
  certificate: X509Certificate | null;
}

interface Pem {
  cert: string;
  key: string;
  passphrase?: string | undefined;
  chain?: string | undefined;
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;
const KEY = /-----BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/;

/** Reads a certificate, its key and its chain from PEM. Throws a BenchError that names the field to blame. */
export function readPem({ cert, key, passphrase, chain }: Pem): Own {
  const [first, ...others] = certificatesOf(cert, 'certificate', 'Certificate');
  const more = chain?.trim() ? certificatesOf(chain, 'chain', 'Chain') : [];
  if (!first)
    throw bad('certificate', 'Certificate is empty.', 'Paste or choose a PEM file with a certificate.');
  const keyText = key.trim() || (KEY.exec(cert)?.[0] ?? '');
  if (keyText === '')
    throw bad(
      'private key',
      'There is a certificate and no private key.',
      'TLS needs both. The key begins with the line “BEGIN PRIVATE KEY”; it is often a file of its own.',
    );
  const own = readKey(keyText, passphrase);
  if (!first.checkPrivateKey(own)) throw doesNotFit(own, [...others, ...more]);
  return {
    cert: [first, ...others, ...more].map(String).join(''),
    key: String(own.export({ type: 'pkcs8', format: 'pem' })),
    certificate: first,
  };
}

/** Reads a PKCS#12 file. Throws a BenchError that names the field to blame. */
export function readPkcs12(bytes: Buffer, passphrase: string): Own {
  try {
    const { context } = createSecureContext({ pfx: bytes, passphrase });
    const known = context as { getCertificate?(): Buffer | null };
    const der = known.getCertificate?.();
    if (der === null)
      throw bad(
        'pkcs#12 file',
        'The PKCS#12 file holds no certificate.',
        'Export it with its certificate and key.',
      );
    return { pfx: bytes, passphrase, certificate: der ? new X509Certificate(der) : null };
  } catch (error) {
    if (error instanceof BenchError) throw error;
    const said = error instanceof Error ? error.message : '';
    if (/mac verify failure|bad decrypt|incorrect password/i.test(said))
      throw bad(
        'pass phrase',
        'The pass phrase does not open the PKCS#12 file.',
        'Look for a typing mistake or another language of the keyboard.',
      );
    if (/unsupported|unknown (cipher|digest|algorithm)/i.test(said))
      throw bad(
        'pkcs#12 file',
        'The PKCS#12 file is encrypted in an old way that is not supported any more.',
        'Convert it: openssl pkcs12 -legacy -in old.p12 -nodes -out all.pem, and use that as PEM.',
      );
    throw bad(
      'pkcs#12 file',
      'This is not a PKCS#12 file.',
      `Such a file ends in .p12 or .pfx. The system says ${codeOf(error)}.`,
    );
  }
}

/** The certificates of a PEM text; at least one, or a BenchError with the field. */
export function certificatesOf(text: string, field: string, label: string): X509Certificate[] {
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) {
    const hasKey = KEY.test(text);
    throw bad(
      field,
      text.trim() === ''
        ? `${label} is empty.`
        : hasKey
          ? `${label} holds a private key and no certificate.`
          : `${label} holds no PEM certificate.`,
      hasKey
        ? 'Put the key into “Private key”, and the certificate here.'
        : 'A PEM certificate begins with the line “BEGIN CERTIFICATE”.',
    );
  }
  return blocks.map((block, i) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw bad(
        field,
        blocks.length > 1 ? `${label}: certificate ${i + 1} can’t be read.` : `${label} can’t be read.`,
        `It may have been cut off or changed on its way. The system says ${codeOf(error)}.`,
      );
    }
  });
}

function readKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase ? { passphrase } : {}) });
  } catch (error) {
    const encrypted = /ENCRYPTED/.test(pem);
    if (encrypted && !passphrase)
      throw bad(
        'pass phrase',
        'The private key is encrypted, and there is no pass phrase.',
        'Give the pass phrase it was saved with.',
      );
    if (encrypted)
      throw bad(
        'pass phrase',
        'The pass phrase does not open the private key.',
        'Look for a typing mistake or another language of the keyboard.',
      );
    throw bad(
      'private key',
      pem.includes('BEGIN CERTIFICATE')
        ? 'Private key holds a certificate and no key.'
        : 'The private key can’t be read.',
      `It must be PEM and begin with the line “BEGIN PRIVATE KEY” or the like. The system says ${codeOf(error)}.`,
    );
  }
}

function doesNotFit(key: KeyObject, others: readonly X509Certificate[]): BenchError {
  const fits = others.some((one) => one.checkPrivateKey(key));
  return bad(
    'private key',
    'The private key does not fit the certificate.',
    fits
      ? 'It fits another certificate of the chain: the certificate of the key must come first.'
      : 'They were not made together. Choose the key that was used to ask for this certificate.',
  );
}

export function bad(field: string, message: string, hint: string): BenchError {
  return new BenchError({ code: 'BAD_TLS', field, message, hint });
}
