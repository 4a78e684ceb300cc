import type { Socket } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import type { TlsBrief, TlsInfo } from '../../../contract/tls.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import { logged } from '../../bench/logged.ts';
import { type Secured, TlsError, type WrapOptions } from '../../net/tls/wrap.ts';
import { helloHint, serverHint } from './tls-hints.ts';
import { isAlert, isClientHello } from '../../net/tls/tap.ts';
import { readyText, startText } from '../../net/tls/texts.ts';

/** Wraps a socket: TLS as one of the two ends, with everything but the socket known. */
export type Wrap = (raw: Socket, options: WrapOptions) => Promise<Secured>;

export interface StartOptions {
  role: 'client' | 'server';
  /** The connection was plain before. */
  inPlace?: boolean;
  /** Bytes that were read already and are not in the capture. */
  early?: Buffer[];
}

/** The most of a ClientHello that was read as plain bytes that is kept, to give it back. */
const MOST_HELLO = 64 * 1024;

/** What a session knows of its TLS: that it has none, that a handshake goes on, or what came of it. */
export class SessionTls {
  state: TlsBrief['state'] | null = null;
  /** One end speaks TLS, and the other does not know. */
  hint: Failure | null = null;
  /** The socket below, while a handshake goes on. */
  securing: Socket | null = null;
  /** Gives up a handshake that goes on; the socket is closed. */
  cancel: () => void = () => undefined;
  /** It was given up here. */
  cancelled = false;
  #secured: Secured | null = null;
  #failed: TlsInfo | null = null;
  /** A ClientHello that was read as plain bytes, and what came after it. */
  #hello: Buffer[] = [];
  #helloLength = 0;
  readonly #capture: Capture;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  get secured(): Secured | null {
    return this.#secured;
  }

  brief(): TlsBrief | null {
    if (this.state === null) return null;
    const info = this.info();
    return {
      state: this.state,
      version: info?.version ?? null,
      verification: info?.verification ?? null,
      keys: info?.keys ?? 0,
    };
  }

  info(): TlsInfo | null {
    return this.#secured?.info() ?? this.#failed;
  }

  /** What can be saved; null where nothing was kept. */
  keyLog(): Buffer | null {
    const keys = this.#secured?.keys;
    return keys && keys.count > 0 ? keys.file() : null;
  }

  /** Looks at a read that is plain, for one who speaks TLS to somebody who does not know. */
  sawPlain(bytes: Buffer, asServer: boolean): void {
    if (this.#hello.length > 0 && this.#helloLength + bytes.length <= MOST_HELLO) this.#keep(bytes);
    else if (isClientHello(bytes)) {
      this.#hello = [];
      this.#helloLength = 0;
      this.#keep(bytes);
      this.hint ??= helloHint(bytes, asServer);
    } else if (!asServer && isAlert(bytes)) this.hint ??= serverHint();
  }

  /** Does the handshake. Rejects as `acceptTls` and `connectTls` do; then {@link info} has what was seen of the peer. */
  async start(raw: Socket, wrap: Wrap, { role, inPlace = false, early }: StartOptions): Promise<Secured> {
    const given = early ?? (role === 'server' ? this.#hello : []);
    const abort = new AbortController();
    this.securing = raw;
    this.cancel = () => {
      this.cancelled = true;
      abort.abort(new Error('cancelled'));
    };
    this.state = 'handshake';
    this.hint = null;
    this.#capture.event('tls', startText(role, given.length > 0 && inPlace));
    try {
      const secured = await wrap(raw, { inPlace, early: given, signal: abort.signal });
      this.#secured = secured;
      this.state = 'on';
      this.#capture.event('tls', readyText(secured.info()));
      if (role === 'client')
        secured.socket.once('session', () =>
          this.#capture.event('tls', 'The server gave a session ticket: a reconnect can resume.'),
        );
      return secured;
    } catch (error) {
      this.state = 'failed';
      if (error instanceof TlsError) {
        this.#failed = error.info;
        // What it said is no TLS, but it is what came over the wire.
        if (error.said) this.#capture.data('in', error.said);
        this.#capture.event('tls', `TLS failed: ${error.failure.message}`);
      } else if (!this.cancelled) logged('TLS')(error);
      throw error;
    } finally {
      this.securing = null;
      this.cancel = () => undefined;
      this.#hello = [];
    }
  }

  #keep(bytes: Buffer): void {
    this.#hello.push(bytes);
    this.#helloLength += bytes.length;
  }
}
