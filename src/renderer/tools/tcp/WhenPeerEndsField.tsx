import { SelectField } from '../../ui/Field.tsx';
import { Named } from '../../ui/form/parts.tsx';
import type { WhenPeerEnds } from './forms.ts';

/** A connection has two halves; this says what becomes of ours when the peer has ended its own. */
export function WhenPeerEndsField({
  value,
  onChange,
}: {
  value: WhenPeerEnds;
  onChange(value: WhenPeerEnds): void;
}) {
  return (
    <Named field="whenPeerEnds">
      <SelectField
        label="When the peer ends"
        value={value}
        options={[
          { value: 'close', label: 'Close too' },
          { value: 'keep', label: 'Keep sending open' },
        ]}
        onChange={(chosen) => onChange(chosen === 'keep' ? 'keep' : 'close')}
      />
    </Named>
  );
}
