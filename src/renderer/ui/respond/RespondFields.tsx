import Button from '@mui/material/Button';
import { useEffect, useRef } from 'react';
import type { RespondMode } from '../../../contract/respond.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { SelectField } from '../Field.tsx';
import { FormField } from '../form/FormField.tsx';
import { FieldRow, Named } from '../form/parts.tsx';
import type { RespondForm } from './respond-form.ts';
import { openRules } from './RulesDialogHost.tsx';
import { useRules } from './rules-store.ts';

const MODES: readonly { value: RespondMode; label: string }[] = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'echo', label: 'Echo' },
  { value: 'upper-case', label: 'Upper-case' },
  { value: 'prefix', label: 'Prefix' },
  { value: 'file', label: 'Send a file and close' },
  { value: 'rules', label: 'Rules…' },
];

const isMode = (value: string): value is RespondMode => MODES.some((mode) => mode.value === value);

export interface RespondFieldsProps {
  form: RespondForm;
  errors: Partial<Record<keyof RespondForm, string>>;
  onChange(patch: Partial<RespondForm>): void;
  /** Given: texts take effect when they are left or Enter is pressed. */
  onCommit?(): void;
  /** There is no connection that could be accepted and closed. */
  datagrams?: boolean;
}

export function RespondSelect({ form, errors, onChange, datagrams = false }: RespondFieldsProps) {
  const sets = useRules((s) => s.sets);
  const choose = (mode: RespondMode) => {
    const [first] = sets ?? [];
    const known = sets?.some(({ id }) => id === form.rules);
    onChange(mode === 'rules' && !known && first ? { respond: mode, rules: first.id } : { respond: mode });
  };
  return (
    <Named field="respond">
      <SelectField
        label="Respond"
        value={form.respond}
        options={datagrams ? MODES.filter(({ value }) => value !== 'file') : MODES}
        error={errors.respond}
        onChange={(value) => isMode(value) && choose(value)}
      />
    </Named>
  );
}

/** What the chosen way of answering asks for besides: the prefix, the file, the rules. */
export function RespondDetails(props: RespondFieldsProps) {
  const { form, errors, onChange } = props;
  switch (form.respond) {
    case 'prefix':
      return (
        <FormField
          name="prefix"
          label="Prefix"
          mono
          form={form}
          errors={errors}
          onChange={onChange}
          {...committing(props)}
        />
      );
    case 'file':
      return (
        <FormField
          name="file"
          label="File"
          mono
          placeholder="/home/me/page.html"
          help="Its path on the machine where Wirebench runs. It is sent to each client that connects."
          form={form}
          errors={errors}
          onChange={onChange}
          {...committing(props)}
        />
      );
    case 'rules':
      return <RulesField {...props} />;
    default:
      return null;
  }
}

export function GreetingField(props: RespondFieldsProps) {
  const { form, errors, onChange } = props;
  return (
    <FormField
      name="greeting"
      label="Greeting"
      mono
      placeholder="Sent on accept, e.g. hello\r\n"
      form={form}
      errors={errors}
      onChange={onChange}
      {...committing(props)}
    />
  );
}

function RulesField({ form, errors, onChange }: RespondFieldsProps) {
  const problem = useRules((s) => s.problem);
  const sets = useRules((s) => s.sets) ?? [];
  const known = sets.some(({ id }) => id === form.rules);
  const none = sets.length === 0 ? 'None saved yet' : 'Choose rules';
  const change = useRef(onChange);
  change.current = onChange;
  const edit = (set: string | null) =>
    openRules({ set, onUse: (rules) => change.current({ respond: 'rules', rules }) });
  // Who chooses rules where there are none wants to write some.
  const empty = useRef(form.rules === '');
  useEffect(() => {
    if (empty.current) edit(null);
    empty.current = false;
  }, []);
  return (
    <>
      {problem ? <FailureNotice failure={problem} tone="warning" /> : null}
      <FieldRow data-cols="action">
        <Named field="rules">
          <SelectField
            label="Rules"
            value={known ? form.rules : ''}
            error={errors.rules}
            options={[
              ...(known ? [] : [{ value: '', label: none }]),
              ...sets.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(rules) => onChange({ respond: 'rules', rules })}
          />
        </Named>
        <Button onClick={() => edit(known ? form.rules : null)}>Edit rules…</Button>
      </FieldRow>
    </>
  );
}

const committing = ({ onCommit }: RespondFieldsProps) => ({
  onBlur: onCommit,
  onKeyDown: (event: { key: string }) => {
    if (event.key === 'Enter') onCommit?.();
  },
});
