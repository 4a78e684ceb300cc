import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type FormEvent, type ReactNode, useEffect } from 'react';
import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { CheckField } from '../../../ui/Field.tsx';
import { FormField } from '../../../ui/form/FormField.tsx';
import { HostPort } from '../../../ui/form/HostPort.tsx';
import { Buttons, Exposed, FieldRow, Hint } from '../../../ui/form/parts.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import { answer, measure, stop, takeFolder, tryHere } from './actions.ts';
import { SpeedResult } from './SpeedResult.tsx';
import { closeSpeed, editSpeed, setSpeedFailure, type SpeedForm, useSpeed } from './store.ts';

/** Measures a connection between two Wirebenches; either of them can be this one. */
export function SpeedDialog() {
  useEffect(() => void takeFolder(), []);
  return (
    <Modal title="Speed test" close="Close the speed test" width={900} onClose={closeSpeed}>
      <Body>
        <p>
          Start <b>Answer</b> in the Wirebench at the other end, then <b>Measure</b> to it from here. Nothing
          is kept of what is sent.
        </p>
        <Columns>
          <MeasureForm />
          <AnswerForm />
        </Columns>
        <SpeedResult />
      </Body>
    </Modal>
  );
}

function MeasureForm() {
  const form = useSpeed((s) => s.form);
  const errors = useSpeed((s) => s.errors);
  const failure = useSpeed((s) => s.failure.measure);
  const running = useSpeed((s) => s.running.measure !== null);
  return (
    <Form title="Measure" name="transfer speed measure" onSubmit={() => void measure()}>
      <HostPort<SpeedForm>
        form={form}
        host={{ name: 'host', label: 'Host' }}
        port={{ name: 'port', label: 'Port' }}
        errors={errors}
        failure={failure}
        disabled={running}
        onChange={editSpeed}
      />
      <FieldRow>
        <FormField
          name="seconds"
          label="Seconds for each"
          mono
          inputMode="numeric"
          form={form}
          errors={errors}
          disabled={running}
          onChange={editSpeed}
        />
        <Low>
          <CheckField
            label="Disks, too"
            title="Also from disk to disk, in both directions"
            checked={form.disk}
            disabled={running}
            onChange={(disk) => editSpeed({ disk })}
          />
        </Low>
      </FieldRow>
      <FormField
        name="folder"
        label="Folder on this machine’s disk"
        mono
        form={form}
        errors={errors}
        invalid={failure?.field === 'folder'}
        disabled={running}
        onChange={editSpeed}
      />
      <Buttons>
        {running ? (
          <Button key="cancel" onClick={() => stop('measure')}>
            Cancel
          </Button>
        ) : (
          <Button key="start" type="submit" variant="contained" data-field="start">
            Measure
          </Button>
        )}
        <Button
          disabled={running}
          onClick={() => void tryHere()}
          title="Answers and measures on this machine"
        >
          Try it here
        </Button>
      </Buttons>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => setSpeedFailure('measure', null)} />
      ) : null}
    </Form>
  );
}

function AnswerForm() {
  const form = useSpeed((s) => s.form);
  const errors = useSpeed((s) => s.errors);
  const failure = useSpeed((s) => s.failure.answer);
  const running = useSpeed((s) => s.running.answer !== null);
  const answering = useSpeed((s) => s.answering);
  return (
    <Form title="Answer" name="transfer speed answer" onSubmit={() => void answer()}>
      {answering ? (
        <>
          <Hint>
            Answers on {formatHostPort(answering.address, answering.port)} as long as this window is open.
            {answering.peer === null ? ' Nobody has measured yet.' : ` Last measured by ${answering.peer}.`}
          </Hint>
          {answering.exposed ? <Exposed /> : null}
          {answering.failure ? <Hint data-tone="warn">{answering.failure.message}</Hint> : null}
          <Buttons>
            <Button onClick={() => stop('answer')}>Stop answering</Button>
          </Buttons>
        </>
      ) : (
        <>
          <HostPort<SpeedForm>
            bind
            form={form}
            host={{ name: 'address', label: 'Address' }}
            port={{ name: 'answerPort', label: 'Port' }}
            errors={errors}
            failure={failure}
            disabled={running}
            onChange={editSpeed}
          />
          <Buttons>
            <Button type="submit" data-field="start" disabled={running}>
              Start answering
            </Button>
          </Buttons>
        </>
      )}
      {failure ? <FailureNotice failure={failure} onDismiss={() => setSpeedFailure('answer', null)} /> : null}
    </Form>
  );
}

function Form({
  title,
  name,
  onSubmit,
  children,
}: {
  title: string;
  name: string;
  onSubmit(): void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form aria-label={title} data-form={name} noValidate onSubmit={submit}>
      <h3>{title}</h3>
      {children}
    </form>
  );
}

const Body = styled('div')({
  display: 'grid',
  gap: 16,
  padding: '12px 16px 16px',
  overflow: 'auto',
  '& > p': { margin: 0, color: 'var(--wb-muted)' },
  '& h3': { margin: 0, fontSize: 13, lineHeight: '20px', fontWeight: 600 },
});
const Columns = styled('div')({
  display: 'grid',
  gap: 24,
  gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
  '& > form': { display: 'grid', gap: 8, alignContent: 'start', gridTemplateColumns: 'minmax(0, 1fr)' },
});
/** Beside a field that has its label above it. */
const Low = styled('div')({ marginTop: 20 });
