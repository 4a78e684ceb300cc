import { lazy, Suspense } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import { saveCertificate } from '../../ui/tls/save-certificate.ts';
import { saveKeys } from './actions.ts';
import { useRelay } from './store.ts';
import { closeTlsDialog, type Side, useRelayTls } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

const ServerTlsDialog = lazy(() => import('../../ui/tls/ServerTlsDialog.tsx'));
const ClientTlsDialog = lazy(() => import('../../ui/tls/ClientTlsDialog.tsx'));
const SecurityDialog = lazy(() => import('../../ui/tls/SecurityDialog.tsx'));

/** The dialogs of TLS, one at a time; loaded when the first is opened. */
export function TlsDialogs() {
  const dialog = useRelayTls((s) => s.dialog);
  if (!dialog) return null;
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'client' ? <Client /> : null}
      {dialog.kind === 'target' ? <Target /> : null}
      {dialog.kind === 'security' ? <Security session={dialog.session} side={dialog.side} /> : null}
    </Suspense>
  );
}

/** The two sides have fields of the same names; a failure says which side it speaks of. */
const of = (side: 'Client' | 'Target', failure: Failure | null) =>
  failure?.message.startsWith(`${side}: `) ? failure : null;

function Client() {
  const form = useRelayTls((s) => s.client);
  const failure = useRelay((s) => s.failure);
  return (
    <ServerTlsDialog
      title="Certificate and TLS to the client"
      form={form}
      failure={of('Client', failure)}
      onChange={(patch) => useRelayTls.setState(({ client }) => ({ client: { ...client, ...patch } }))}
      onClose={closeTlsDialog}
    />
  );
}

function Target() {
  const form = useRelayTls((s) => s.target);
  const host = useRelay((s) => s.form.targetHost);
  const failure = useRelay((s) => s.failure);
  return (
    <ClientTlsDialog
      title="TLS to the target"
      form={form}
      host={host}
      failure={of('Target', failure)}
      onChange={(patch) => useRelayTls.setState(({ target }) => ({ target: { ...target, ...patch } }))}
      onClose={closeTlsDialog}
    />
  );
}

function Security({ session, side }: { session: string; side: Side }) {
  const { info, problem } = useSecurity(session, side);
  return (
    <SecurityDialog
      title={side === 'client' ? 'Security to the client' : 'Security to the target'}
      info={info}
      problem={problem}
      onClose={closeTlsDialog}
      onSaveKeys={(where) => saveKeys(session, side, where)}
      onSaveCertificate={saveCertificate}
    />
  );
}
