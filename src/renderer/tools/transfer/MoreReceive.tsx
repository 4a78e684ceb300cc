import { CheckField, Field, SelectField } from '../../ui/Field.tsx';
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
        <Named field="fileName">
          <Field
            label="File name"
            mono
            placeholder="by time and sender"
            value={form.fileName}
            error={errors.fileName}
            onChange={(fileName) => editReceive({ fileName })}
          />
        </Named>
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
        <Named field="maxFiles">
          <Field
            label="Max files"
            mono
            inputMode="numeric"
            value={form.maxFiles}
            error={errors.maxFiles}
            onChange={(maxFiles) => editReceive({ maxFiles })}
          />
        </Named>
        <Named field="maxSize">
          <Field
            label="Max size, GiB"
            mono
            value={form.maxSize}
            error={errors.maxSize}
            onChange={(maxSize) => editReceive({ maxSize })}
          />
        </Named>
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
