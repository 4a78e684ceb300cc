import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import { CLIENT_TLS, type ClientTlsForm, SERVER_TLS, type ServerTlsForm } from '../../ui/tls/tls-form.ts';

export type TlsDialogName =
  | { kind: 'listen' }
  | { kind: 'connect' }
  | { kind: 'security'; session: string }
  | { kind: 'start'; session: string; role: 'client' | 'server' };

/** TLS of the two forms, and which of its dialogs is open. It holds secrets: none of it is remembered anywhere. */
export interface TcpTls {
  server: ServerTlsForm;
  client: ClientTlsForm;
  /** Why the settings of the dialog could not be used. */
  failure: Failure | null;
  dialog: TlsDialogName | null;
}

export const useTcpTls = create<TcpTls>(() => ({
  server: SERVER_TLS,
  client: CLIENT_TLS,
  failure: null,
  dialog: null,
}));

export const openTlsDialog = (dialog: TlsDialogName): void => useTcpTls.setState({ dialog });
export const closeTlsDialog = (): void => useTcpTls.setState({ dialog: null, failure: null });

/** Not to verify is for one connection: the next one verifies again unless it is asked not to. */
export function verifyAgain(): void {
  if (!useTcpTls.getState().client.verify) editClientTls({ verify: true });
}

export function editServerTls(patch: Partial<ServerTlsForm>): void {
  useTcpTls.setState(({ server }) => ({ server: { ...server, ...patch }, failure: null }));
}

export function editClientTls(patch: Partial<ClientTlsForm>): void {
  useTcpTls.setState(({ client }) => ({ client: { ...client, ...patch }, failure: null }));
}
