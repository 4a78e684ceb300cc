import type { Failure, Mend } from '../../../contract/failure.ts';
import type { ClientTls, ServerTls } from '../../../contract/tls.ts';
import { causeOf, codeOf } from '../../bench/failure.ts';
import { versionText } from './describe.ts';

/** What is known of a handshake that failed. */
export interface Tried {
  role: 'client' | 'server';
  /** The name the client expects. */
  name: string | null;
  spec: ServerTls | ClientTls;
  /** What the peer said when it does not speak TLS. */
  said: Buffer | null;
  inPlace: boolean;
}

type Say = [message: string, hint: string, field?: string];

/** Why a handshake failed: what happened, by name, and what to do. */
export function explainHandshake(error: unknown, tried: Tried): Failure {
  const code = codeOf(error);
  const [message, hint, field = 'tls'] = words(code, error, tried);
  return { code, message, hint, field, mends: mendsOf(code, tried), cause: causeOf(error) };
}

/** Why TLS broke on a connection that was open; null where it is not TLS that broke. */
export function explainTlsBroken(error: unknown): Failure | null {
  const code = codeOf(error);
  // What could not be read breaks writing, too, and that says nothing of why.
  if (code === 'EPROTO')
    return {
      code,
      message: 'TLS broke: what came is no valid TLS record.',
      hint: 'Something between the two ends may have changed it. What came before is kept.',
      mends: [],
      cause: causeOf(error),
    };
  if (!code.startsWith('ERR_SSL_') && !code.startsWith('ERR_TLS_')) return null;
  const alert = ALERTS[alertOf(code) ?? ''];
  return {
    code,
    message: alert ? `The peer closed TLS with the alert “${alert[0]}”.` : `TLS broke: ${reasonOf(error)}.`,
    hint: alert?.[1] ?? 'What came before is kept.',
    mends: [],
    cause: causeOf(error),
  };
}

function words(code: string, error: unknown, tried: Tried): Say {
  const { role, spec, said, name } = tried;
  const peer = role === 'client' ? 'server' : 'client';
  const range = `${versionText(spec.minVersion)} to ${versionText(spec.maxVersion)}`;
  switch (code) {
    case 'TLS_PLAIN_PEER':
      return [
        `The ${peer} speaks plain text, not TLS: it began with ${quote(said)}.`,
        role === 'client'
          ? 'This port may be the plain one, or the server wants to be asked for TLS first (STARTTLS): connect without TLS, then press Start TLS.'
          : 'Let the client speak TLS, or let the listener take TLS “When the client asks”.',
      ];
    case 'TLS_TIMED_OUT':
      return [
        `The TLS handshake was not finished within ${seconds(spec.handshakeMs)}.`,
        role === 'client'
          ? 'The server may not speak TLS, and wait for something in plain text.'
          : 'The client may speak plain text and wait for a greeting.',
      ];
    case 'TLS_ENDED':
    case 'TLS_CLOSED':
      return [
        `The ${peer} closed the connection during the TLS handshake.`,
        'It gave no reason. It may not speak TLS, or not like the versions, the name or the certificate.',
      ];
    case 'ECONNRESET':
      return [
        `The ${peer} closed the connection during the TLS handshake.`,
        'It gave no reason. It may not speak TLS, or not like the versions, the name or the certificate.',
      ];
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_WRONG_SSL_VERSION':
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
    case 'ERR_SSL_UNKNOWN_PROTOCOL':
    case 'ERR_SSL_VERSION_TOO_LOW':
    case 'ERR_SSL_NO_PROTOCOLS_AVAILABLE':
      return [
        `The two ends have no version of TLS in common: this one speaks ${range}.`,
        role === 'client'
          ? 'The server wants another version. Lower the minimum or raise the maximum version.'
          : 'The client speaks older or newer versions only. Lower the minimum or raise the maximum version.',
        'minimum version',
      ];
    case 'ERR_SSL_NO_SHARED_CIPHER':
      return [
        'The two ends have no cipher in common.',
        'The client offers ciphers that this certificate or these versions can’t be used with.',
        'minimum version',
      ];
    case 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE':
      return [
        'The client gave no certificate, and this listener requires one.',
        'Give the client a certificate, or only ask for one.',
        'client certificate',
      ];
    case 'ERR_SSL_NO_APPLICATION_PROTOCOL':
    case 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL':
      return [
        'The two ends have no protocol in common (ALPN).',
        spec.alpn.length > 0 ? `This end offers ${spec.alpn.join(', ')}.` : 'The peer wants ALPN.',
        'alpn',
      ];
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
      return [
        `The ${peer} does not speak TLS as it should.`,
        `What it sent is no TLS record: ${reasonOf(error)}.`,
      ];
    case 'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED':
      return [
        'The server speaks an old and unsafe TLS.',
        'It lacks secure renegotiation (RFC 5746). It needs an update.',
      ];
    case 'ERR_SSL_DH_KEY_TOO_SMALL':
    case 'ERR_SSL_EE_KEY_TOO_SMALL':
      return [`The ${peer} uses a key that is too short to be safe.`, 'It needs a longer one.'];
  }
  const alert = ALERTS[alertOf(code) ?? ''];
  if (alert)
    return [
      `The ${peer} refused the TLS handshake with the alert “${alert[0]}”.`,
      alert[1].replace('$name', name || 'the host'),
      alert[2],
    ];
  return ['The TLS handshake failed.', `${reasonOf(error)}.`];
}

