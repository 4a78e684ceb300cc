import Button from '@mui/material/Button';
import { type FormEvent, useState } from 'react';
import { Field } from '../Field.tsx';
import { FieldRow, Hint } from '../form/parts.tsx';

/** How many clients a listener that runs takes at once. */
export function MaxClients({ now, onApply }: { now: number; onApply(maxClients: number): void }) {
  const [text, setText] = useState(String(now));
  const [error, setError] = useState<string | null>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const value = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
    const right = value >= 1 && value <= 1_000_000;
    setError(right ? null : 'Max clients must be a whole number from 1 to 1,000,000.');
    if (right) onApply(value);
  };
  return (
    <form aria-label="Limit" onSubmit={onSubmit} noValidate>
      <FieldRow data-cols="action" style={{ maxWidth: 240 }}>
        <Field label="Max clients" mono inputMode="numeric" value={text} error={error} onChange={setText} />
        <Button type="submit" disabled={text === String(now)}>
          Apply
        </Button>
      </FieldRow>
      <Hint>Clients beyond this number are refused.</Hint>
    </form>
  );
}
