import { Field } from '../../ui/Field.tsx';
import { Named } from '../../ui/form/parts.tsx';

/** What is said when the connection is open, before anything else. */
export function GreetingField({ value, onChange }: { value: string; onChange(greeting: string): void }) {
  return (
    <Named field="greeting">
      <Field
        label="Greeting"
        mono
        placeholder="none; \n ends a line"
        help={value === '' ? undefined : 'Said first, before anything else.'}
        value={value}
        onChange={onChange}
      />
    </Named>
  );
}
