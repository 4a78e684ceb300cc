import { useEffect, useState } from 'react';
import type { TlsInfo } from '../../../contract/tls.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { relayState } from './store.ts';
import type { Side } from './tls-store.ts';

/** What is known of the TLS of one side, asked for again when that changes; or why it could not be had. */
export function useSecurity(session: string, side: Side): { info: TlsInfo | null; problem: string | null } {
  const [told, setTold] = useState<{ info: TlsInfo | null; problem: string | null }>({
    info: null,
    problem: null,
  });
  const brief = relayState.useSession(session)?.details.tls[side];
  const stage = brief ? `${brief.state} ${brief.keys}` : '';
  useEffect(() => {
    const stop = new AbortController();
    getClient()
      .relay.tlsInfo({ session }, { signal: stop.signal })
      .then((both) =>
        setTold({ info: both[side], problem: both[side] ? null : 'This side has no TLS with the relay.' }),
      )
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setTold({ info: null, problem: toFailure(error).message });
      });
    return () => stop.abort();
  }, [session, side, stage]);
  return told;
}
