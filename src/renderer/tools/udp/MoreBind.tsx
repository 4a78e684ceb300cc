import { styled } from '@mui/material/styles';
import { CheckField, Field } from '../../ui/Field.tsx';
import { FamilyField } from '../../ui/form/FamilyField.tsx';
import { FieldRow, Named } from '../../ui/form/parts.tsx';
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
    <CheckField
      label={label}
      title={title}
      checked={form[field]}
      onChange={(on) => editBind({ [field]: on })}
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
        <FamilyField either="any" value={form.family} onChange={(family) => editBind({ family })} />
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
      <Checks>
        {check('broadcast', 'Allow broadcast', 'Sending to addresses such as 192.168.1.255')}
        {check(
          'shareAddress',
          'Share the address',
          'Other programs that ask for it too can bind the same address and port',
        )}
        {check('ipv6Only', 'IPv6 only', 'An IPv6 socket that takes no IPv4 datagrams')}
      </Checks>
    </>
  );
}

const Checks = styled('div')({ display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: 8 });
