import { CheckField, SelectField } from '../../ui/Field.tsx';
import { FormField } from '../../ui/form/FormField.tsx';
import { FieldRow, Named } from '../../ui/form/parts.tsx';
import type { FieldErrors } from '../../ui/form/read.ts';
import type { ReceiveForm } from './forms.ts';
import { GreetingField } from './GreetingField.tsx';
import { HowFields } from './PlaceFields.tsx';
import { editReceive, useTransfer } from './store.ts';

/** What is seldom needed to receive. */
export function MoreReceive({ form, errors }: { form: ReceiveForm; errors: FieldErrors<ReceiveForm> }) {
  const mode = useTransfer((s) => s.mode);
  return (
    <>
      <HowFields way="receive" form={form} errors={errors} onChange={editReceive} />
      {mode === 'plain' ? (
        <FormField
          name="fileName"
          label="File name"
          mono
          placeholder="by time and sender"
          form={form}
          errors={errors}
          onChange={editReceive}
        />
      ) : (
        <Named field="links">
          <SelectField
            label="Links"
            value={form.links}
            options={[
              { value: 'refuse', label: 'Refuse' },
              { value: 'keep', label: 'Keep those that stay in the folder' },
            ]}
            onChange={(links) => editReceive({ links: links as ReceiveForm['links'] })}
          />
        </Named>
      )}
      {mode === 'verified' ? null : (
        <GreetingField value={form.greeting} onChange={(greeting) => editReceive({ greeting })} />
      )}
      <FieldRow>
        <FormField
          name="maxFiles"
          label="Max files"
          mono
          inputMode="numeric"
          form={form}
          errors={errors}
          onChange={editReceive}
        />
        <FormField
          name="maxSize"
          label="Max size, GiB"
          mono
          form={form}
          errors={errors}
          onChange={editReceive}
        />
      </FieldRow>
      <CheckField
        label="Capture all bytes"
        title="Else the capture keeps what is told about files, and the first part of what is in them"
        checked={form.captureAll}
        onChange={(captureAll) => editReceive({ captureAll })}
      />
    </>
  );
}
