import Button from '@mui/material/Button';
import type { FormEvent } from 'react';
import { useBench } from '../../bridge/bench-store.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Field, SelectField } from '../../ui/Field.tsx';
import { endpointField } from '../../ui/form/endpoint-field.ts';
import { focusField } from '../../ui/form/focus.ts';
import { mend } from '../../ui/form/mends.ts';
import { Buttons, FieldRow, Hint, More, Named, Section, SectionHead } from '../../ui/form/parts.tsx';
import { isLoopback } from '../../ui/form/read.ts';
import { unusual } from '../../ui/tls/tls-form.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { startRelay } from './actions.ts';
import { type RelayForm, splitListen, splitTarget, tlsSides, type TlsWish } from './forms.ts';
import { RunningRelay } from './RunningRelay.tsx';
import { bindRelay, editRelay, relayState, useRelay } from './store.ts';
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
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!running) void startRelay();
  };
  return (
    <Section>
      <form aria-label="Relay" data-form="relay" noValidate onSubmit={onSubmit}>
        <SectionHead>
          <h2>Relay</h2>
          {running ? (
            <Button
              size="small"
              variant="text"
              startIcon={<PlusIcon width={14} height={14} />}
              onClick={() => {
                bindRelay(null);
                focusField('relay', 'listenAddress');
              }}
            >
              New relay
            </Button>
          ) : null}
        </SectionHead>
        {running ? <RunningRelay relay={running} /> : <NewRelay />}
      </form>
    </Section>
  );
}

function NewRelay() {
  const { form, errors, failure, starting } = useRelay();
  const info = useBench((s) => s.info);
  const suggestions = (info?.addresses ?? []).map(({ address, name }) => ({ value: address, label: name }));
  const tcp = form.transport === 'tcp';
  return (
    <>
      <FieldRow data-cols="host">
        <Named field="listenAddress">
          <Field
            label="Listen address"
            mono
            value={form.listenAddress}
            error={errors.listenAddress}
            invalid={failure?.field === 'listen address'}
            suggestions={suggestions}
            onChange={(listenAddress) => editRelay({ listenAddress })}
            {...endpointField(form.listenAddress, splitListen, editRelay)}
          />
        </Named>
        <Named field="listenPort">
          <Field
            label="Listen port"
            mono
            inputMode="numeric"
            value={form.listenPort}
            error={errors.listenPort}
            invalid={failure?.field === 'listen port'}
            onChange={(listenPort) => editRelay({ listenPort })}
          />
        </Named>
      </FieldRow>
      {form.listenAddress.trim() !== '' && !isLoopback(form.listenAddress) ? (
        <Hint data-tone="warn">
          Other machines on your network can reach this, and through it the target.
        </Hint>
      ) : null}
      <FieldRow data-cols="host">
        <Named field="targetHost">
          <Field
            label="Target host"
            mono
            value={form.targetHost}
            error={errors.targetHost}
            invalid={failure?.field === 'target host'}
            onChange={(targetHost) => editRelay({ targetHost })}
            {...endpointField(form.targetHost, splitTarget, editRelay)}
          />
        </Named>
        <Named field="targetPort">
          <Field
            label="Target port"
            mono
            inputMode="numeric"
            value={form.targetPort}
            error={errors.targetPort}
            invalid={failure?.field === 'target port'}
            onChange={(targetPort) => editRelay({ targetPort })}
          />
        </Named>
      </FieldRow>
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
            <Named field="connectTimeout">
              <Field
                label="Connect timeout, s"
                mono
                value={form.connectTimeout}
                error={errors.connectTimeout}
                onChange={(connectTimeout) => editRelay({ connectTimeout })}
              />
            </Named>
          ) : (
            <Named field="idle">
              <Field
                label="Idle time-out, s"
                mono
                value={form.idle}
                error={errors.idle}
                onChange={(idle) => editRelay({ idle })}
              />
            </Named>
          )}
          <Named field="maxClients">
            <Field
              label="Max clients"
              mono
              inputMode="numeric"
              value={form.maxClients}
              error={errors.maxClients}
              onChange={(maxClients) => editRelay({ maxClients })}
            />
          </Named>
        </FieldRow>
      </More>
      {failure ? (
        <FailureNotice
          failure={failure}
          onMend={mend}
          onDismiss={() => useRelay.setState({ failure: null })}
        />
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
