import Button from '@mui/material/Button';
import type { Failure } from '../../../contract/failure.ts';
import { CheckField, SelectField } from '../../ui/Field.tsx';
import { FormField } from '../../ui/form/FormField.tsx';
import { HostPort } from '../../ui/form/HostPort.tsx';
import { Buttons, Hint, Named } from '../../ui/form/parts.tsx';
import type { FieldErrors } from '../../ui/form/read.ts';
import { unusual } from '../../ui/tls/tls-form.ts';
import type { PlaceForm } from './forms.ts';
import type { Way } from './store.ts';
import { openTlsDialog, useTransferTls } from './tls-store.ts';

interface PlaceProps<Form extends PlaceForm> {
  way: Way;
  form: Form;
  errors: FieldErrors<Form>;
  failure: Failure | null;
  onChange(patch: Partial<PlaceForm>): void;
}

/** Where: a port of ours, or a host and its port. */
export function WhereFields<Form extends PlaceForm>({
  form,
  errors,
  failure,
  onChange,
}: Omit<PlaceProps<Form>, 'way'>) {
  const listens = form.how === 'listen';
  return (
    <HostPort<PlaceForm>
      // Another field stands here when the other side is to connect, and begins anew.
      key={form.how}
      bind={listens}
      form={form}
      host={listens ? { name: 'address', label: 'Address' } : { name: 'host', label: 'Host' }}
      port={{ name: 'port', label: 'Port' }}
      errors={errors}
      failure={failure}
      onChange={onChange}
    />
  );
}

const CONNECTS: Record<Way, { listen: string; connect: string }> = {
  receive: { listen: 'The sender, to this port', connect: 'Wirebench, to the sender' },
  send: { connect: 'Wirebench, to the receiver', listen: 'The receiver, to this port' },
};

/** Who opens the connection, TLS, and the limit that goes with it. */
export function HowFields<Form extends PlaceForm>({
  way,
  form,
  errors,
  onChange,
}: Omit<PlaceProps<Form>, 'failure'>) {
  const { server, client } = useTransferTls();
  const listens = form.how === 'listen';
  const tls = listens ? server : client;
  const words = CONNECTS[way];
  return (
    <>
      <Named field="how">
        <SelectField
          label="Who connects"
          value={form.how}
          options={(way === 'receive'
            ? (['listen', 'connect'] as const)
            : (['connect', 'listen'] as const)
          ).map((value) => ({ value, label: words[value] }))}
          onChange={(how) => onChange({ how: how === 'listen' ? 'listen' : 'connect' })}
        />
      </Named>
      <Buttons style={{ justifyContent: 'space-between' }}>
        <Named field="tls">
          <CheckField label="TLS" checked={form.tls} onChange={(checked) => onChange({ tls: checked })} />
        </Named>
        <Button
          disabled={!form.tls}
          onClick={() => openTlsDialog({ kind: listens ? 'server' : 'client', form: way })}
        >
          {listens ? 'Certificate…' : 'TLS settings…'}
        </Button>
      </Buttons>
      {form.tls && unusual(tls) !== '' ? (
        <Hint data-tone={'verify' in tls && !tls.verify ? 'warn' : undefined}>With TLS: {unusual(tls)}.</Hint>
      ) : null}
      {listens ? (
        <FormField
          name="maxConnections"
          label="Max connections"
          mono
          inputMode="numeric"
          form={form}
          errors={errors}
          onChange={onChange}
        />
      ) : (
        <FormField
          name="timeout"
          label="Timeout, seconds"
          mono
          inputMode="numeric"
          form={form}
          errors={errors}
          onChange={onChange}
        />
      )}
    </>
  );
}
