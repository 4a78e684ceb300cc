import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { type Faults, faultWords, type Transport } from '../../../contract/payload/faults.ts';
import { CheckField, Field } from '../../ui/Field.tsx';
import type { FieldErrors } from '../../ui/form/read.ts';
import { type FaultField, FAULT_GROUPS, type FaultsForm, fieldsFor, isOn } from './faults-form.ts';

interface LaneProps {
  transport: Transport;
  form: FaultsForm;
  errors: FieldErrors<FaultsForm>;
  onChange(patch: Partial<FaultsForm>): void;
}

/** What can be done to the bytes of one direction, by what it is done to; beside its name, what is done now. */
export function FaultFields({ title, applied, ...lane }: LaneProps & { title: string; applied: Faults }) {
  const id = useId();
  const words = faultWords(applied);
  const fields = fieldsFor(lane.transport);
  return (
    <Lane role="group" aria-labelledby={id}>
      <Head>
        <h3 id={id}>{title}</h3>
        <Now data-on={words.length > 0 || undefined}>
          {words.length > 0 ? words.join(', ') : 'as it comes'}
        </Now>
      </Head>
      {FAULT_GROUPS.map((name) => (
        <Group key={name} name={name} fields={fields.filter(({ group }) => group === name)} {...lane} />
      ))}
    </Lane>
  );
}

function Group({ name, fields, form, errors, onChange }: LaneProps & { name: string; fields: FaultField[] }) {
  const id = useId();
  if (fields.length === 0) return null;
  return (
    <div role="group" aria-labelledby={id}>
      <h4 id={id}>{name}</h4>
      <Fields data-pairs={name === 'Shape' || undefined}>
        {fields.map((field) => (
          <div
            key={field.name}
            title={field.help}
            data-on={(!errors[field.name] && isOn(form, field.name)) || undefined}
          >
            <Field
              label={field.label}
              mono
              placeholder={field.idle ?? 'off'}
              value={form[field.name]}
              error={errors[field.name]}
              onChange={(value) => onChange({ [field.name]: value })}
            />
          </div>
        ))}
        {name === 'Damage' ? (
          <CheckField
            label="Flip at random"
            title="Not exactly every so many bytes, but so often on average."
            checked={form.flipAtRandom}
            onChange={(flipAtRandom) => onChange({ flipAtRandom })}
          />
        ) : null}
      </Fields>
    </div>
  );
}

const Lane = styled('div')({
  minWidth: 0,
  '& h4': {
    margin: '4px 0 2px',
    paddingTop: 4,
    borderTop: '1px solid var(--wb-line)',
    fontSize: 12,
    lineHeight: '16px',
    fontWeight: 600,
    color: 'var(--wb-muted)',
  },
});
const Head = styled('div')({
  display: 'flex',
  alignItems: 'baseline',
  gap: 8,
  '& > h3': { flex: 'none', margin: 0, fontSize: 13, lineHeight: '20px', fontWeight: 600 },
});
const Now = styled('span')({
  minWidth: 0,
  fontSize: 12,
  color: 'var(--wb-muted)',
  '&[data-on]': { color: 'var(--wb-warn)' },
});
const Fields = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(132px, 1fr))',
  gap: '4px 8px',
  // A sentence about one field leaves those beside it where they are.
  alignItems: 'start',
  // A size and its time stand side by side.
  '&[data-pairs]': { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  // What is on is seen among the many that are off.
  '& > [data-on] .MuiOutlinedInput-notchedOutline': { borderColor: 'var(--wb-warn)' },
  '& > [data-on] .MuiInputLabel-root': { color: 'var(--wb-warn)' },
});
