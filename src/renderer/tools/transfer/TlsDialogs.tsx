import { lazy, Suspense } from 'react';
import { saveCertificate } from '../../ui/tls/save-certificate.ts';
import { useTransfer, type Way } from './store.ts';
import { closeTlsDialog, editClientTls, editServerTls, useTransferTls } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

const ServerTlsDialog = lazy(() => import('../../ui/tls/ServerTlsDialog.tsx'));
const ClientTlsDialog = lazy(() => import('../../ui/tls/ClientTlsDialog.tsx'));
const SecurityDialog = lazy(() => import('../../ui/tls/SecurityDialog.tsx'));

/** The dialogs of TLS, one at a time; loaded when the first is opened. */
export function TlsDialogs() {
  const dialog = useTransferTls((s) => s.dialog);
  if (!dialog) return null;
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'security' ? <Security key={dialog.session} session={dialog.session} /> : null}
      {dialog.kind === 'server' ? <Server way={dialog.form} /> : null}
      {dialog.kind === 'client' ? <Client way={dialog.form} /> : null}
    </Suspense>
  );
}

function Server({ way }: { way: Way }) {
  const form = useTransferTls((s) => s.server);
  const failure = useTransfer((s) => s.failure[way]);
  return (
    <ServerTlsDialog
      title="Certificate and TLS"
      form={form}
      failure={failure}
      onChange={editServerTls}
      onClose={closeTlsDialog}
    />
  );
}

function Client({ way }: { way: Way }) {
  const form = useTransferTls((s) => s.client);
  const host = useTransfer((s) => (way === 'send' ? s.sendForm : s.receiveForm).host);
  const failure = useTransfer((s) => s.failure[way]);
  return (
    <ClientTlsDialog
      title="TLS settings"
      form={form}
      host={host}
      failure={failure}
      onChange={editClientTls}
      onClose={closeTlsDialog}
    />
  );
}

function Security({ session }: { session: string }) {
  const { info, problem } = useSecurity(session);
  return (
    <SecurityDialog
      info={info}
      problem={problem}
      onClose={closeTlsDialog}
      onSaveCertificate={saveCertificate}
    />
  );
}
