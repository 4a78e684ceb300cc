import type { Failure } from '../../../contract/failure.ts';
import { ClientTls, Security, ServerTls } from '../../ui/tls/LazyDialogs.tsx';
import { saveKeys } from './actions.ts';
import { useRelay } from './store.ts';
import { closeTlsDialog, type Side, useRelayTls } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

/** The dialogs of TLS, one at a time. */
export function TlsDialogs() {
  const dialog = useRelayTls((s) => s.dialog);
  if (!dialog) return null;
  return (
    <>
      {dialog.kind === 'client' ? <Client /> : null}
      {dialog.kind === 'target' ? <Target /> : null}
      {dialog.kind === 'security' ? <SessionSecurity session={dialog.session} side={dialog.side} /> : null}
    </>
  );
}

/** The two sides have fields of the same names; a failure says which side it speaks of. */
const of = (side: 'Client' | 'Target', failure: Failure | null) =>
  failure?.message.startsWith(`${side}: `) ? failure : null;

function Client() {
  const form = useRelayTls((s) => s.client);
  const failure = useRelay((s) => s.failure);
  return (
    <ServerTls
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
    <ClientTls
      title="TLS to the target"
      form={form}
      host={host}
      failure={of('Target', failure)}
      onChange={(patch) => useRelayTls.setState(({ target }) => ({ target: { ...target, ...patch } }))}
      onClose={closeTlsDialog}
    />
  );
}

function SessionSecurity({ session, side }: { session: string; side: Side }) {
  const told = useSecurity(session, side);
  return (
    <Security
      told={told}
      title={side === 'client' ? 'Security to the client' : 'Security to the target'}
      onClose={closeTlsDialog}
      onSaveKeys={(where) => saveKeys(session, side, where)}
    />
  );
}
