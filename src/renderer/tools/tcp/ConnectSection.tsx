import Button from '@mui/material/Button';
import { isLive } from '../../../contract/states.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField, Field } from '../../ui/Field.tsx';
import { closeSession, connect } from './actions.ts';
import { newConnection } from './commands.ts';
import { FamilyField } from '../../ui/form/FamilyField.tsx';
import { FormSection } from '../../ui/form/FormSection.tsx';
import { HostPort } from '../../ui/form/HostPort.tsx';
import type { ConnectForm } from './forms.ts';
import { Buttons, FieldRow, Hint, More, Named } from '../../ui/form/parts.tsx';
import { WhenPeerEndsField } from './WhenPeerEndsField.tsx';
import { editConnect, tcpState, useTcp } from './store.ts';
import { unusual } from '../../ui/tls/tls-form.ts';
import { openTlsDialog, useTcpTls } from './tls-store.ts';

const IN_MORE: readonly (keyof ConnectForm)[] = [
  'timeout',
  'localAddress',
  'localPort',
  'keepAliveDelay',
  'path',
];

/** The form that opens a connection, and closes the one it opened. */
export function ConnectSection() {
  const form = useTcp((s) => s.connectForm);
  const errors = useTcp((s) => s.connectErrors);
  const failure = useTcp((s) => s.connectFailure);
  const tls = useTcpTls((s) => s.client);
  const session = tcpState.useSession(useTcp((s) => s.connection));
  const live = session !== undefined && isLive(session.state) ? session : null;
  const waiting = live?.state === 'resolving' || live?.state === 'connecting';
  const byPath = form.path.trim() !== '';

  return (
    <FormSection
      title="Connect"
      name="connect"
      another={live && !waiting ? { label: 'New connection', onClick: newConnection } : null}
      onSubmit={() => {
        if (!live) void connect();
      }}
    >
      <HostPort
        form={form}
        host={{ name: 'host', label: 'Host' }}
        port={{ name: 'port', label: 'Port' }}
        errors={errors}
        failure={failure}
        disabled={byPath}
        onChange={editConnect}
      />
      <Buttons style={{ justifyContent: 'space-between' }}>
        <Named field="tls">
          <CheckField label="TLS" checked={form.tls} onChange={(checked) => editConnect({ tls: checked })} />
        </Named>
        <Button disabled={!form.tls} onClick={() => openTlsDialog({ kind: 'connect' })}>
          TLS settings…
        </Button>
      </Buttons>
      {form.tls && unusual(tls) !== '' ? (
        <Hint data-tone={tls.verify ? undefined : 'warn'}>
          With TLS: {unusual(tls)}.{tls.verify ? '' : ' For the next connection only.'}
        </Hint>
      ) : null}
      <More
        forced={IN_MORE.some((name) => errors[name]) || byPath}
        beside={
          <Buttons>
            {live ? (
              <Button onClick={() => void closeSession(live.id)}>{waiting ? 'Cancel' : 'Disconnect'}</Button>
            ) : (
              <Button type="submit" variant="contained">
                Connect
              </Button>
            )}
          </Buttons>
        }
      >
        <MoreConnect form={form} errors={errors} />
      </More>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => useTcp.setState({ connectFailure: null })} />
      ) : null}
    </FormSection>
  );
}

function MoreConnect({
  form,
  errors,
}: {
  form: ConnectForm;
  errors: Partial<Record<keyof ConnectForm, string>>;
}) {
  const info = useBench((s) => s.info);
  const text = (
    field: 'timeout' | 'localAddress' | 'localPort' | 'keepAliveDelay' | 'path',
    label: string,
  ) => ({
    label,
    mono: true,
    value: form[field],
    error: errors[field],
    onChange: (value: string) => editConnect({ [field]: value }),
  });
  return (
    <>
      <FieldRow>
        <Named field="timeout">
          <Field {...text('timeout', 'Timeout, seconds')} inputMode="numeric" />
        </Named>
        <FamilyField either="any" value={form.family} onChange={(family) => editConnect({ family })} />
      </FieldRow>
      <FieldRow data-cols="host">
        <Named field="localAddress">
          <Field {...text('localAddress', 'Local address')} placeholder="any" />
        </Named>
        <Named field="localPort">
          <Field {...text('localPort', 'Local port')} placeholder="any" inputMode="numeric" />
        </Named>
      </FieldRow>
      <Buttons>
        <CheckField
          label="No delay"
          checked={form.noDelay}
          onChange={(noDelay) => editConnect({ noDelay })}
        />
        <CheckField
          label="Keep-alive"
          checked={form.keepAlive}
          onChange={(keepAlive) => editConnect({ keepAlive })}
        />
      </Buttons>
      {form.keepAlive ? (
        <Named field="keepAliveDelay">
          <Field {...text('keepAliveDelay', 'First probe after, seconds')} inputMode="numeric" />
        </Named>
      ) : null}
      <WhenPeerEndsField
        value={form.whenPeerEnds}
        onChange={(whenPeerEnds) => editConnect({ whenPeerEnds })}
      />
      {info?.can.unixSockets === false ? null : (
        <Named field="path">
          <Field
            {...text('path', 'Unix socket path')}
            placeholder="/tmp/app.sock"
            help={form.path.trim() === '' ? undefined : 'Host and port are not used then.'}
          />
        </Named>
      )}
    </>
  );
}
