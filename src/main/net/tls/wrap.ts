import { isIP, type Socket } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import { firstBytes } from './beneath.ts';
import type { ClientContext, ServerContext } from './context.ts';
import { Handshake } from './handshake.ts';
import { blankInfo, coded, explained, type Secured, type WrapOptions } from './secured.ts';
import { looksLikeTls, Tap } from './tap.ts';

export { type Secured, TlsError, type WrapOptions } from './secured.ts';

/**
 * TLS as a server on an accepted connection. Rejects with a {@link TlsError}, or with the signal’s reason. The first
 * bytes are looked at before TLS gets them: it reads the socket below JavaScript, which is faster, and tells nothing.
 */
export async function acceptTls(
  raw: Socket,
  context: ServerContext,
  options: WrapOptions = {},
): Promise<Secured> {
  const { spec, secure } = context;
  const started = performance.now();
  const early = Buffer.concat(options.early ?? []);
  const first = await firstBytes(raw, early, spec.handshakeMs, options.signal);
  const plain = 'bytes' in first && looksLikeTls(first.bytes) === false;
  if (plain || !('bytes' in first)) {
    // One who speaks plain text sees at least that this is TLS.
    if (plain) raw.write(NO_TLS);
    raw.on('error', () => undefined);
    raw.destroy();
    if ('aborted' in first) throw options.signal?.reason;
    const code = 'code' in first ? first.code : 'TLS_PLAIN_PEER';
    throw explained(coded(code), context, null, options, blankInfo(context), plain ? first.bytes : null);
  }
  const socket = new TLSSocket(raw, {
    isServer: true,
    secureContext: secure,
    requestCert: spec.clientCertificate !== 'none',
    // Without a certificate the handshake itself refuses; one that does not verify is refused below, with its reason.
    rejectUnauthorized: spec.clientCertificate === 'require',
    ...(spec.alpn.length > 0 ? { ALPNProtocols: spec.alpn } : {}),
  });
  const left = spec.handshakeMs - (performance.now() - started);
  return new Handshake(raw, null, socket, context, null, options).done('secure', left);
}

/**
 * TLS as a client on a connection that is open. `host` is what was connected to: the name asked for and verified
 * unless the spec has another. Rejects as {@link acceptTls} does; nothing is sent or read before it is verified.
 */
export function connectTls(
  raw: Socket,
  context: ClientContext,
  host: string,
  options: WrapOptions = {},
): Promise<Secured> {
  const { spec, secure } = context;
  const asked = spec.serverName ?? host;
  // An address is never sent, and where no name is to be sent the host is still what is verified.
  const sent = asked !== '' && isIP(asked.replace(/%.*$/, '')) === 0 ? asked : null;
  const names = { sent, expected: asked || host };
  const tap = new Tap(raw, options.early);
  const socket = connect({
    socket: tap,
    secureContext: secure,
    // Looked at below, before a byte is read or written.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...(sent === null ? {} : { servername: sent }),
    ...(spec.alpn.length > 0 ? { ALPNProtocols: spec.alpn } : {}),
    ...(context.session ? { session: context.session } : {}),
  });
  return new Handshake(raw, tap, socket, context, names, options).done('secureConnect', spec.handshakeMs);
}

/** The fatal alert `protocol_version` (RFC 8446 section 6). */
const NO_TLS = Buffer.from([0x15, 3, 1, 0, 2, 2, 70]);
