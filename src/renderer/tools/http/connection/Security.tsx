import { useCallback, useState } from 'react';
import type { HttpSession } from '../../../../contract/tools/http.ts';
import { getClient } from '../../../bridge/connection.ts';
import { Security } from '../../../ui/tls/LazyDialogs.tsx';
import { SessionRefusal } from '../../../ui/tls/RefusedChain.tsx';
import { TlsChip } from '../../../ui/tls/TlsChip.tsx';
import { type Told, useTlsInfo } from '../../../ui/tls/use-tls-info.ts';
import { httpState } from '../store.ts';

/** What is known of the TLS of a connection. */
function useSecurity(session: string): Told {
  const brief = httpState.useSession(session)?.details.tls;
  const ask = useCallback(
    (signal: AbortSignal) =>
      getClient()
        .http.security({ session }, { signal })
        .then(({ tls }) => tls),
    [session],
  );
  return useTlsInfo(brief, 'The handshake has not told anything yet.', ask);
}

/** How far TLS of a connection is, in its header; opens what is known of it. Nothing where it has none. */
export function ConnectionTls({ session }: { session: HttpSession }) {
  const [shown, setShown] = useState(false);
  const { tls } = session.details;
  if (!tls) return null;
  return (
    <>
      <TlsChip tls={tls} role={session.role} onOpen={() => setShown(true)} />
      {shown ? <SessionSecurity session={session.id} onClose={() => setShown(false)} /> : null}
    </>
  );
}

/** The chain that was not accepted, beside the reason; nothing for a connection that failed otherwise or not at all. */
export function RefusedCertificate({ id }: { id: string }) {
  const [shown, setShown] = useState(false);
  const session = httpState.useSession(id);
  if (!session) return null;
  return (
    <>
      <SessionRefusal session={session} useSecurity={useSecurity} onShow={() => setShown(true)} />
      {shown ? <SessionSecurity session={id} onClose={() => setShown(false)} /> : null}
    </>
  );
}

function SessionSecurity({ session, onClose }: { session: string; onClose(): void }) {
  return <Security told={useSecurity(session)} onClose={onClose} />;
}
