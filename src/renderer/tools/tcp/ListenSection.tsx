import Button from '@mui/material/Button';
import { useBench } from '../../bridge/bench-store.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { listen } from './actions.ts';
import { newListener } from './commands.ts';
import { FormField } from '../../ui/form/FormField.tsx';
import { FamilyField } from '../../ui/form/FamilyField.tsx';
import { StartSection } from '../../ui/form/StartSection.tsx';
import { BindAddress } from '../../ui/form/HostPort.tsx';
import type { ListenForm } from './forms.ts';
import { FieldRow, Hint, More, Named } from '../../ui/form/parts.tsx';
import { WhenPeerEndsField } from './WhenPeerEndsField.tsx';
import { GreetingField, RespondDetails, RespondSelect } from '../../ui/respond/RespondFields.tsx';
import { RunningListener } from './RunningListener.tsx';
import { editListen, tcpState, useTcp } from './store.ts';
import { unusual } from '../../ui/tls/tls-form.ts';
import { openTlsDialog, useTcpTls } from './tls-store.ts';

const IN_MORE: readonly (keyof ListenForm)[] = ['family', 'backlog', 'maxClients', 'path'];

/** The form that starts a listener; while that one runs, what can be done with it. */
export function ListenSection() {
  const bound = tcpState.useListener(useTcp((s) => s.listener));
  const running = bound?.state === 'listening' ? bound : null;
  return (
    <StartSection
      title="Listen"
      name="listen"
      running={running}
      another="New listener"
      onAnother={newListener}
      onStart={listen}
      form={<NewListener />}
    >
      {(listener) => <RunningListener key={listener.id} listener={listener} />}
    </StartSection>
  );
}

function NewListener() {
  const form = useTcp((s) => s.listenForm);
  const errors = useTcp((s) => s.listenErrors);
  const failure = useTcp((s) => s.listenFailure);
  const tls = useTcpTls((s) => s.server);
  const info = useBench((s) => s.info);
  const byPath = form.path.trim() !== '';
  return (
    <>
      <BindAddress form={form} errors={errors} failure={failure} disabled={byPath} onChange={editListen} />
      <FieldRow data-cols="action">
        <Named field="tls">
          <SelectField
            label="TLS"
            value={form.tls}
            options={[
              { value: 'off', label: 'Off' },
              { value: 'from-start', label: 'From the start' },
              { value: 'when-asked', label: 'When the client asks' },
            ]}
            onChange={(when) => editListen({ tls: when as ListenForm['tls'] })}
          />
        </Named>
        <Button disabled={form.tls === 'off'} onClick={() => openTlsDialog({ kind: 'listen' })}>
          Certificate…
        </Button>
      </FieldRow>
      {form.tls !== 'off' && unusual(tls) !== '' ? <Hint>With {unusual(tls)}.</Hint> : null}
      <FieldRow data-cols="action">
        <RespondSelect form={form} errors={errors} onChange={editListen} />
        <Button type="submit" variant="contained" data-field="start">
          Start listening
        </Button>
      </FieldRow>
      <RespondDetails form={form} errors={errors} onChange={editListen} />
      <More forced={IN_MORE.some((name) => errors[name]) || byPath || Boolean(errors.greeting)}>
        <GreetingField form={form} errors={errors} onChange={editListen} />
        <FieldRow data-cols="three">
          <FamilyField either="both" value={form.family} onChange={(family) => editListen({ family })} />
          <FormField
            name="maxClients"
            label="Max clients"
            mono
            inputMode="numeric"
            form={form}
            errors={errors}
            onChange={editListen}
          />
          <FormField
            name="backlog"
            label="Backlog"
            mono
            inputMode="numeric"
            form={form}
            errors={errors}
            onChange={editListen}
          />
        </FieldRow>
        <WhenPeerEndsField
          value={form.whenPeerEnds}
          onChange={(whenPeerEnds) => editListen({ whenPeerEnds })}
        />
        {info?.can.unixSockets === false ? null : (
          <FormField
            name="path"
            label="Unix socket path"
            mono
            placeholder="/tmp/app.sock"
            help={byPath ? 'Address and port are not used then.' : undefined}
            form={form}
            errors={errors}
            onChange={editListen}
          />
        )}
      </More>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => useTcp.setState({ listenFailure: null })} />
      ) : null}
    </>
  );
}
