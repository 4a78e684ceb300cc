import { create } from 'zustand';
import { CLIENT_TLS, type ClientTlsForm, SERVER_TLS, type ServerTlsForm } from '../../ui/tls/tls-form.ts';
import type { Way } from './store.ts';

export type TlsDialogName =
  { kind: 'server'; form: Way } | { kind: 'client'; form: Way } | { kind: 'security'; session: string };

/** TLS of the two forms, by who opens the connection. It holds secrets: none of it is remembered anywhere. */
export interface TransferTls {
  server: ServerTlsForm;
  client: ClientTlsForm;
  dialog: TlsDialogName | null;
}

export const useTransferTls = create<TransferTls>(() => ({
  server: SERVER_TLS,
  client: CLIENT_TLS,
  dialog: null,
}));

export const openTlsDialog = (dialog: TlsDialogName): void => useTransferTls.setState({ dialog });
export const closeTlsDialog = (): void => useTransferTls.setState({ dialog: null });

/** Not to verify is for one connection: the next one verifies again unless it is asked not to. */
export function verifyAgain(): void {
  if (!useTransferTls.getState().client.verify) editClientTls({ verify: true });
}

export const editServerTls = (patch: Partial<ServerTlsForm>): void =>
  useTransferTls.setState(({ server }) => ({ server: { ...server, ...patch } }));

export const editClientTls = (patch: Partial<ClientTlsForm>): void =>
  useTransferTls.setState(({ client }) => ({ client: { ...client, ...patch } }));
