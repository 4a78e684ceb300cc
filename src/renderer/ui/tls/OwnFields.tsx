import { styled } from '@mui/material/styles';
import TextField from '@mui/material/TextField';
import { useId } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import { FileButton, PemField } from './PemField.tsx';
import type { OwnForm } from './tls-form.ts';

/** The sentence of a failure at the field it blames. */
export const blame = (failure: Failure | null, field: string): string | null =>
  failure?.field === field ? `${failure.message} ${failure.hint ?? ''}`.trim() : null;

/** The user’s own certificate and key, as PEM or PKCS#12. */
export function OwnFields({
  kind,
  form,
  failure,
  onChange,
}: {
  kind: 'pem' | 'pkcs12';
  form: OwnForm;
  failure: Failure | null;
  onChange(patch: Partial<OwnForm>): void;
}) {
  if (kind === 'pkcs12')
    return (
      <>
        <Chosen>
          <FileButton
            label="PKCS#12 file"
            text="Choose a PKCS#12 file…"
            onFile={(pkcs12) => onChange({ pkcs12 })}
          />
          <span>{form.pkcs12?.name ?? 'No file chosen (.p12 or .pfx)'}</span>
        </Chosen>
        <Problem text={blame(failure, 'pkcs#12 file')} />
        <PassPhrase form={form} failure={failure} onChange={onChange} />
      </>
    );
  return (
    <>
      <PemField
        label="Certificate"
        value={form.cert}
        error={blame(failure, 'certificate')}
        onChange={(cert) => onChange({ cert })}
      />
      <PemField
        label="Private key"
        value={form.key}
        error={blame(failure, 'private key')}
        help="May be left empty when the key stands with the certificate. It stays in memory."
        onChange={(key) => onChange({ key })}
      />
      <PassPhrase form={form} failure={failure} onChange={onChange} />
      <PemField
        label="Chain"
        value={form.chain}
        error={blame(failure, 'chain')}
        help="Certificates between this one and the root, if any."
        onChange={(chain) => onChange({ chain })}
      />
    </>
  );
}

function PassPhrase({
  form,
  failure,
  onChange,
}: {
  form: OwnForm;
  failure: Failure | null;
  onChange(patch: Partial<OwnForm>): void;
}) {
  const id = useId();
  const error = blame(failure, 'pass phrase');
  return (
    <TextField
      id={id}
      type="password"
      label="Pass phrase"
      value={form.passphrase}
      error={error !== null}
      helperText={error ?? 'Of an encrypted key. It stays in memory.'}
      onChange={(event) => onChange({ passphrase: event.target.value })}
      slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false } }}
    />
  );
}

function Problem({ text }: { text: string | null }) {
  return text === null ? null : <Wrong role="alert">{text}</Wrong>;
}

const Chosen = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  color: 'var(--wb-muted)',
  '& > span': { minWidth: 0, overflowWrap: 'anywhere' },
});
const Wrong = styled('p')({ margin: 0, fontSize: 12, lineHeight: '16px', color: 'var(--wb-danger)' });
