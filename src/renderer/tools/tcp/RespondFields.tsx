import { Field, SelectField } from '../../ui/Field.tsx';
import { Named } from '../../ui/form/parts.tsx';
import type { RespondMode } from '../../../contract/respond.ts';
import type { RespondForm } from './forms.ts';

const MODES: readonly { value: RespondMode; label: string }[] = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'echo', label: 'Echo' },
  { value: 'upper-case', label: 'Upper-case' },
  { value: 'prefix', label: 'Prefix' },
];

const isMode = (value: string): value is RespondMode => MODES.some((mode) => mode.value === value);

interface Props {
  form: RespondForm;
  errors: Partial<Record<keyof RespondForm, string>>;
  onChange(patch: Partial<RespondForm>): void;
  /** Given: texts take effect when they are left or Enter is pressed. */
  onCommit?(): void;
}

export function RespondSelect({ form, errors, onChange }: Props) {
  return (
    <Named field="respond">
      <SelectField
        label="Respond"
        value={form.respond}
        options={MODES}
        error={errors.respond}
        onChange={(value) => isMode(value) && onChange({ respond: value })}
      />
    </Named>
  );
}

/** What is put before each answer; only where the answer has one. */
export function PrefixField({ form, errors, onChange, onCommit }: Props) {
  if (form.respond !== 'prefix') return null;
  return (
    <Named field="prefix">
      <Field
        label="Prefix"
        mono
        value={form.prefix}
        error={errors.prefix}
        onChange={(prefix) => onChange({ prefix })}
        onBlur={onCommit}
        onKeyDown={(event) => event.key === 'Enter' && onCommit?.()}
      />
    </Named>
  );
}

export function GreetingField({ form, errors, onChange, onCommit }: Props) {
  return (
    <Named field="greeting">
      <Field
        label="Greeting"
        mono
        placeholder="Sent on accept, e.g. hello\r\n"
        value={form.greeting}
        error={errors.greeting}
        onChange={(greeting) => onChange({ greeting })}
        onBlur={onCommit}
        onKeyDown={(event) => event.key === 'Enter' && onCommit?.()}
      />
    </Named>
  );
}
