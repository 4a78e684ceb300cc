import Button from '@mui/material/Button';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { FormField } from '../../ui/form/FormField.tsx';
import { StartSection } from '../../ui/form/StartSection.tsx';
import { HostPort } from '../../ui/form/HostPort.tsx';
import { Buttons, FieldRow, Hint, More, Named } from '../../ui/form/parts.tsx';
import { unusual } from '../../ui/tls/tls-form.ts';
import { startRelay } from './actions.ts';
import { newRelay } from './commands.ts';
import { type RelayForm, tlsSides, type TlsWish } from './forms.ts';
import { RunningRelay } from './RunningRelay.tsx';
import { editRelay, relayState, useRelay } from './store.ts';
import { openTlsDialog, useRelayTls } from './tls-store.ts';

const IN_MORE: readonly (keyof RelayForm)[] = ['connectTimeout', 'maxClients', 'idle'];
const TLS: readonly { value: TlsWish; label: string }[] = [
  { value: 'through', label: 'Pass through' },
  { value: 'client', label: 'End here, plain to the target' },
  { value: 'both', label: 'End here, TLS to the target' },
  { value: 'target', label: 'Plain here, TLS to the target' },
];

/** The form that starts a relay; while that one runs, where it is and how to end it. */
export function RelaySection() {
  const bound = relayState.useListener(useRelay((s) => s.relay));
  const running = bound?.state === 'listening' ? bound : null;
  return (
    <StartSection
      title="Relay"
      name="relay"
      running={running}
      another="New relay"
      onAnother={newRelay}
      onStart={startRelay}
      form={<NewRelay />}
    >
      {(relay) => <RunningRelay relay={relay} />}
    </StartSection>
  );
}

function NewRelay() {
  const { form, errors, failure, starting } = useRelay();
  const tcp = form.transport === 'tcp';
  return (
    <>
      <HostPort
        bind
        through="the target"
        form={form}
        host={{ name: 'listenAddress', label: 'Listen address' }}
        port={{ name: 'listenPort', label: 'Listen port' }}
        errors={errors}
        failure={failure}
        onChange={editRelay}
      />
      <HostPort
        form={form}
        host={{ name: 'targetHost', label: 'Target host' }}
        port={{ name: 'targetPort', label: 'Target port' }}
        errors={errors}
        failure={failure}
        onChange={editRelay}
      />
      <Named field="transport">
        <SelectField
          label="Transport"
          value={form.transport}
          options={[
            { value: 'tcp', label: 'TCP' },
            { value: 'udp', label: 'UDP' },
          ]}
          onChange={(value) => editRelay({ transport: value === 'udp' ? 'udp' : 'tcp' })}
        />
      </Named>
      {form.transport === 'tcp' ? <TlsFields form={form} /> : null}
      <More
        forced={IN_MORE.some((name) => errors[name])}
        beside={
          <Button type="submit" variant="contained" data-field="start" disabled={starting}>
            Start relay
          </Button>
        }
      >
        <FieldRow>
          {tcp ? (
            <FormField
              name="connectTimeout"
              label="Timeout, seconds"
              mono
              form={form}
              errors={errors}
              onChange={editRelay}
            />
          ) : (
            <FormField
              name="idle"
              label="Idle timeout, seconds"
              mono
              form={form}
              errors={errors}
              onChange={editRelay}
            />
          )}
          <FormField
            name="maxClients"
            label="Max clients"
            mono
            inputMode="numeric"
            form={form}
            errors={errors}
            onChange={editRelay}
          />
        </FieldRow>
      </More>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => useRelay.setState({ failure: null })} />
      ) : null}
    </>
  );
}

/** Where TLS ends and begins, and a button for the settings of each side that has it. */
function TlsFields({ form }: { form: RelayForm }) {
  const own = useRelayTls();
  const sides = tlsSides(form);
  const wishes = [
    sides.client && unusual(own.client) !== '' ? `to the client: ${unusual(own.client)}` : '',
    sides.target && unusual(own.target) !== '' ? `to the target: ${unusual(own.target)}` : '',
  ].filter(Boolean);
  return (
    <>
      <Named field="tls">
        <SelectField
          label="TLS"
          value={form.tls}
          options={TLS}
          onChange={(value) => editRelay({ tls: TLS.find((one) => one.value === value)?.value ?? 'through' })}
        />
      </Named>
      {sides.client || sides.target ? (
        <Buttons>
          {sides.client ? (
            <Button onClick={() => openTlsDialog({ kind: 'client' })}>Certificate…</Button>
          ) : null}
          {sides.target ? (
            <Button onClick={() => openTlsDialog({ kind: 'target' })}>TLS settings…</Button>
          ) : null}
        </Buttons>
      ) : null}
      {wishes.length > 0 ? (
        <Hint data-tone={sides.target && !own.target.verify ? 'warn' : undefined}>
          With TLS {wishes.join('; ')}.
        </Hint>
      ) : null}
    </>
  );
}
