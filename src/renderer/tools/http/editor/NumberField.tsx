import { useState } from 'react';
import { Field } from '../../../ui/Field.tsx';
import { formatCount } from '../../../ui/format.ts';

/** A whole number from 0 to `most`; what is no such number stays as it is typed, and is said. */
export function NumberField({
  label,
  value,
  most,
  title,
  disabled,
  onChange,
}: {
  label: string;
  value: number;
  most: number;
  title?: string;
  disabled?: boolean;
  onChange(value: number): void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  const bad = !/^\d+$/.test(text.trim()) || Number(text) > most;
  return (
    <div title={title}>
      <Field
        label={label}
        mono
        inputMode="numeric"
        value={text}
        disabled={disabled}
        error={bad ? `A whole number from 0 to ${formatCount(most)}.` : null}
        onChange={(next) => {
          const good = /^\d+$/.test(next.trim()) && Number(next) <= most;
          setTyped(good ? null : next);
          if (good) onChange(Number(next));
        }}
        // What can’t be is not kept: the number that is sent stands there again.
        onBlur={() => setTyped(null)}
      />
    </div>
  );
}
