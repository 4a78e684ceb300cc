import Button from '@mui/material/Button';
import { type FormEvent, useRef } from 'react';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { SelectField } from '../../../ui/Field.tsx';
import { FormField } from '../../../ui/form/FormField.tsx';
import { Buttons, FieldRow, Hint } from '../../../ui/form/parts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { useKeptFocus } from '../../../ui/use-kept-focus.ts';
import { titleOf } from '../request/title.ts';
import { type OpenRequest, useHttp } from '../store.ts';
import { cancelStart, copyK6, K6_NOTICE, LOAD_FORM, saveK6, startLoad, stopLoad } from './actions.ts';
import type { LoadForm as Form } from './form.ts';
import { editPlan, loadOfFolder, type LoadOf, useLoads } from './store.ts';
import { isRunning } from './words.ts';

const AMOUNTS = [
  { value: 'requests', label: 'A number of requests' },
  { value: 'time', label: 'For some time' },
];
const PACES = [
  { value: 'together', label: 'So many at a time' },
  { value: 'rate', label: 'So many a second' },
];

/** The plan: how many, how fast. */
export function LoadForm() {
  const { form, errors, failure, starting } = useLoads();
  const running = useLoads(({ all }) => [...all.values()].filter(isRunning).at(-1));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void startLoad();
  };
  const fields = { form, errors, onChange: editPlan, mono: true, inputMode: 'numeric' as const };
  const byRate = form.pace === 'rate';
  const run = useRef<HTMLDivElement>(null);
  const kept = useKeptFocus(run, `${starting !== null} ${running?.id}`, 'button[type="submit"]');
  return (
    <form
      aria-label="Many requests"
      data-form={LOAD_FORM}
      className="wb-plan-form"
      noValidate
      onSubmit={submit}
    >
      <What />
      <SelectField
        label="Send"
        value={form.amount}
        options={AMOUNTS}
        onChange={(amount) => editPlan({ amount: amount as Form['amount'] })}
      />
      {form.amount === 'requests' ? (
        <FormField<Form> {...fields} autoFocus name="requests" label="Requests" />
      ) : (
        <FormField<Form> {...fields} name="seconds" label="Seconds" />
      )}
      <SelectField
        label="Pace"
        value={form.pace}
        options={PACES}
        onChange={(pace) => editPlan({ pace: pace as Form['pace'] })}
      />
      {byRate ? (
        <FieldRow>
          <FormField<Form> {...fields} name="perSecond" label="Per second" />
          <FormField<Form> {...fields} name="atOnce" label="At most at a time" />
        </FieldRow>
      ) : (
        <FormField<Form> {...fields} name="atOnce" label="At a time" />
      )}
      <Hint>
        {byRate
          ? 'By the clock, whatever the server does: a late one counts from when it was due.'
          : 'Each sends its next when its answer is there, on a connection of its own.'}
      </Hint>
      <Buttons ref={run} {...kept} style={{ width: 'fit-content' }}>
        {starting ? (
          <Button key="cancel" type="button" onClick={cancelStart}>
            Cancel
          </Button>
        ) : running ? (
          <Button key="stop" type="button" onClick={() => void stopLoad(running.id)}>
            Stop
          </Button>
        ) : (
          <Button key="start" type="submit" variant="contained" data-field="start">
            Start
          </Button>
        )}
        {starting ? <span role="status">Trying the connection…</span> : null}
      </Buttons>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => useLoads.setState({ failure: null })} />
      ) : null}
      <div className="wb-load-k6">
        <Hint>For more than one machine can send: the same plan as a script for k6.</Hint>
        <Buttons>
          <Button size="small" type="button" onClick={() => void copyK6()}>
            Copy k6 script
          </Button>
          <Button size="small" type="button" onClick={() => void saveK6()}>
            Save k6 script…
          </Button>
        </Buttons>
        <Notice where={K6_NOTICE} />
      </div>
    </form>
  );
}

/** What is sent: a request, or where it is kept all that is below its folder, or in its collection. */
function What() {
  const dialog = useLoads((s) => s.dialog);
  const current = useHttp((s) =>
    s.open.find(({ key }) => key === (dialog?.kind === 'request' ? dialog.key : s.current)),
  );
  if (!dialog) return null;
  const request: LoadOf | null = current ? { kind: 'request', key: current.key } : null;
  const options = [
    ...(request && current ? [{ label: titleOf(current.draft), of: request }] : []),
    ...foldersOf(current?.saved ?? null),
  ];
  const key = JSON.stringify(dialog);
  if (!options.some(({ of }) => JSON.stringify(of) === key) && dialog.kind === 'folder')
    options.push({ label: labelOf(dialog), of: dialog });
  if (options.length < 2) {
    const text = options[0]?.label ?? '';
    return (
      <p className="wb-load-what" title={text}>
        {text}
      </p>
    );
  }
  return (
    <SelectField
      label="What"
      value={key}
      options={options.map(({ label, of }) => ({ label, value: JSON.stringify(of) }))}
      onChange={(value) => useLoads.setState({ dialog: JSON.parse(value) as LoadOf, failure: null })}
    />
  );
}

function foldersOf(saved: OpenRequest['saved']): { label: string; of: LoadOf }[] {
  if (saved === null) return [];
  const { collection, path } = saved;
  const folder = path.split('/').slice(0, -1).join('/');
  return [...(folder === '' ? [] : [folder]), ''].map((inside) => {
    const of = loadOfFolder(collection, inside);
    return { label: labelOf(of), of };
  });
}

const labelOf = (of: LoadOf): string =>
  of.kind === 'request' ? '' : `All in the ${of.path === '' ? 'collection' : 'folder'} ${of.name}`;
