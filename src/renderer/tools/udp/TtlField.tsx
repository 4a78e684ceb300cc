import { useState } from 'react';
import { Field } from '../../ui/Field.tsx';
import { wholeNumber } from '../../ui/form/read.ts';

interface TtlFieldProps {
  label: string;
  /** How many routers a datagram may pass, up to 255; null: the system's own number. */
  ttl: number | null;
  least: 0 | 1;
  onSet(ttl: number): void;
}

/** It is set when the field is left or Enter is pressed. Give it the value as key: another window may change it. */
export function TtlField({ label, ttl, least, onSet }: TtlFieldProps) {
  const told = ttl === null ? '' : String(ttl);
  const [text, setText] = useState(told);
  const read = wholeNumber(text, least, 255);
  const untouched = text.trim() === '' && ttl === null;
  const commit = () => {
    if (read !== null && read !== ttl) onSet(read);
  };
  return (
    <Field
      label={label}
      mono
      inputMode="numeric"
      placeholder="the system’s"
      value={text}
      error={read === null && !untouched ? `TTL must be a whole number from ${least} to 255.` : null}
      onChange={setText}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
