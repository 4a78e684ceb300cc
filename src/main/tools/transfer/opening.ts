import { isIP, type Socket } from 'node:net';
import type { TlsBrief, TlsInfo } from '../../../contract/tls.ts';
import type { Place } from '../../../contract/tools/transfer.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import { BenchError } from '../../bench/failure.ts';
import { openSocket } from '../../net/connect.ts';
import { explainConnect } from '../../net/explain-connect.ts';
import type { ClientContext, ServerContext } from '../../net/tls/context.ts';
import { acceptTls, connectTls, type Secured, TlsError } from '../../net/tls/wrap.ts';
import { tlsReadyText } from './texts.ts';

type Wrap = (raw: Socket, options: { signal: AbortSignal }) => Promise<Secured>;

/** A connection that is open, or will be. */
export interface Way {
  role: 'client' | 'server';
  /** Answers an open socket; rejects with a BenchError, or with the signal’s reason. */
  open(capture: Capture, signal: AbortSignal): Promise<Socket>;
  /** Whether a name is looked up first. */
  looksUp: boolean;
  wrap: Wrap | null;
}

export type ConnectPlace = Extract<Place, { how: 'connect' }>;

/** The way to where somebody listens. */
export function wayTo(place: ConnectPlace, tls: ClientContext | null): Way {
  const { host } = place;
  return {
    role: 'client',
    looksUp: isIP(host) === 0,
    wrap: tls && ((raw, options) => connectTls(raw, tls, host, options)),
    async open(capture, signal) {
      try {
        const socket = await openSocket(
          { ...place, family: 'any', noDelay: true },
          {
            resolved: (text) => capture.event('resolve', text),
            tried: (text) => capture.event('note', text),
          },
          signal,
        );
        if (signal.aborted) socket.destroy();
        signal.throwIfAborted();
        return socket;
      } catch (error) {
        signal.throwIfAborted();
        throw new BenchError(await explainConnect(error, place));
      }
    },
  };
}

/** The way by which somebody came. */
export function wayFrom(socket: Socket, tls: ServerContext | null): Way {
  return {
    role: 'server',
    looksUp: false,
    wrap: tls && ((raw, options) => acceptTls(raw, tls, options)),
    open: () => Promise.resolve(socket),
  };
}

/** What is known of the TLS of a session. */
export class TlsState {
  #state: TlsBrief['state'] | null = null;
  #secured: Secured | null = null;
  #failed: TlsInfo | null = null;

  /** The handshake. Rejects with a TlsError, or with the signal’s reason; the socket is closed then. */
  async secure(
    raw: Socket,
    wrap: Wrap,
    role: Way['role'],
    capture: Capture,
    signal: AbortSignal,
  ): Promise<Secured> {
    this.#state = 'handshake';
    capture.event('tls', `TLS handshake started as the ${role}.`);
    try {
      this.#secured = await wrap(raw, { signal });
      this.#state = 'on';
      capture.event('tls', tlsReadyText(this.#secured.info()));
      return this.#secured;
    } catch (error) {
      this.#state = 'failed';
      if (error instanceof TlsError) {
        this.#failed = error.info;
        // What it said is no TLS, but it is what came over the wire.
        if (error.said) capture.data('in', error.said);
        capture.event('tls', `TLS failed: ${error.failure.message}`);
      }
      throw error;
    }
  }

  info(): TlsInfo | null {
    return this.#secured?.info() ?? this.#failed;
  }

  /** What can be saved; null where nothing was kept. */
  keyLog(): Buffer | null {
    const keys = this.#secured?.keys;
    return keys && keys.count > 0 ? keys.file() : null;
  }

  brief(): TlsBrief | null {
    if (this.#state === null) return null;
    const info = this.info();
    return {
      state: this.#state,
      version: info?.version ?? null,
      verification: info?.verification ?? null,
      keys: info?.keys ?? 0,
    };
  }
}
