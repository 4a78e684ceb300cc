import { useEffect, useState } from 'react';
import type { TlsInfo } from '../../../contract/tls.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { tcpState } from './store.ts';

/** What is known of a session’s TLS, asked for again when that changes; or why it could not be had. */
export function useSecurity(session: string): { info: TlsInfo | null; problem: string | null } {
  const [info, setInfo] = useState<TlsInfo | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // It changes when the handshake ends, and with the keys that come.
  const brief = tcpState.useSession(session)?.details.tls;
  const stage = brief ? `${brief.state} ${brief.keys}` : '';
  useEffect(() => {
    const stop = new AbortController();
    getClient()
      .tcp.security({ session }, { signal: stop.signal })
      .then(({ tls }) => {
        setInfo(tls);
        if (!tls) setProblem('The handshake has not told anything yet.');
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setProblem(toFailure(error).message);
      });
    return () => stop.abort();
  }, [session, stage]);
  return { info, problem };
}
