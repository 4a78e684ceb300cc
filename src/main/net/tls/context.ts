import { randomBytes, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import {
  type ClientTls,
  clientTls,
  type ReconnectChange,
  type ServerTls,
  TLS_VERSIONS,
} from '../../../contract/tls.ts';
import { BenchError } from '../../bench/failure.ts';
import type { MadeCertificates } from './make-certificate.ts';
import { bad, certificatesOf, type Own, readPem, readPkcs12 } from './own.ts';

/** A validated wish made ready: one for a listener and all it accepts, one for a client and its reconnects. */
export interface ServerContext {
  readonly role: 'server';
  readonly spec: ServerTls;
  readonly secure: SecureContext;
  /** What it shows its clients; null for a PKCS#12 file this system can't look into. */
  readonly certificate: X509Certificate | null;
}
export interface ClientContext {
  readonly role: 'client';
  readonly spec: ClientTls;
  readonly secure: SecureContext;
  readonly certificate: X509Certificate | null;
  /** The latest ticket of the server, by which the next connection resumes (RFC 8446 section 2.2). */
  session: Buffer | null;
  /** The certificates seen when that ticket was given: a resumed handshake shows none. */
  chain: readonly X509Certificate[];
}

/**
 * Makes a listener’s context. `address` is what it listens on, for a certificate made on the spot.
 * Throws a BenchError that names the field: `certificate`, `private key`, `pass phrase`, `chain`, `pkcs#12 file`,
 * `trusted ca`, `maximum version`, `alpn`.
 */
export async function serverContext(
  spec: ServerTls,
  address: string,
  made: MadeCertificates,
): Promise<ServerContext> {
  checkCommon(spec);
  const own = await ownOf(spec, address, made);
  const secure = build({
    ...basics(spec, own),
    // Without it a client that has shown a certificate can’t resume.
    sessionIdContext: randomBytes(16).toString('hex'),
  });
  return { role: 'server', spec, secure, certificate: own.certificate };
}

/** Makes a client’s context; throws as {@link serverContext} does. */
export async function clientContext(spec: ClientTls): Promise<ClientContext> {
  checkCommon(spec);
  const own = spec.certificate ? await ownOf({ certificate: spec.certificate }, '', null) : null;
  return {
    role: 'client',
    spec,
    secure: build(basics(spec, own)),
    certificate: own?.certificate ?? null,
    session: null,
    chain: [],
  };
}

/** The same client with another idea of whom to trust; tickets of the one before are left behind. */
export function withTrust(
  context: ClientContext,
  change: Partial<Pick<ClientTls, 'verify' | 'pin' | 'serverName'>>,
): ClientContext {
  return { ...context, spec: { ...context.spec, ...change }, session: null };
}

async function ownOf(
  { certificate: wish }: Pick<ServerTls, 'certificate'>,
  address: string,
  made: MadeCertificates | null,
): Promise<Own> {
  if (wish.kind === 'pem') return readPem(wish);
  if (wish.kind === 'pkcs12') return readPkcs12(Buffer.from(await wish.bytes.arrayBuffer()), wish.passphrase);
  if (!made) throw new Error('a client is given its certificate');
  const { cert, key } = await made.get(address, wish.names, wish.fresh);
  return { cert, key, certificate: new X509Certificate(cert) };
}

type Common = Pick<ServerTls, 'ca' | 'minVersion' | 'maxVersion' | 'alpn'>;

function checkCommon({ ca, minVersion, maxVersion, alpn }: Common): void {
  if (TLS_VERSIONS.indexOf(minVersion) > TLS_VERSIONS.indexOf(maxVersion))
    throw bad(
      'maximum version',
      'The maximum version is below the minimum version.',
      'Raise the one or lower the other.',
    );
  if (ca?.trim()) certificatesOf(ca, 'trusted ca', 'Trusted CA');
  const long = alpn.find((protocol) => Buffer.byteLength(protocol) > 255);
  if (long) throw bad('alpn', 'ALPN: a protocol’s name can be at most 255 bytes.', 'Names are short, as h2.');
}

function basics({ ca, minVersion, maxVersion }: Common, own: Own | null): SecureContextOptions {
  return {
    minVersion,
    maxVersion,
    ...(own?.pfx ? { pfx: own.pfx } : {}),
    ...(own?.cert ? { cert: own.cert } : {}),
    ...(own?.key ? { key: own.key } : {}),
    ...(own?.passphrase === undefined ? {} : { passphrase: own.passphrase }),
    ...(ca?.trim() ? { ca } : {}),
  };
}

function build(options: SecureContextOptions): SecureContext {
  try {
    if (options.minVersion === 'TLSv1' || options.minVersion === 'TLSv1.1') return buildOld(options);
    return createSecureContext(options);
  } catch (error) {
    if (error instanceof BenchError) throw error;
    const said = error instanceof Error ? error.message : '';
    if (/key values mismatch/i.test(said))
      throw bad(
        'private key',
        'The private key does not fit the certificate.',
        'They were not made together.',
      );
    if (/key too small|md too weak|ca md too weak/i.test(said))
      throw bad(
        'certificate',
        'The certificate is too weak to be used.',
        'Its key is too short or its signature too old. Make a new one.',
      );
    throw bad(
      'certificate',
      'TLS can’t be set up with this.',
      `The system says: ${said.replace(/^error:/, '')}`,
    );
  }
}

/** TLS 1.0 and 1.1 need signatures that OpenSSL has switched off; other libraries have no such level. */
function buildOld(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' });
  } catch {
    return createSecureContext(options);
  }
}

/** The TLS of one connection that trusts otherwise, or speaks TLS where the one before did not, or the reverse. */
export async function changedTls(
  tls: ClientContext | null,
  { tls: on, ...trust }: ReconnectChange,
): Promise<ClientContext | null> {
  if (on === false) return null;
  const trusts = Object.keys(trust).length > 0;
  const context = tls ?? (on || trusts ? await clientContext(clientTls.parse({})) : null);
  return context && trusts ? withTrust(context, trust) : context;
}
