import { Field, SelectField } from '../Field.tsx';
import { Hint } from '../form/parts.tsx';
import { CommonFields } from './CommonFields.tsx';
import { OwnFields } from './OwnFields.tsx';
import { SettingsFrame, type SettingsProps } from './SettingsFrame.tsx';
import type { ServerTlsForm } from './tls-form.ts';

const CA_HELP =
  'Client certificates must come from one of these. Without any, every certificate is taken and told.';

/** What a server shows its clients, and asks of them. `children` replaces the button that closes it. */
export default function ServerTlsDialog({
  title,
  form,
  failure,
  onChange,
  onClose,
  children,
}: SettingsProps<ServerTlsForm>) {
  return (
    <SettingsFrame title={title} buttons={children} onClose={onClose}>
      <SelectField
        label="Certificate from"
        value={form.kind}
        options={[
          { value: 'made', label: 'Made on the spot, self-signed' },
          { value: 'pem', label: 'My own, PEM' },
          { value: 'pkcs12', label: 'My own, PKCS#12' },
        ]}
        onChange={(kind) => onChange({ kind: kind as ServerTlsForm['kind'] })}
      />
      {form.kind === 'made' ? (
        <>
          <Field
            label="Further names"
            mono
            placeholder="bench.example, 192.0.2.7"
            help="Besides localhost, 127.0.0.1, ::1 and the address that is listened on."
            value={form.names}
            onChange={(names) => onChange({ names })}
          />
          <Hint>It is kept for this run. Clients don’t know it until you give it to them.</Hint>
        </>
      ) : (
        <OwnFields kind={form.kind} form={form} failure={failure} onChange={onChange} />
      )}
      <SelectField
        label="Client certificate"
        value={form.clientCertificate}
        options={[
          { value: 'none', label: 'Not asked for' },
          { value: 'ask', label: 'Asked for' },
          { value: 'require', label: 'Required' },
        ]}
        onChange={(value) => onChange({ clientCertificate: value as ServerTlsForm['clientCertificate'] })}
      />
      <CommonFields
        form={form}
        failure={failure}
        caHelp={form.clientCertificate === 'none' ? null : CA_HELP}
        onChange={onChange}
      />
    </SettingsFrame>
  );
}
