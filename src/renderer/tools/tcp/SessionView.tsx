import type { TcpSession } from '../../../contract/tools/tcp.ts';
import { Composer } from '../../ui/compose/Composer.tsx';
import { SessionPane } from '../../ui/session/SessionPane.tsx';
import { SessionRefusal } from '../../ui/tls/RefusedChain.tsx';
import { mendSession } from './actions.ts';
import { LayerChip, TlsHint } from './Layer.tsx';
import { tcpBench } from './bench.ts';
import { Relayed } from './Relayed.tsx';
import { useSessionActions } from './session-actions.ts';
import { openTlsDialog } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

/** One connection: its header, what is wrong with it, and its timeline, bytes and composer. */
export function SessionView({ session }: { session: TcpSession }) {
  return (
    <SessionPane
      of={tcpBench}
      session={session}
      Compose={Compose}
      header={
        <>
          <LayerChip session={session} />
          <Relayed session={session} />
        </>
      }
      onMend={(wanted) => mendSession(session, wanted)}
    >
      <TlsHint session={session} />
      <SessionRefusal
        session={session}
        useSecurity={useSecurity}
        onShow={() => openTlsDialog({ kind: 'security', session: session.id })}
      />
    </SessionPane>
  );
}

function Compose({ session }: { session: TcpSession }) {
  return <Composer id={session.id} actions={useSessionActions(session)} />;
}