/** Alerts of RFC 8446 section 6.2 as OpenSSL names them: the name, what it means here, the field it is about. */
const ALERTS: Record<string, Say> = {
  UNKNOWN_CA: [
    'unknown CA',
    'It does not trust the issuer of the certificate it was shown. Let it trust that one, or show another.',
    'certificate',
  ],
  BAD_CERTIFICATE: ['bad certificate', 'It does not accept the certificate it was shown.', 'certificate'],
  CERTIFICATE_EXPIRED: ['certificate expired', 'The certificate it was shown has expired.', 'certificate'],
  CERTIFICATE_REVOKED: ['certificate revoked', 'The certificate it was shown was revoked.', 'certificate'],
  CERTIFICATE_UNKNOWN: [
    'certificate unknown',
    'It does not accept the certificate it was shown: it may not know the issuer, or expect another name.',
    'certificate',
  ],
  UNSUPPORTED_CERTIFICATE: [
    'unsupported certificate',
    'It can’t use this kind of certificate.',
    'certificate',
  ],
  CERTIFICATE_REQUIRED: [
    'certificate required',
    'It wants a client certificate and was given none. Add one in the TLS settings.',
    'certificate',
  ],
  HANDSHAKE_FAILURE: [
    'handshake failure',
    'No version, cipher or certificate suits both ends. A server may say this too when it misses a client certificate.',
  ],
  PROTOCOL_VERSION: ['protocol version', 'It wants another version of TLS.', 'minimum version'],
  INSUFFICIENT_SECURITY: ['insufficient security', 'It wants stronger ciphers.', 'minimum version'],
  UNRECOGNIZED_NAME: ['unrecognized name', 'It does not know the name $name.', 'server name'],
  NO_APPLICATION_PROTOCOL: ['no application protocol', 'No protocol suits both ends (ALPN).', 'alpn'],
  ACCESS_DENIED: ['access denied', 'The certificate is valid, and not allowed to enter.', 'certificate'],
  DECRYPT_ERROR: ['decrypt error', 'A signature did not verify: the key may not be that of the certificate.'],
  ILLEGAL_PARAMETER: ['illegal parameter', 'Something in the handshake was out of range.'],
  DECODE_ERROR: ['decode error', 'It could not read a message of the handshake.'],
  INTERNAL_ERROR: ['internal error', 'It failed for a reason of its own; its log may say more.'],
  USER_CANCELLED: ['user cancelled', 'The handshake was cancelled there.'],
  UNEXPECTED_MESSAGE: ['unexpected message', 'The handshake came out of step.'],
  BAD_RECORD_MAC: ['bad record MAC', 'A record was changed on its way.'],
};

/** `ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE`, `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`: the alert’s own name. */
const alertOf = (code: string): string | null =>
  /^ERR_SSL_(?:SSLV3|TLSV1|TLSV11|TLSV12|TLSV13)_(?:ALERT_)?(.+)$/.exec(code)?.[1] ?? null;

function mendsOf(code: string, { role, inPlace }: Tried): Mend[] {
  if (role === 'server' || inPlace) return [];
  const again: Mend = { label: 'Try again', form: 'reconnect', set: {}, submit: true };
  if (code === 'TLS_PLAIN_PEER' || code === 'TLS_TIMED_OUT')
    return [{ label: 'Connect without TLS', form: 'reconnect', set: { tls: false }, submit: true }, again];
  return [again];
}

/** OpenSSL’s reason without its numbers and file names. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const { reason } = error as { reason?: string };
  return reason ?? /:([^:]+):[^:]*\.c:\d+:?\s*$/.exec(error.message)?.[1] ?? error.message;
}

const SHOWN = 60;

/** What a peer said, in one line: its text, or its bytes where it is none. */
function quote(said: Buffer | null): string {
  if (!said || said.length === 0) return 'nothing';
  const line = /^[^\r\n]*/.exec(said.toString('latin1'))?.[0] ?? '';
  if (!/^[\x20-\x7e\t]+$/.test(line))
    return said
      .subarray(0, 16)
      .toString('hex')
      .replace(/..(?=.)/g, '$& ');
  return `“${line.slice(0, SHOWN)}${line.length > SHOWN ? '…' : ''}”`;
}

const seconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
