import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Failure } from '../../../contract/failure.ts';
import type { CertificateProblem, TlsInfo } from '../../../contract/tls.ts';
import { resetNow } from '../reset.ts';
import { watchEnd } from './beneath.ts';
import type { ClientContext, ServerContext } from './context.ts';
import { describeCertificate, peerChain, versionText } from './describe.ts';
import { explainCertificate, problemsOf } from './explain-certificate.ts';
import { KeyLog } from './key-log.ts';
import { coded, explained, type Secured, TlsError, type WrapOptions } from './secured.ts';
import type { Tap } from './tap.ts';

/** The names of a client: what it asks for (SNI), and what the certificate must be for. */
export interface Names {
  sent: string | null;
  expected: string;
}

/** One handshake and its outcome. */
export class Handshake implements Secured {
  readonly socket: TLSSocket;
  readonly keys: KeyLog | null;
  cutShort = false;
  readonly #raw: Socket;
  readonly #tap: Tap | null;
  readonly #context: ServerContext | ClientContext;
  /** Null at a server. */
  readonly #names: Names | null;
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
    names: Names | null,
    options: WrapOptions,
  ) {
    this.socket = socket;
    this.#raw = raw;
    this.#tap = tap;
    this.#context = context;
    this.#names = names;
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
          reject(explained(error, this.#context, this.#names, this.#options, this.info(), said));
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
          // Node tells what breaks TLS later only to a server of its own making; else it would look like an end.
          if (this.#context.role === 'server')
            socket.on('_tlsError', (error: Error) => socket.destroy(error));
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
    const { clientCertificate } = role === 'server' ? spec : { clientCertificate: null };
    if (clientCertificate !== null && clientCertificate !== 'require' && chain.length === 0) return null;
    const verdict = role === 'client' ? socket.authorizationError : verifyError(socket);
    const code = verdict ? String(verdict) : null;
    this.#problems = problemsOf(chain, code, this.#names?.expected ?? null, Date.now());
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
      accepts = spec.clientCertificate === 'ask' || (chain.length > 0 && !spec.ca?.trim());
    }
    this.#verification = this.#problems.length === 0 ? 'verified' : accepts ? 'not-verified' : 'failed';
    if (this.#verification !== 'failed') return null;
    return explainCertificate(this.#problems, chain[0], {
      role,
      host: this.#names?.expected ?? null,
      inPlace: this.#options.inPlace ?? false,
    });
  }

  #look(chain: readonly X509Certificate[] | null): Omit<TlsInfo, 'keys' | 'verification' | 'problems'> {
    const { socket } = this;
    const { role, certificate } = this.#context;
    const secured = chain !== null;
    const asked =
      role === 'server' ? (socket as { servername?: string | false }).servername : this.#names?.sent;
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
}

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
