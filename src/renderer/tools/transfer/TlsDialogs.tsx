import { ClientTls, Security, ServerTls } from '../../ui/tls/LazyDialogs.tsx';
import { saveKeys } from './session-actions.ts';
import { useTransfer, type Way } from './store.ts';
import { closeTlsDialog, editClientTls, editServerTls, useTransferTls } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

/** The dialogs of TLS, one at a time. */
export function TlsDialogs() {
  const dialog = useTransferTls((s) => s.dialog);
  if (!dialog) return null;
  return (
    <>
      {dialog.kind === 'security' ? <SessionSecurity key={dialog.session} session={dialog.session} /> : null}
      {dialog.kind === 'server' ? <Server way={dialog.form} /> : null}
      {dialog.kind === 'client' ? <Client way={dialog.form} /> : null}
    </>
  );
}

function Server({ way }: { way: Way }) {
  const form = useTransferTls((s) => s.server);
  const failure = useTransfer((s) => s.failure[way]);
  return <ServerTls form={form} failure={failure} onChange={editServerTls} onClose={closeTlsDialog} />;
}

function Client({ way }: { way: Way }) {
  const form = useTransferTls((s) => s.client);
  const host = useTransfer((s) => (way === 'send' ? s.sendForm : s.receiveForm).host);
  const failure = useTransfer((s) => s.failure[way]);
  return (
    <ClientTls form={form} host={host} failure={failure} onChange={editClientTls} onClose={closeTlsDialog} />
  );
}

function SessionSecurity({ session }: { session: string }) {
  const told = useSecurity(session);
  return <Security told={told} onClose={closeTlsDialog} onSaveKeys={(where) => saveKeys(session, where)} />;
}
