import Button from '@mui/material/Button';
import { lazy, Suspense } from 'react';
import { tcpState, useTcp } from './store.ts';
import { saveCertificate } from '../../ui/tls/save-certificate.ts';
import { saveKeys, startTls } from './tls-actions.ts';
import { closeTlsDialog, editClientTls, editServerTls, useTcpTls } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

const ServerTlsDialog = lazy(() => import('../../ui/tls/ServerTlsDialog.tsx'));
const ClientTlsDialog = lazy(() => import('../../ui/tls/ClientTlsDialog.tsx'));
const SecurityDialog = lazy(() => import('../../ui/tls/SecurityDialog.tsx'));

/** The dialogs of TLS, one at a time; loaded when the first is opened. */
export function TlsDialogs() {
  const dialog = useTcpTls((s) => s.dialog);
  if (!dialog) return null;
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'security' ? <Security key={dialog.session} session={dialog.session} /> : null}
      {dialog.kind === 'listen' ? <Server /> : null}
      {dialog.kind === 'connect' ? <Client /> : null}
      {dialog.kind === 'start' ? <Start session={dialog.session} role={dialog.role} /> : null}
    </Suspense>
  );
}

function Server() {
  const form = useTcpTls((s) => s.server);
  const failure = useTcp((s) => s.listenFailure);
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

function Client() {
  const form = useTcpTls((s) => s.client);
  const host = useTcp((s) => s.connectForm.host);
  const failure = useTcp((s) => s.connectFailure);
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

function Start({ session, role }: { session: string; role: 'client' | 'server' }) {
  const { client, server, failure } = useTcpTls();
  const title = tcpState.useSession(session)?.title ?? '';
  const buttons = (
    <>
      <Button onClick={closeTlsDialog}>Cancel</Button>
      <Button variant="contained" autoFocus onClick={() => void startTls(session, role)}>
        Start TLS
      </Button>
    </>
  );
  return role === 'client' ? (
    <ClientTlsDialog
      title="Start TLS as the client"
      form={client}
      host={title.replace(/:\d+$/, '')}
      failure={failure}
      onChange={editClientTls}
      onClose={closeTlsDialog}
    >
      {buttons}
    </ClientTlsDialog>
  ) : (
    <ServerTlsDialog
      title="Start TLS as the server"
      form={server}
      failure={failure}
      onChange={editServerTls}
      onClose={closeTlsDialog}
    >
      {buttons}
    </ServerTlsDialog>
  );
}

function Security({ session }: { session: string }) {
  const { info, problem } = useSecurity(session);
  return (
    <SecurityDialog
      info={info}
      problem={problem}
      onClose={closeTlsDialog}
      onSaveKeys={(where) => saveKeys(session, where)}
      onSaveCertificate={saveCertificate}
    />
  );
}
