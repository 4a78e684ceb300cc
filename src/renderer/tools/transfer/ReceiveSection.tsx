import Button from '@mui/material/Button';
import { useEffect } from 'react';
import { useBench } from '../../bridge/bench-store.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { pickFolder } from '../../ui/files/pick.ts';
import { FormField } from '../../ui/form/FormField.tsx';
import { FormSection } from '../../ui/form/FormSection.tsx';
import { FieldRow, More, Named } from '../../ui/form/parts.tsx';
import { receive, suggestFolder } from './actions.ts';
import { newReceiver } from './commands.ts';
import type { ReceiveForm } from './forms.ts';
import { MoreReceive } from './MoreReceive.tsx';
import { WhereFields } from './PlaceFields.tsx';
import { RunningListener } from './RunningListener.tsx';
import { editReceive, setFailure, transferState, useTransfer } from './store.ts';

const IN_MORE: readonly (keyof ReceiveForm)[] = [
  'maxConnections',
  'timeout',
  'maxFiles',
  'maxSize',
  'fileName',
];

/** The form that receives; while it waits for senders, what can be done with it. */
export function ReceiveSection() {
  const bound = transferState.useListener(useTransfer((s) => s.listener.receive));
  const running = bound?.state === 'listening' ? bound : null;
  return (
    <FormSection
      title="Receive"
      name="transfer receive"
      another={running ? { label: 'New receiver', onClick: newReceiver } : null}
      onSubmit={() => {
        if (!running) void receive();
      }}
    >
      {running ? <RunningListener key={running.id} listener={running} /> : <NewReceiver />}
    </FormSection>
  );
}

function NewReceiver() {
  const form = useTransfer((s) => s.receiveForm);
  const errors = useTransfer((s) => s.receiveErrors);
  const failure = useTransfer((s) => s.failure.receive);
  const starting = useTransfer((s) => s.starting.receive);
  const dialogs = useBench((s) => s.info?.can.nativeDialogs);
  const listens = form.how === 'listen';
  useEffect(() => {
    void suggestFolder();
  }, []);
  const folderField = (
    <FormField
      name="folder"
      label="Folder"
      mono
      form={form}
      errors={errors}
      invalid={failure?.field === 'folder'}
      onChange={editReceive}
    />
  );
  return (
    <>
      <WhereFields form={form} errors={errors} failure={failure} onChange={editReceive} />
      {dialogs ? (
        <FieldRow data-cols="action">
          {folderField}
          <Button onClick={() => void chooseFolder()}>Choose…</Button>
        </FieldRow>
      ) : (
        folderField
      )}
      <FieldRow data-cols="action">
        <Named field="existing">
          <SelectField
            label="When a file exists"
            value={form.existing}
            options={[
              { value: 'ask', label: 'Ask' },
              { value: 'continue', label: 'Continue' },
              { value: 'overwrite', label: 'Overwrite' },
              { value: 'rename', label: 'Rename' },
              { value: 'skip', label: 'Skip' },
            ]}
            onChange={(existing) => editReceive({ existing: existing as ReceiveForm['existing'] })}
          />
        </Named>
        <Button type="submit" variant="contained" data-field="start" disabled={starting}>
          {listens ? 'Start receiving' : 'Receive'}
        </Button>
      </FieldRow>
      <More forced={IN_MORE.some((name) => errors[name])}>
        <MoreReceive form={form} errors={errors} />
      </More>
      {failure ? <FailureNotice failure={failure} onDismiss={() => setFailure('receive', null)} /> : null}
    </>
  );
}

async function chooseFolder(): Promise<void> {
  try {
    const folder = await pickFolder('Choose where the files go');
    if (folder !== null) editReceive({ folder });
  } catch (error) {
    const failure = toFailure(error);
    setFailure('receive', failure);
    announce(failure.message);
  }
}
