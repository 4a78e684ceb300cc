import Button from '@mui/material/Button';
import { lazy, Suspense } from 'react';
import { useBench } from '../../../bridge/bench-store.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { CheckField, SelectField } from '../../../ui/Field.tsx';
import { FormField } from '../../../ui/form/FormField.tsx';
import { StartSection } from '../../../ui/form/StartSection.tsx';
import { BindAddress } from '../../../ui/form/HostPort.tsx';
import { FieldRow, Hint, More, Named } from '../../../ui/form/parts.tsx';
import { formatCount } from '../../../ui/format.ts';
import { ServerTls } from '../../../ui/tls/LazyDialogs.tsx';
import { unusual } from '../../../ui/tls/tls-form.ts';
import { httpState } from '../store.ts';
import { chooseFolder, closeServeDialog, newServer, startServer } from './actions.ts';
import { SERVES, type ServeForm } from './forms.ts';
import { RunningServer } from './RunningServer.tsx';
import { editServe, openServeDialog, useServe } from './serve-store.ts';

const IN_MORE: readonly (keyof ServeForm)[] = ['maxClients', 'head', 'hosts'];
const RoutesDialog = lazy(() =>
  import('./RoutesDialog.tsx').then((dialog) => ({ default: dialog.RoutesDialog })),
);

/** The form that starts a server; while that one runs, what can be done with it. */
export function ServeSection() {
  const bound = httpState.useListener(useServe((s) => s.listener));
  const running = bound?.state === 'listening' ? bound : null;
  return (
    <>
      <StartSection
        title="Serve"
        name="serve"
        running={running}
        another="New server"
        onAnother={newServer}
        onStart={startServer}
        form={<NewServer />}
      >
        {(server) => <RunningServer key={server.id} server={server} />}
      </StartSection>
      <Dialogs />
    </>
  );
}

function NewServer() {
  const form = useServe((s) => s.form);
  const errors = useServe((s) => s.errors);
  const failure = useServe((s) => s.failure);
  const starting = useServe((s) => s.starting);
  const routes = useServe((s) => s.routes.filter(({ on }) => on).length);
  const tls = useServe((s) => s.tls);
  const dialogs = useBench((s) => s.info?.can.nativeDialogs);
  return (
    <>
      <BindAddress form={form} errors={errors} failure={failure} onChange={editServe} />
      <FieldRow data-cols="action">
        <Named field="serves">
          <SelectField
            label="What"
            value={form.serves}
            error={errors.serves}
            options={SERVES}
            onChange={(serves) => editServe({ serves })}
          />
        </Named>
        <Button type="submit" variant="contained" data-field="start" disabled={starting}>
          Start server
        </Button>
      </FieldRow>
      {form.serves === 'folder' ? (
        <>
          <FieldRow
            data-cols={dialogs ? 'action' : undefined}
            style={dialogs ? undefined : { display: 'block' }}
          >
            <FormField
              name="folder"
              label="Folder"
              mono
              placeholder="/home/me/site"
              form={form}
              errors={errors}
              invalid={failure?.field === 'folder'}
              onChange={editServe}
            />
            {dialogs ? <Button onClick={() => void chooseFolder()}>Choose…</Button> : null}
          </FieldRow>
          <CheckField
            label="Clients may upload files"
            checked={form.upload}
            onChange={(upload) => editServe({ upload })}
          />
        </>
      ) : null}
      {form.serves === 'routes' ? (
        <FieldRow style={{ gridTemplateColumns: 'auto minmax(0, 1fr)', alignItems: 'center' }}>
          <Button onClick={() => openServeDialog({ kind: 'routes', listener: null })}>Routes…</Button>
          <Hint>{routes === 1 ? '1 route is on.' : `${formatCount(routes)} routes are on.`}</Hint>
        </FieldRow>
      ) : null}
      <FieldRow style={{ gridTemplateColumns: 'minmax(0, 1fr) auto', alignItems: 'center' }}>
        <CheckField label="TLS (https)" checked={form.tls} onChange={(on) => editServe({ tls: on })} />
        <Button disabled={!form.tls} onClick={() => openServeDialog({ kind: 'tls' })}>
          Certificate…
        </Button>
      </FieldRow>
      {form.tls && unusual(tls) !== '' ? <Hint>With {unusual(tls)}.</Hint> : null}
      <More forced={IN_MORE.some((name) => errors[name])}>
        <FieldRow>
          <FormField
            name="maxClients"
            label="Max clients"
            mono
            inputMode="numeric"
            form={form}
            errors={errors}
            onChange={editServe}
          />
          <FormField
            name="head"
            label="Head within, seconds"
            mono
            form={form}
            errors={errors}
            onChange={editServe}
          />
        </FieldRow>
        {form.serves === 'folder' ? (
          <>
            <FormField
              name="hosts"
              label="Other host names"
              mono
              placeholder="nas.local"
              form={form}
              errors={errors}
              onChange={editServe}
            />
            <Hint>
              On this machine alone the folder is given under localhost, an address, or the machine’s name,
              and under these names exactly.
            </Hint>
          </>
        ) : null}
        <CheckField
          label="HTTP/2"
          title="Inside TLS by ALPN; without TLS to who begins with it (prior knowledge)."
          checked={form.http2}
          onChange={(http2) => editServe({ http2 })}
        />
        <CheckField
          label="Keep all bytes in the capture"
          title="Else the heads and the first MiB of each body, or the first 16 KiB where much is moved at once; the rest is counted."
          checked={form.captureAll}
          onChange={(captureAll) => editServe({ captureAll })}
        />
      </More>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => useServe.setState({ failure: null })} />
      ) : null}
    </>
  );
}

function Dialogs() {
  const dialog = useServe((s) => s.dialog);
  const tls = useServe((s) => s.tls);
  const failure = useServe((s) => s.failure);
  if (dialog?.kind === 'tls')
    return (
      <ServerTls
        form={tls}
        failure={failure}
        onChange={(patch) => useServe.setState({ tls: { ...tls, ...patch }, failure: null })}
        onClose={closeServeDialog}
      />
    );
  if (dialog?.kind !== 'routes') return null;
  return (
    <Suspense fallback={null}>
      <RoutesDialog listener={dialog.listener} />
    </Suspense>
  );
}
