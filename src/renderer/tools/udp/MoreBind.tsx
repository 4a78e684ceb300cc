import { styled } from '@mui/material/styles';
import { CheckField } from '../../ui/Field.tsx';
import { FormField } from '../../ui/form/FormField.tsx';
import { FamilyField } from '../../ui/form/FamilyField.tsx';
import { FieldRow } from '../../ui/form/parts.tsx';
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
      <FormField
        name="destination"
        label="Default destination"
        mono
        placeholder="127.0.0.1:5002"
        form={form}
        errors={errors}
        onChange={editBind}
      />
      {check(
        'onlyDestination',
        'Receive from it only',
        'The system drops what others send, and tells when nothing listens at the destination',
      )}
      <FieldRow>
        <FamilyField either="any" value={form.family} onChange={(family) => editBind({ family })} />
        <FormField
          name="receiveBuffer"
          label="Receive buffer, KiB"
          mono
          inputMode="numeric"
          form={form}
          errors={errors}
          onChange={editBind}
        />
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
