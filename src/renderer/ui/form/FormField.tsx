import { Field, type FieldProps } from '../Field.tsx';
import { Named } from './parts.tsx';
import type { FieldErrors } from './read.ts';

export interface FormFieldProps<Form extends object> extends Omit<
  FieldProps,
  'value' | 'error' | 'onChange'
> {
  /** The field of the form, which is text; failures and mends find it by this name. */
  name: keyof Form & string;
  form: Form;
  errors: FieldErrors<Form>;
  onChange(patch: Partial<Form>): void;
}

/** A line of text that is a field of a form. */
export function FormField<Form extends object>(props: FormFieldProps<Form>) {
  const { name, form, errors, onChange, ...rest } = props;
  const value = form[name];
  return (
    <Named field={name}>
      <Field
        {...rest}
        value={typeof value === 'string' ? value : ''}
        error={errors[name]}
        onChange={(text) => onChange({ [name]: text } as Partial<Form>)}
      />
    </Named>
  );
}
