import type { Socket } from 'node:net';
import type { Failure, Mend } from '../../../contract/failure.ts';
import type { TlsBrief, TlsInfo } from '../../../contract/tls.ts';
import { tellResets } from '../../net/hang-up.ts';
import { resetNow } from '../../net/reset.ts';
import type { Secured } from '../../net/tls/wrap.ts';
import { TlsError } from '../../net/tls/wrap.ts';
import { capital, type Side } from './texts.ts';

/** One side of a relayed connection: what is read and written, plain or inside TLS. */
export class SideSocket {
  readonly socket: Socket;
  readonly #secured: Secured | null;

  constructor(socket: Socket, secured: Secured | null = null) {
    this.socket = secured?.socket ?? socket;
    this.#secured = secured;
    if (!secured) tellResets(socket);
  }

  /** What can be saved of the keys that were kept; null where none were. */
  get keyLog(): Buffer | null {
    const keys = this.#secured?.keys;
    return keys && keys.count > 0 ? keys.file() : null;
  }

  /** Whether the peer’s end came without TLS’s own. */
  get cutShort(): boolean {
    return this.#secured?.cutShort ?? false;
  }

  get info(): TlsInfo | null {
    return this.#secured?.info() ?? null;
  }

  /** Stops reading, or reads on. */
  hold(pause: boolean): void {
    const { socket } = this;
    if (socket.destroyed || socket.isPaused() === pause) return;
    if (pause) socket.pause();
    else socket.resume();
  }

  reset(): void {
    if (this.socket.destroyed) return;
    if (this.#secured) this.#secured.reset();
    else resetNow(this.socket);
  }

  /** `Client: TLS 1.3, TLS_AES_256_GCM_SHA384, ALPN h2, verified.` */
  tlsText(side: Side): string | null {
    const { info } = this;
    if (!info) return null;
    const verified: Record<TlsInfo['verification'], string> = {
      verified: 'certificate verified',
      pinned: 'certificate trusted by its fingerprint',
      failed: 'certificate not verified',
      'not-verified': 'certificate not verified',
      none: '',
    };
    const parts = [
      info.version ?? 'TLS',
      info.cipher,
      info.alpn && `ALPN ${info.alpn}`,
      info.serverName && `for ${info.serverName}`,
      info.resumed && 'resumed',
      verified[info.verification],
    ];
    return `${capital(side)}: ${parts.filter(Boolean).join(', ')}. Rows show what is inside TLS.`;
  }
}

/** Info without a version is of a handshake that did not come so far. */
export function briefOf(info: TlsInfo | null): TlsBrief | null {
  if (!info) return null;
  const { version, verification, keys } = info;
  return {
    state: version === null || verification === 'failed' ? 'failed' : 'on',
    version,
    verification,
    keys,
  };
}

/** Why TLS could not be had on one side, in the words of a relay. */
export function explainTls(error: unknown, side: Side): Failure | null {
  if (!(error instanceof TlsError)) return null;
  const { failure } = error;
  return {
    ...failure,
    message: `${capital(side)}: ${failure.message}`,
    mends: side === 'client' ? [] : failure.mends.flatMap((mend) => trustMend(mend)),
  };
}

/** A client of a relay connects again by itself; what can be mended is whom the next one is brought to. */
function trustMend({ label, form, set, submit }: Mend): Mend[] {
  if (form !== 'reconnect') return [];
  if (set.pin !== undefined)
    return [{ label: 'Trust this certificate for the next clients', form: 'relay trust', set, submit }];
  if (set.verify === false)
    return [{ label: 'Don’t verify the target for the next clients', form: 'relay trust', set, submit }];
  return set.serverName === undefined ? [] : [{ label, form: 'relay trust', set, submit }];
}
