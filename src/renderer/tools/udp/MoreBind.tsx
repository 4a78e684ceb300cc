import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { Field, SelectField } from '../../ui/Field.tsx';
import { Buttons, FieldRow, Named } from '../../ui/form/parts.tsx';
import type { FieldErrors } from '../../ui/form/read.ts';
import type { BindForm } from './forms.ts';
import { editBind } from './store.ts';

/** What is seldom needed to bind a socket. */
export function MoreBind({ form, errors }: { form: BindForm; errors: FieldErrors<BindForm> }) {
  const check = (
    field: 'onlyDestination' | 'broadcast' | 'shareAddress' | 'ipv6Only',
    label: string,
    title: string,
  ) => (
    <FormControlLabel
      label={label}
      title={title}
      control={
        <Checkbox size="small" checked={form[field]} onChange={(_event, on) => editBind({ [field]: on })} />
      }
    />
  );
  return (
    <>
      <Named field="destination">
        <Field
          label="Default destination"
          mono
          placeholder="127.0.0.1:5002"
          value={form.destination}
          error={errors.destination}
          onChange={(destination) => editBind({ destination })}
        />
      </Named>
      {check(
        'onlyDestination',
        'Receive from it only',
        'The system drops what others send, and tells when nothing listens at the destination',
      )}
      <FieldRow>
        <Named field="family">
          <SelectField
            label="Family"
            value={form.family}
            options={[
              { value: 'any', label: 'Any' },
              { value: 'IPv4', label: 'IPv4' },
              { value: 'IPv6', label: 'IPv6' },
            ]}
            onChange={(family) => editBind({ family: family as BindForm['family'] })}
          />
        </Named>
        <Named field="receiveBuffer">
          <Field
            label="Receive buffer, KiB"
            mono
            inputMode="numeric"
            value={form.receiveBuffer}
            error={errors.receiveBuffer}
            onChange={(receiveBuffer) => editBind({ receiveBuffer })}
          />
        </Named>
      </FieldRow>
      <Buttons>
        {check('broadcast', 'Allow broadcast', 'Sending to addresses such as 192.168.1.255')}
        {check(
          'shareAddress',
          'Share the address',
          'Other programs that ask for it too can bind the same address and port',
        )}
        {check('ipv6Only', 'IPv6 only', 'An IPv6 socket that takes no IPv4 datagrams')}
      </Buttons>
    </>
  );
}
