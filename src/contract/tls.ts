import { z } from 'zod';
import { base, bytesSchema } from './bridge.ts';
import { saveResultSchema } from './capture.ts';

/** TLS on a stream: what either end is asked to do, and what it tells. Any tool that owns a TCP socket may use it. */

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
const version = z.enum(TLS_VERSIONS);
export type TlsVersion = z.infer<typeof version>;

const pemText = (field: string) => z.string().max(1024 * 1024, `${field} can be at most 1 MiB.`);
const passphrase = z.string().max(1024, 'Pass phrase can be at most 1,024 characters.');
/** A name or an address, as a certificate holds it. */
const name = z
  .string()
  .min(1)
  .max(253, 'Names can be at most 253 characters each.')
  .regex(/^\S+$/, 'Names can’t contain spaces.');

/** The user's own certificate. Keys and pass phrases stay in memory: they are never stored, logged or told again. */
const ownCertificate = [
  z.object({
    kind: z.literal('pem'),
    cert: pemText('Certificate'),
    /** Empty: the key stands in `cert`. */
    key: pemText('Private key').default(''),
    passphrase: passphrase.optional(),
    /** Certificates between this one and the root. */
    chain: pemText('Chain').optional(),
  }),
  z.object({ kind: z.literal('pkcs12'), bytes: bytesSchema, passphrase: passphrase.default('') }),
] as const;

const common = {
  /** Protocols inside TLS, the one liked best first (RFC 7301); none: ALPN is not used. */
  alpn: z
    .array(z.string().min(1).max(255, 'ALPN: a protocol’s name can be at most 255 bytes.'))
    .max(64)
    .default([]),
  minVersion: version.default('TLSv1.2'),
  maxVersion: version.default('TLSv1.3'),
  /** Certificates (PEM) that the peer’s certificate must come from; none: those that come with the app. */
  ca: pemText('Trusted CA').optional(),
  /** Keeps the secrets of each handshake in memory, so that they can be saved as an NSS key log. */
  keepKeys: z.boolean().default(false),
  /** How long a handshake may take. */
  handshakeMs: z.int().min(1).max(600_000).default(10_000),
};

export const serverTls = z.object({
  ...common,
  certificate: z
    .discriminatedUnion('kind', [
      z.object({
        /** A self-signed one, made on the spot and kept for the run. */
        kind: z.literal('made'),
        /** Besides localhost, 127.0.0.1, ::1 and the address that is listened on. */
        names: z.array(name).max(100).default([]),
        /** Makes a new one, although one was made before. */
        fresh: z.boolean().default(false),
      }),
      ...ownCertificate,
    ])
    .default({ kind: 'made', names: [], fresh: false }),
  /**
   * `require`: without a certificate there is no connection. Where `ca` is given, it must come from that; else any is
   * taken, and shown as not verified.
   */
  clientCertificate: z.enum(['none', 'ask', 'require']).default('none'),
});
export type ServerTls = z.output<typeof serverTls>;
export type ServerTlsInput = z.input<typeof serverTls>;

export const clientTls = z.object({
  ...common,
  /** Sent as SNI, and what the certificate must be for. Left out: the host, which is not sent when it is an address.
   * Empty: none is sent, and the certificate must be for the host. */
  serverName: z.union([name, z.literal('')]).optional(),
  certificate: z.discriminatedUnion('kind', ownCertificate).optional(),
  /** Off: connects whatever the certificate says, and tells what is wrong with it. */
  verify: z.boolean().default(true),
  /** SHA-256 fingerprint, `AB:CD:…`: this very certificate is trusted whatever its name, dates and issuer. */
  pin: z.string().max(100).optional(),
});
export type ClientTls = z.output<typeof clientTls>;
export type ClientTlsInput = z.input<typeof clientTls>;

/** When a listener speaks TLS. `when-asked`: a client that begins with a ClientHello, now or later, gets it. */
export const TLS_WHEN = ['from-start', 'when-asked'] as const;
export const listenTls = serverTls.extend({ when: z.enum(TLS_WHEN).default('from-start') });
export type ListenTls = z.output<typeof listenTls>;
export type ListenTlsInput = z.input<typeof listenTls>;

/** One certificate, for showing and saving. Times are milliseconds since the epoch. */
export const certificateSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** DNS names and addresses it is for. */
  names: z.array(z.string()),
  validFrom: z.number(),
  validTo: z.number(),
  /** `AB:CD:…` */
  sha256: z.string(),
  serial: z.string(),
  /** `EC P-256`, `RSA 2048`. */
  keyType: z.string(),
  selfSigned: z.boolean(),
  pem: z.string(),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** What is wrong with the peer's certificate. `code` is OpenSSL's, or `WRONG_NAME`. */
export const certificateProblem = z.object({ code: z.string(), message: z.string() });
export type CertificateProblem = z.infer<typeof certificateProblem>;

/** All there is to tell of one end of TLS. */
export const tlsInfoSchema = z.object({
  role: z.enum(['client', 'server']),
  /** `TLS 1.3`; null while the handshake has not come that far. */
  version: z.string().nullable(),
  cipher: z.string().nullable(),
  /** The protocol agreed on. */
  alpn: z.string().nullable(),
  /** The name the client asked for. */
  serverName: z.string().nullable(),
  resumed: z.boolean(),
  /**
   * What was made of the peer's certificate: `verified`, `pinned`, `failed` (and so closed), `not-verified` (there are
   * problems, or nothing to verify by, and it was taken), `none` (the peer gave no certificate).
   */
  verification: z.enum(['verified', 'pinned', 'failed', 'not-verified', 'none']),
  problems: z.array(certificateProblem),
  /** The peer's certificate, then the one that issued it, as far as is known. */
  chain: z.array(certificateSchema),
  /** The certificate we gave. */
  own: certificateSchema.nullable(),
  /** Lines of key log that can be saved. */
  keys: z.int(),
});
export type TlsInfo = z.infer<typeof tlsInfoSchema>;

/** The short of it, as it stands in a summary that is told often. */
export const tlsBriefSchema = z.object({
  state: z.enum(['handshake', 'on', 'failed']),
  version: z.string().nullable(),
  verification: tlsInfoSchema.shape.verification.nullable(),
  keys: z.int(),
});
export type TlsBrief = z.infer<typeof tlsBriefSchema>;

/** What any page that shows certificates may ask for. */
export const tlsContract = {
  /** Saves one certificate as a PEM file. */
  saveCertificate: base
    .input(z.object({ pem: z.string().max(256 * 1024), name: z.string().min(1).max(200) }))
    .output(saveResultSchema),
};

/** What is otherwise for one connection that is made again. */
export const reconnectChange = z
  .object({
    tls: z.boolean(),
    verify: z.boolean(),
    pin: clientTls.shape.pin.unwrap(),
    serverName: clientTls.shape.serverName.unwrap(),
  })
  .partial();
export type ReconnectChange = z.output<typeof reconnectChange>;
