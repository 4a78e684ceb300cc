import { create } from 'zustand';
import { CLIENT_TLS, type ClientTlsForm, SERVER_TLS, type ServerTlsForm } from '../../ui/tls/tls-form.ts';

export type Side = 'client' | 'target';
export type RelayTlsDialog = { kind: Side } | { kind: 'security'; session: string; side: Side };

/** TLS of the form, and which of its dialogs is open. It holds secrets: none of it is remembered anywhere. */
export interface RelayTls {
  /** What is shown to clients. */
  client: ServerTlsForm;
  /** Whom of the targets is trusted. */
  target: ClientTlsForm;
  dialog: RelayTlsDialog | null;
}

export const useRelayTls = create<RelayTls>(() => ({ client: SERVER_TLS, target: CLIENT_TLS, dialog: null }));

export const openTlsDialog = (dialog: RelayTlsDialog): void => useRelayTls.setState({ dialog });
export const closeTlsDialog = (): void => useRelayTls.setState({ dialog: null });
