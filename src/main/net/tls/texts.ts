import type { TlsInfo } from '../../../contract/tls.ts';

/** The rows of a timeline that speak of TLS. */

export function startText(role: 'client' | 'server', givenBack: boolean): string {
  const back = givenBack ? ' The ClientHello that came already is part of it.' : '';
  return role === 'client'
    ? 'TLS handshake started as the client.'
    : `TLS handshake started as the server.${back}`;
}

/** What the two ends agreed on. From this row on the timeline is inside TLS. */
export function readyText(info: TlsInfo): string {
  const parts = [
    info.cipher,
    info.alpn && `ALPN ${info.alpn}`,
    info.serverName && `for ${info.serverName}`,
    info.resumed && 'resumed',
    VERIFIED[info.verification],
  ].filter(Boolean);
  return `${info.version ?? 'TLS'} is on: ${parts.join(', ')}. Rows from here are inside it.`;
}

const VERIFIED: Record<TlsInfo['verification'], string> = {
  verified: 'peer verified',
  pinned: 'peer’s certificate trusted by its fingerprint',
  'not-verified': 'peer NOT verified',
  failed: '',
  none: '',
};

export const endText = (cutShort: boolean): string =>
  cutShort
    ? 'The peer has sent its end without closing TLS (no close_notify): what came may be cut short.'
    : 'The peer has closed TLS (close_notify).';
