import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import type { Failure } from '../../../contract/failure.ts';
import type { CertificateProblem, TlsInfo } from '../../../contract/tls.ts';
import { BenchError } from '../../bench/failure.ts';
import { resetNow } from '../reset.ts';
import { firstBytes, watchEnd } from './beneath.ts';
import type { ClientContext, ServerContext } from './context.ts';
import { describeCertificate, peerChain, versionText } from './describe.ts';
import { explainHandshake } from './explain.ts';
import { explainCertificate, problemsOf } from './explain-certificate.ts';
import { KeyLog } from './key-log.ts';
import { looksLikeTls, Tap } from './tap.ts';

export interface WrapOptions {
  /** Bytes that were read of the socket already; they belong to the handshake. */
  early?: readonly Buffer[];
  /** The connection was plain before: it can’t simply be made again with other settings. */
  inPlace?: boolean;
  signal?: AbortSignal;
}

/** A connection inside TLS. Its socket is paused until somebody listens for its data. */
export interface Secured {
  /** What goes inside TLS. Destroying or ending it does the same to the socket below. */
  readonly socket: TLSSocket;
  /** Resets the socket below (RST). */
  reset(): void;
  info(): TlsInfo;
  readonly keys: KeyLog | null;
  /** True once the peer’s end came without TLS’s own end (close_notify): something may have cut it off. */
  readonly cutShort: boolean;
}

/** A handshake that failed, or whose outcome was not accepted. The socket is closed. */
export class TlsError extends BenchError {
  readonly info: TlsInfo;
  /** What the peer said when it does not speak TLS. */
  readonly said: Buffer | null;
  constructor(failure: Failure, info: TlsInfo, said: Buffer | null) {
    super(failure);
    this.info = info;
    this.said = said;
  }
}

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
  const name = spec.serverName ?? host;
  const tap = new Tap(raw, options.early);
  const socket = connect({
    socket: tap,
    secureContext: secure,
    // Looked at below, before a byte is read or written.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...(name !== '' && isIP(plainAddress(name)) === 0 ? { servername: name } : {}),
    ...(spec.alpn.length > 0 ? { ALPNProtocols: spec.alpn } : {}),
    ...(context.session ? { session: context.session } : {}),
  });
  return new Handshake(raw, tap, socket, context, name, options).done('secureConnect', spec.handshakeMs);
}

/** One handshake and its outcome. */
class Handshake implements Secured {
  readonly socket: TLSSocket;
  readonly keys: KeyLog | null;
  cutShort = false;
  readonly #raw: Socket;
  readonly #tap: Tap | null;
  readonly #context: ServerContext | ClientContext;
  /** The name a client expects; null at a server. */
  readonly #name: string | null;
  readonly #options: WrapOptions;
  #verification: TlsInfo['verification'] = 'none';
  #problems: CertificateProblem[] = [];
  /** Called when the peer’s end comes before the handshake is done. */
  #onEnd: (() => void) | null = null;
  #known: Omit<TlsInfo, 'keys' | 'verification' | 'problems'> | null = null;

  constructor(
    raw: Socket,
    tap: Tap | null,
    socket: TLSSocket,
    context: ServerContext | ClientContext,
    name: string | null,
    options: WrapOptions,
  ) {
    this.socket = socket;
    this.#raw = raw;
    this.#tap = tap;
    this.#context = context;
    this.#name = name;
    this.#options = options;
    this.keys = context.spec.keepKeys ? new KeyLog() : null;
    if (this.keys) socket.on('keylog', (line: Buffer) => this.keys?.add(line));
    if (context.role === 'client') socket.on('session', (ticket: Buffer) => (context.session = ticket));
    // What breaks the socket breaks TLS; somebody else may listen to neither at the time.
    raw.on('error', (error) => socket.destroy(error));
    raw.on('close', () => socket.destroy());
    socket.on('error', () => undefined);
    const ended = (cutShort: boolean) => {
      this.cutShort = cutShort;
      this.#onEnd?.();
    };
    if (tap) {
      tap.on('error', () => undefined);
      tap.onEnd = () => ended(!hasEnded(socket));
    } else watchEnd(socket, raw, ended);
  }

