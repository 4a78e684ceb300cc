import { useCallback } from 'react';
import { getClient } from '../../bridge/connection.ts';
import { type Told, useTlsInfo } from '../../ui/tls/use-tls-info.ts';
import { relayState } from './store.ts';
import type { Side } from './tls-store.ts';

/** What is known of the TLS of one side. */
export function useSecurity(session: string, side: Side): Told {
  const brief = relayState.useSession(session)?.details.tls[side];
  const ask = useCallback(
    (signal: AbortSignal) =>
      getClient()
        .relay.tlsInfo({ session }, { signal })
        .then((both) => both[side]),
    [session, side],
  );
  return useTlsInfo(brief, 'This side has no TLS with the relay.', ask);
}
