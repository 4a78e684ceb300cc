import type { TLSSocket } from 'node:tls';
import type { Failure } from '../../../contract/failure.ts';
import type { TlsInfo } from '../../../contract/tls.ts';
import { BenchError } from '../../bench/failure.ts';
import type { ClientContext, ServerContext } from './context.ts';
import { describeCertificate } from './describe.ts';
import { explainHandshake } from './explain.ts';
import type { KeyLog } from './key-log.ts';

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

/** An error of ours, told by its code. */
export const coded = (code: string): Error => Object.assign(new Error(code), { code });

/** Why a handshake failed, in words. */
export function explained(
  error: unknown,
  { role, spec }: ServerContext | ClientContext,
  names: { sent: string | null } | null,
  { inPlace = false }: WrapOptions,
  info: TlsInfo,
  said: Buffer | null,
): TlsError {
  return new TlsError(
    explainHandshake(error, { role, name: names?.sent ?? null, spec, said, inPlace }),
    info,
    said,
  );
}

/** Nothing was agreed on. */
export const blankInfo = ({ role, certificate }: ServerContext | ClientContext): TlsInfo => ({
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
