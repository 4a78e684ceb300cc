import { CheckField, Field, SelectField } from '../Field.tsx';
import { Hint } from '../form/parts.tsx';
import { CommonFields } from './CommonFields.tsx';
import { blame, OwnFields } from './OwnFields.tsx';
import { SettingsFrame, type SettingsProps } from './SettingsFrame.tsx';
import type { ClientTlsForm } from './tls-form.ts';

export interface ClientTlsDialogProps extends SettingsProps<ClientTlsForm> {
  /** What the certificate must be for when no name is given. */
  host: string;
}

/** Whom a client trusts, what it asks for, and who it says it is. `children` replaces the button that closes it. */
export default function ClientTlsDialog({
  title,
  form,
  host,
  failure,
  onChange,
  onClose,
  children,
}: ClientTlsDialogProps) {
  return (
    <SettingsFrame title={title} buttons={children} onClose={onClose}>
      <Field
        label="Server name"
        mono
        placeholder={host}
        help="Asked for (SNI), and what the certificate must be for."
        value={form.serverName}
        error={blame(failure, 'server name')}
        onChange={(serverName) => onChange({ serverName })}
      />
      <CheckField
        label="Verify the server’s certificate"
        checked={form.verify}
        onChange={(verify) => onChange({ verify })}
      />
      {form.verify ? null : (
        <Hint data-tone="warn">Anybody between here and the server can read and change what is sent.</Hint>
      )}
      <SelectField
        label="Client certificate"
        value={form.kind}
        options={[
          { value: 'none', label: 'None' },
          { value: 'pem', label: 'PEM' },
          { value: 'pkcs12', label: 'PKCS#12' },
        ]}
        onChange={(kind) => onChange({ kind: kind as ClientTlsForm['kind'] })}
      />
      {form.kind === 'none' ? null : (
        <OwnFields kind={form.kind} form={form} failure={failure} onChange={onChange} />
      )}
      <CommonFields
        form={form}
        failure={failure}
        caHelp="Only certificates that come from these are trusted. Empty: the public authorities."
        onChange={onChange}
      />
    </SettingsFrame>
  );
}
