import { styled } from '@mui/material/styles';
import type { TcpSession } from '../../../contract/tools/tcp.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { HeaderItem } from '../../ui/session/SessionHeader.tsx';
import { isLive } from '../../../contract/states.ts';
import { mendSession } from './actions.ts';
import { TlsChip } from '../../ui/tls/TlsChip.tsx';
import { openTlsDialog } from './tls-store.ts';

/** Which layer the rows of a session show: plain, or what goes inside TLS; that one opens what is known of it. */
export function LayerChip({ session }: { session: TcpSession }) {
  const { tls } = session.details;
  if (session.openedAt === null && !tls) return null;
  if (!tls)
    return (
      <HeaderItem data-figure title="The rows are what goes over the wire, as it is.">
        <Plain>Plain</Plain>
      </HeaderItem>
    );
  return (
    <TlsChip
      tls={tls}
      role={session.role}
      onOpen={() => openTlsDialog({ kind: 'security', session: session.id })}
    />
  );
}

/** One end speaks TLS and the other does not know. */
export function TlsHint({ session }: { session: TcpSession }) {
  const hint = session.details.tlsHint;
  if (!hint) return null;
  const live = isLive(session.state);
  // What is over can't be answered any more; what listens can still be changed.
  const mends = hint.mends.filter(({ form }) =>
    form === 'start-tls' ? live : form !== 'reconnect' || !live,
  );
  return (
    <Around>
      <FailureNotice
        failure={{ ...hint, mends }}
        tone="warning"
        onMend={(wanted) => mendSession(session, wanted)}
      />
    </Around>
  );
}

const Around = styled('div')({ padding: '0 12px 8px', '&:first-child': { paddingTop: 8 } });
const Plain = styled('span')({ color: 'var(--wb-muted)' });
