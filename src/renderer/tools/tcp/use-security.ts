import { useCallback } from 'react';
import { getClient } from '../../bridge/connection.ts';
import { type Told, useTlsInfo } from '../../ui/tls/use-tls-info.ts';
import { tcpState } from './store.ts';

/** What is known of a session’s TLS. */
export function useSecurity(session: string): Told {
  const brief = tcpState.useSession(session)?.details.tls;
  const ask = useCallback(
    (signal: AbortSignal) =>
      getClient()
        .tcp.security({ session }, { signal })
        .then(({ tls }) => tls),
    [session],
  );
  return useTlsInfo(brief, 'The handshake has not told anything yet.', ask);
}
