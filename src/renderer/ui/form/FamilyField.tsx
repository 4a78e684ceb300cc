import { SelectField } from '../Field.tsx';
import { Named } from './parts.tsx';

const EITHER = { any: 'Any', both: 'Both' };

/** Which version of IP; `either` is the word for none in particular. */
export function FamilyField<Either extends keyof typeof EITHER>({
  either,
  value,
  onChange,
}: {
  either: Either;
  value: Either | 'IPv4' | 'IPv6';
  onChange(family: Either | 'IPv4' | 'IPv6'): void;
}) {
  return (
    <Named field="family">
      <SelectField
        label="Family"
        value={value}
        options={[
          { value: either, label: EITHER[either] },
          { value: 'IPv4', label: 'IPv4' },
          { value: 'IPv6', label: 'IPv6' },
        ]}
        onChange={(family) => onChange(family as Either | 'IPv4' | 'IPv6')}
      />
    </Named>
  );
}