  reset(): void {
    // A Unix domain socket knows no reset.
    if (this.#raw.remoteAddress === undefined) this.#raw.destroy();
    else resetNow(this.#raw);
  }

  info(): TlsInfo {
    const known = this.#known ?? this.#look(null);
    return {
      ...known,
      verification: this.#verification,
      problems: this.#problems,
      keys: this.keys?.count ?? 0,
    };
  }

  /** Waits for the handshake, then judges the peer’s certificate. */
  done(event: 'secure' | 'secureConnect', ms: number): Promise<Secured> {
    const { socket } = this;
    const { signal } = this.#options;
    return new Promise<Secured>((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
        socket.removeListener(event, secured);
        socket.removeListener('error', failed);
        socket.removeListener('close', closed);
        this.#onEnd = null;
        if (this.#tap) this.#tap.onPlain = null;
        act();
      };
      const fail = (error: unknown, said: Buffer | null = null) =>
        settle(() => {
          reject(explained(error, this.#context, this.#name, this.#options, this.info(), said));
          socket.destroy();
          this.#raw.destroy();
        });
      const failed = (error: Error) => fail(error);
      const closed = () => fail(coded('TLS_CLOSED'));
      const aborted = () =>
        settle(() => {
          reject(signal?.reason as Error);
          socket.destroy();
          this.#raw.destroy();
        });
      const secured = () =>
        settle(() => {
          const failure = this.#judge();
          if (!failure) return resolve(this);
          if (this.#context.role === 'client') this.#context.session = null;
          reject(new TlsError(failure, this.info(), null));
          socket.destroy();
          this.#raw.destroy();
        });
      const timer = setTimeout(() => fail(coded('TLS_TIMED_OUT')), Math.max(1, ms));
      signal?.addEventListener('abort', aborted);
      socket.once(event, secured);
      socket.once('error', failed);
      socket.once('close', closed);
      this.#onEnd = () => fail(coded('TLS_ENDED'));
      if (this.#tap) this.#tap.onPlain = (said) => fail(coded('TLS_PLAIN_PEER'), said);
      if (signal?.aborted) aborted();
    });
  }

  /** Reads what was agreed on, and answers why the peer is not accepted, or null. */
  #judge(): Failure | null {
    const { socket } = this;
    const { spec, role } = this.#context;
    const resumes = role === 'client' && socket.isSessionReused();
    const chain = resumes ? this.#context.chain : peerChain(socket);
    if (role === 'client') this.#context.chain = chain;
    this.#known = this.#look(chain);
    if (role === 'server' && chain.length === 0) return null;
    const verdict = role === 'client' ? socket.authorizationError : verifyError(socket);
    const code = verdict ? String(verdict) : null;
    this.#problems = problemsOf(chain, code, this.#name === '' ? null : this.#name, Date.now());
    let accepts: boolean;
    if (role === 'client') {
      const { pin, verify } = spec;
      if (pin !== undefined) {
        if (chain[0] && hex(chain[0].fingerprint256) === hex(pin)) {
          this.#verification = 'pinned';
          return null;
        }
        this.#problems.unshift({
          code: 'WRONG_FINGERPRINT',
          message: 'it is another one than the one that was trusted',
        });
      }
      accepts = !verify;
    } else {
      accepts = spec.clientCertificate === 'ask' || !spec.ca?.trim();
    }
    this.#verification = this.#problems.length === 0 ? 'verified' : accepts ? 'not-verified' : 'failed';
    if (this.#verification !== 'failed') return null;
    return explainCertificate(this.#problems, chain[0], {
      role,
      host: this.#name,
      inPlace: this.#options.inPlace ?? false,
    });
  }

  #look(chain: readonly X509Certificate[] | null): Omit<TlsInfo, 'keys' | 'verification' | 'problems'> {
    const { socket } = this;
    const { role, certificate } = this.#context;
    const secured = chain !== null;
    const asked = role === 'server' ? (socket as { servername?: string | false }).servername : this.#sni();
    return {
      role,
      version: secured ? versionText(socket.getProtocol()) : null,
      cipher: secured ? socket.getCipher().standardName : null,
      alpn: secured ? socket.alpnProtocol || null : null,
      serverName: asked || null,
      resumed: secured && socket.isSessionReused(),
      chain: (chain ?? []).map(describeCertificate),
      own: certificate ? describeCertificate(certificate) : null,
    };
  }

  #sni(): string | null {
    return this.#name && isIP(plainAddress(this.#name)) === 0 ? this.#name : null;
  }
}

/** The fatal alert `protocol_version` (RFC 8446 section 6). */
const NO_TLS = Buffer.from([0x15, 3, 1, 0, 2, 2, 70]);

const coded = (code: string): Error => Object.assign(new Error(code), { code });

function explained(
  error: unknown,
  { role, spec }: ServerContext | ClientContext,
  name: string | null,
  { inPlace = false }: WrapOptions,
  info: TlsInfo,
  said: Buffer | null,
): TlsError {
  return new TlsError(explainHandshake(error, { role, name, spec, said, inPlace }), info, said);
}

/** Nothing was agreed on. */
const blankInfo = ({ role, certificate }: ServerContext | ClientContext): TlsInfo => ({
  role,
  version: null,
  cipher: null,
  alpn: null,
  serverName: null,
  resumed: false,
  verification: 'none',
  problems: [],
  chain: [],
  own: certificate && describeCertificate(certificate),
  keys: 0,
});

const plainAddress = (name: string): string => name.replace(/%.*$/, '');
const hex = (fingerprint: string): string => fingerprint.replace(/[^0-9a-f]/gi, '').toUpperCase();

/** What OpenSSL thinks of a client’s certificate; Node tells it its own servers only. */
function verifyError(socket: TLSSocket): string | null {
  const { ssl } = socket as unknown as { ssl?: { verifyError(): NodeJS.ErrnoException | null } };
  const error = ssl?.verifyError();
  return error ? (error.code ?? error.message) : null;
}

/** Whether the end of the stream has been read, although its reader may not have come to it. */
const hasEnded = (socket: TLSSocket): boolean =>
  (socket as unknown as { _readableState: { ended: boolean } })._readableState.ended;
