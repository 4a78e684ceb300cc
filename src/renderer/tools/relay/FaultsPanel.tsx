import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type FormEvent, useEffect, useState } from 'react';
import { NO_FAULTS } from '../../../contract/payload/faults.ts';
import type { RelayListener } from '../../../contract/tools/relay.ts';
import { SelectField } from '../../ui/Field.tsx';
import { Buttons, Hint } from '../../ui/form/parts.tsx';
import type { FieldErrors } from '../../ui/form/read.ts';
import { setFaults } from './actions.ts';
import { FaultFields } from './FaultFields.tsx';
import { type FaultsForm, PRESETS, readFaults, toFaultsForm } from './faults-form.ts';

type Lane = 'toTarget' | 'toClient';
const LANES: readonly { lane: Lane; title: string }[] = [
  { lane: 'toTarget', title: 'Client to target' },
  { lane: 'toClient', title: 'Target to client' },
];
type Forms = Record<Lane, FaultsForm>;
type Errors = Record<Lane, FieldErrors<FaultsForm>>;
const NO_ERRORS: Errors = { toTarget: {}, toClient: {} };
/** The option of the select that is no preset. */
const OWN = '';

/** What is done to the bytes of each direction; it holds for the next bytes of every client, also of those there are. */
export function FaultsPanel({ relay }: { relay: RelayListener }) {
  const { id } = relay;
  const { transport, toTarget, toClient } = relay.details;
  const [forms, setForms] = useState<Forms>(() => formsOf(relay));
  const [errors, setErrors] = useState(NO_ERRORS);
  const told = JSON.stringify([toTarget, toClient]);
  // What is on may have been changed from another window, and is what was just applied.
  useEffect(() => {
    const [up, down] = JSON.parse(told) as [typeof toTarget, typeof toClient];
    setForms({ toTarget: toFaultsForm(up), toClient: toFaultsForm(down) });
  }, [told]);
  const changed = JSON.stringify(forms) !== JSON.stringify(formsOf(relay));

  const apply = (next: Forms) => {
    const read = {
      toTarget: readFaults(next.toTarget, transport),
      toClient: readFaults(next.toClient, transport),
    };
    setErrors({
      toTarget: read.toTarget.ok ? {} : read.toTarget.errors,
      toClient: read.toClient.ok ? {} : read.toClient.errors,
    });
    if (read.toTarget.ok && read.toClient.ok)
      void setFaults(id, { toTarget: read.toTarget.input, toClient: read.toClient.input });
  };
  const presets = PRESETS.filter((preset) => preset.transport === transport);
  const choose = (name: string) => {
    const preset = presets.find((one) => one.name === name);
    if (!preset) return;
    const next = {
      toTarget: toFaultsForm({ ...NO_FAULTS, ...preset.toTarget }),
      toClient: toFaultsForm({ ...NO_FAULTS, ...preset.toClient }),
    };
    setForms(next);
    apply(next);
  };
  const clear = () => {
    const next = { toTarget: toFaultsForm(NO_FAULTS), toClient: toFaultsForm(NO_FAULTS) };
    setForms(next);
    apply(next);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    apply(forms);
  };
  const chosen = presets.find((preset) => same(preset.toTarget, toTarget) && same(preset.toClient, toClient));
  return (
    <form aria-label="Faults" data-form="relay faults" noValidate onSubmit={onSubmit}>
      <Top>
        <SelectField
          label="Preset"
          value={chosen?.name ?? OWN}
          options={[
            { value: OWN, label: 'Own choice' },
            ...presets.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={choose}
        />
        <Buttons>
          <Button type="submit" variant="contained" disabled={!changed}>
            Apply
          </Button>
          <Button onClick={clear}>No faults</Button>
        </Buttons>
      </Top>
      <Both>
        {LANES.map(({ lane, title }) => (
          <FaultFields
            key={lane}
            title={title}
            applied={relay.details[lane]}
            transport={transport}
            form={forms[lane]}
            errors={errors[lane]}
            onChange={(patch) => setForms({ ...forms, [lane]: { ...forms[lane], ...patch } })}
          />
        ))}
      </Both>
      <Hint>What is applied holds for the next bytes, also of clients that are there.</Hint>
    </form>
  );
}

const formsOf = ({ details: { toTarget, toClient } }: RelayListener): Forms => ({
  toTarget: toFaultsForm(toTarget),
  toClient: toFaultsForm(toClient),
});
const same = (some: object, all: object) => {
  const whole: Record<string, unknown> = { ...NO_FAULTS, ...some };
  return Object.entries(all).every(([name, value]) => whole[name] === value);
};

const Top = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 260px) auto',
  justifyContent: 'start',
  alignItems: 'end',
  gap: 8,
});
const Both = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(284px, 1fr))',
  gap: '12px 24px',
  marginTop: 8,
});
