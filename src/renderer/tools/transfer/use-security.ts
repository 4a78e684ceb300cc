import { useCallback } from 'react';
import { getClient } from '../../bridge/connection.ts';
import { type Told, useTlsInfo } from '../../ui/tls/use-tls-info.ts';
import { transferState } from './store.ts';

/** What is known of a transfer’s TLS. */
export function useSecurity(session: string): Told {
  const brief = transferState.useSession(session)?.details.tls;
  const ask = useCallback(
    (signal: AbortSignal) =>
      getClient()
        .transfer.security({ session }, { signal })
        .then(({ tls }) => tls),
    [session],
  );
  return useTlsInfo(brief, 'The handshake has not told anything yet.', ask);
}
