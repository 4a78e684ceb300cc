import Button from '@mui/material/Button';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField, SelectField } from '../../ui/Field.tsx';
import { ChosenFiles } from '../../ui/files/ChosenFiles.tsx';
import { FormSection } from '../../ui/form/FormSection.tsx';
import { Buttons, More, Named } from '../../ui/form/parts.tsx';
import type { FieldErrors } from '../../ui/form/read.ts';
import { send } from './actions.ts';
import { newSender } from './commands.ts';
import type { SendForm } from './forms.ts';
import { GreetingField } from './GreetingField.tsx';
import { HowFields, WhereFields } from './PlaceFields.tsx';
import { RunningListener } from './RunningListener.tsx';
import { changeChosen, editSend, setFailure, transferState, useTransfer } from './store.ts';

/** The form that sends; while it waits for receivers, what can be done with it. */
export function SendSection() {
  const bound = transferState.useListener(useTransfer((s) => s.listener.send));
  const running = bound?.state === 'listening' ? bound : null;
  return (
    <FormSection
      title="Send"
      name="transfer send"
      another={running ? { label: 'New sender', onClick: newSender } : null}
      onSubmit={() => {
        if (!running) void send();
      }}
    >
      {running ? <RunningListener key={running.id} listener={running} /> : <NewSender />}
    </FormSection>
  );
}

function NewSender() {
  const form = useTransfer((s) => s.sendForm);
  const errors = useTransfer((s) => s.sendErrors);
  const failure = useTransfer((s) => s.failure.send);
  const starting = useTransfer((s) => s.starting.send);
  const chosen = useTransfer((s) => s.chosen);
  return (
    <>
      <WhereFields form={form} errors={errors} failure={failure} onChange={editSend} />
      <ChosenFiles chosen={chosen} onChange={changeChosen} />
      <More
        forced={Boolean(errors.maxConnections ?? errors.timeout)}
        beside={
          <Buttons>
            <Button type="submit" variant="contained" data-field="start" disabled={starting}>
              {form.how === 'listen' ? 'Start sending' : 'Send'}
            </Button>
          </Buttons>
        }
      >
        <MoreSend form={form} errors={errors} />
      </More>
      {failure ? <FailureNotice failure={failure} onDismiss={() => setFailure('send', null)} /> : null}
    </>
  );
}

/** What is seldom needed to send. */
function MoreSend({ form, errors }: { form: SendForm; errors: FieldErrors<SendForm> }) {
  const mode = useTransfer((s) => s.mode);
  return (
    <>
      <HowFields way="send" form={form} errors={errors} onChange={editSend} />
      <Named field="links">
        <SelectField
          label="Links"
          value={form.links}
          options={[
            { value: 'leave', label: 'Leave out' },
            { value: 'follow', label: 'Send what they lead to' },
            { value: 'keep', label: 'Send as links' },
          ]}
          onChange={(links) => editSend({ links: links as SendForm['links'] })}
        />
      </Named>
      {mode === 'verified' ? null : (
        <>
          <GreetingField value={form.greeting} onChange={(greeting) => editSend({ greeting })} />
          <CheckField
            label="Wait for a first message"
            title="Nothing of the files is sent before the other side has said something"
            checked={form.awaitFirst}
            onChange={(awaitFirst) => editSend({ awaitFirst })}
          />
        </>
      )}
      <CheckField
        label="Capture all bytes"
        title="Else the capture keeps what is told about files, and the first part of what is in them"
        checked={form.captureAll}
        onChange={(captureAll) => editSend({ captureAll })}
      />
    </>
  );
}
