import Button from '@mui/material/Button';
import { tcpState, useTcp } from './store.ts';
import { ClientTls, Security, ServerTls } from '../../ui/tls/LazyDialogs.tsx';
import { saveKeys, startTls } from './tls-actions.ts';
import { closeTlsDialog, editClientTls, editServerTls, useTcpTls } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

/** The dialogs of TLS, one at a time. */
export function TlsDialogs() {
  const dialog = useTcpTls((s) => s.dialog);
  if (!dialog) return null;
  return (
    <>
      {dialog.kind === 'security' ? <SessionSecurity key={dialog.session} session={dialog.session} /> : null}
      {dialog.kind === 'listen' ? <Server /> : null}
      {dialog.kind === 'connect' ? <Client /> : null}
      {dialog.kind === 'start' ? <Start session={dialog.session} role={dialog.role} /> : null}
    </>
  );
}

function Server() {
  const form = useTcpTls((s) => s.server);
  const failure = useTcp((s) => s.listenFailure);
  return <ServerTls form={form} failure={failure} onChange={editServerTls} onClose={closeTlsDialog} />;
}

function Client() {
  const form = useTcpTls((s) => s.client);
  const host = useTcp((s) => s.connectForm.host);
  const failure = useTcp((s) => s.connectFailure);
  return (
    <ClientTls form={form} host={host} failure={failure} onChange={editClientTls} onClose={closeTlsDialog} />
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
    <ClientTls
      title="Start TLS as the client"
      form={client}
      host={title.replace(/:\d+$/, '')}
      failure={failure}
      onChange={editClientTls}
      onClose={closeTlsDialog}
    >
      {buttons}
    </ClientTls>
  ) : (
    <ServerTls
      title="Start TLS as the server"
      form={server}
      failure={failure}
      onChange={editServerTls}
      onClose={closeTlsDialog}
    >
      {buttons}
    </ServerTls>
  );
}

function SessionSecurity({ session }: { session: string }) {
  const told = useSecurity(session);
  return <Security told={told} onClose={closeTlsDialog} onSaveKeys={(where) => saveKeys(session, where)} />;
}
