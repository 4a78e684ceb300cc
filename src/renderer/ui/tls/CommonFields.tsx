import type { Failure } from '../../../contract/failure.ts';
import type { TlsVersion } from '../../../contract/tls.ts';
import { CheckField, Field, SelectField } from '../Field.tsx';
import { FieldRow } from '../form/parts.tsx';
import { blame } from './OwnFields.tsx';
import { PemField } from './PemField.tsx';
import { type ClientTlsForm, type ServerTlsForm, VERSIONS } from './tls-form.ts';

type Common = Pick<ServerTlsForm & ClientTlsForm, 'alpn' | 'minVersion' | 'maxVersion' | 'ca' | 'keepKeys'>;

/** What both ends choose alike. `caHelp`: what the trusted certificates are for at this end. */
export function CommonFields({
  form,
  failure,
  caHelp,
  onChange,
}: {
  form: Common;
  failure: Failure | null;
  caHelp: string | null;
  onChange(patch: Partial<Common>): void;
}) {
  const version = (name: 'minVersion' | 'maxVersion', label: string) => (
    <SelectField
      label={label}
      value={form[name]}
      options={VERSIONS}
      error={blame(failure, label.toLowerCase())}
      onChange={(value) => onChange({ [name]: value as TlsVersion })}
    />
  );
  return (
    <>
      {caHelp === null ? null : (
        <PemField
          label="Trusted CA"
          value={form.ca}
          error={blame(failure, 'trusted ca')}
          help={caHelp}
          onChange={(ca) => onChange({ ca })}
        />
      )}
      <FieldRow data-cols="three">
        <Field
          label="ALPN"
          mono
          placeholder="h2, http/1.1"
          value={form.alpn}
          error={blame(failure, 'alpn')}
          onChange={(alpn) => onChange({ alpn })}
        />
        {version('minVersion', 'Minimum version')}
        {version('maxVersion', 'Maximum version')}
      </FieldRow>
      <CheckField
        label="Keep TLS keys, so that they can be saved as a key log"
        checked={form.keepKeys}
        onChange={(keepKeys) => onChange({ keepKeys })}
      />
    </>
  );
}
