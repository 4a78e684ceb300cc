import { lazy, Suspense } from 'react';
import type { SecurityDialogProps } from './SecurityDialog.tsx';
import type { ClientTlsDialogProps } from './ClientTlsDialog.tsx';
import { saveCertificate } from './save-certificate.ts';
import type { SettingsProps } from './SettingsFrame.tsx';
import type { ServerTlsForm } from './tls-form.ts';
import type { Told } from './use-tls-info.ts';

/** The dialogs of TLS as the tools open them: each is loaded when it is opened first, and is called the same in all. */

const ServerTlsDialog = lazy(() => import('./ServerTlsDialog.tsx'));
const ClientTlsDialog = lazy(() => import('./ClientTlsDialog.tsx'));
const SecurityDialog = lazy(() => import('./SecurityDialog.tsx'));

type Titled<Props extends { title: string }> = Omit<Props, 'title'> & { title?: string };

/** What a server shows its clients, and asks of them. */
export function ServerTls(props: Titled<SettingsProps<ServerTlsForm>>) {
  return (
    <Suspense fallback={null}>
      <ServerTlsDialog title="Certificate and TLS" {...props} />
    </Suspense>
  );
}

/** Whom a client trusts, and who it says it is. */
export function ClientTls(props: Titled<ClientTlsDialogProps>) {
  return (
    <Suspense fallback={null}>
      <ClientTlsDialog title="TLS settings" {...props} />
    </Suspense>
  );
}

/** What is known of the TLS of a connection; its certificates can be saved. */
export function Security({
  told,
  ...rest
}: { told: Told } & Pick<SecurityDialogProps, 'title' | 'onClose' | 'onSaveKeys'>) {
  return (
    <Suspense fallback={null}>
      <SecurityDialog {...told} {...rest} onSaveCertificate={saveCertificate} />
    </Suspense>
  );
}
