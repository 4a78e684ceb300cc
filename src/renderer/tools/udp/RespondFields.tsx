import type { RespondMode } from '../../../contract/respond.ts';
import { Field, SelectField } from '../../ui/Field.tsx';
import { Named } from '../../ui/form/parts.tsx';
import type { RespondForm } from './forms.ts';

const MODES: readonly { value: RespondMode; label: string }[] = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'echo', label: 'Echo' },
  { value: 'upper-case', label: 'Upper-case' },
  { value: 'prefix', label: 'Prefix' },
];

interface Props {
  form: RespondForm;
  errors: Partial<Record<keyof RespondForm, string>>;
  onChange(patch: Partial<RespondForm>): void;
  /** Given: texts take effect when they are left or Enter is pressed. */
  onCommit?(): void;
}

/** What each datagram is answered with. */
export function RespondSelect({ form, errors, onChange }: Props) {
  return (
    <Named field="respond">
      <SelectField
        label="Respond"
        value={form.respond}
        options={MODES}
        error={errors.respond}
        onChange={(value) => {
          const mode = MODES.find((each) => each.value === value);
          if (mode) onChange({ respond: mode.value });
        }}
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
