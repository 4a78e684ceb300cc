import type { TcpSession } from '../../../contract/tools/tcp.ts';
import { RefusedChain as Chain } from '../../ui/tls/RefusedChain.tsx';
import { openTlsDialog } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

/** The chain that was not accepted, beside the reason. */
export function RefusedChain({ session }: { session: TcpSession }) {
  const { tls } = session.details;
  return tls?.state === 'failed' && tls.verification === 'failed' ? <Shown session={session} /> : null;
}

function Shown({ session }: { session: TcpSession }) {
  const { info } = useSecurity(session.id);
  const show = () => openTlsDialog({ kind: 'security', session: session.id });
  return info && <Chain chain={info.chain} onShow={show} />;
}
