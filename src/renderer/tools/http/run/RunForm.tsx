import Button from '@mui/material/Button';
import type { FormEvent } from 'react';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { CheckField, SelectField } from '../../../ui/Field.tsx';
import { FormField } from '../../../ui/form/FormField.tsx';
import { Buttons, FieldRow, Hint } from '../../../ui/form/parts.tsx';
import { useLibrary } from '../library/library-store.ts';
import { useHttp } from '../store.ts';
import { RUN_FORM, saveAll, startRun, stopRun, unsavedOf } from './actions.ts';
import type { RunForm as Form } from './form.ts';
import { editOf, editPlan, useRuns } from './store.ts';
import { isRunning } from './words.ts';

/** What is to be run, and how. */
export function RunForm() {
  const { form, errors, failure, dialog } = useRuns();
  const running = useRuns(({ all }) => all.findLast(isRunning));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void startRun();
  };
  const fields = { form, errors, onChange: editPlan, mono: true, inputMode: 'numeric' as const };
  return (
    <form aria-label="Run" data-form={RUN_FORM} className="wb-plan-form" noValidate onSubmit={submit}>
      <What />
      <FieldRow>
        <FormField<Form> {...fields} name="rounds" label="Rounds" />
        <FormField<Form> {...fields} name="pause" label="Pause (ms)" />
      </FieldRow>
      <FormField<Form>
        {...fields}
        name="longest"
        label="Longest (s)"
        help="A request that takes longer is ended. 0 is no limit."
      />
      <CheckField
        label="Stop at the first that fails"
        checked={form.stopAtFirst}
        onChange={(stopAtFirst) => editPlan({ stopAtFirst })}
      />
      {dialog ? <Unsaved collection={dialog.collection} path={dialog.path} /> : null}
      <Buttons>
        {/* One button, so that the keyboard is on it before and behind. */}
        <Button
          type={running ? 'button' : 'submit'}
          variant={running ? 'outlined' : 'contained'}
          autoFocus
          onClick={running ? () => void stopRun(running.id) : undefined}
        >
          {running ? 'Stop' : 'Run'}
        </Button>
      </Buttons>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => useRuns.setState({ failure: null })} />
      ) : null}
    </form>
  );
}

/** The collection, a folder of it or the request, and the environment. */
function What() {
  const dialog = useRuns((s) => s.dialog);
  const brief = useLibrary((s) => s.collections.find(({ folder }) => folder === dialog?.collection));
  const items = useLibrary((s) => s.trees.get(dialog?.collection ?? ''));
  if (!dialog) return null;
  const { path, environment } = dialog;
  const choices = [
    { value: '', label: `All of ${brief?.name ?? dialog.collection}` },
    ...(items ?? [])
      .filter((item) => item.kind === 'folder' || item.path === path)
      .map((item) => ({ value: item.path, label: item.kind === 'folder' ? item.path : item.name })),
  ];
  if (!choices.some(({ value }) => value === path)) choices.push({ value: path, label: path });
  const environments = [
    { value: '', label: 'None' },
    ...(brief?.environments ?? []).map(({ name }) => ({ value: name, label: name })),
  ];
  if (environment !== null && !environments.some(({ value }) => value === environment))
    environments.push({ value: environment, label: environment });
  return (
    <>
      <SelectField label="What" value={path} options={choices} onChange={(next) => editOf({ path: next })} />
      <SelectField
        label="Environment"
        value={environment ?? ''}
        options={environments}
        onChange={(name) => editOf({ environment: name === '' ? null : name })}
      />
    </>
  );
}

/** A run sends what is in the files. */
function Unsaved({ collection, path }: { collection: string; path: string }) {
  const open = useHttp((s) => s.open);
  const unsaved = unsavedOf(open, collection, path);
  if (unsaved.length === 0) return null;
  const [verb, what] = unsaved.length === 1 ? ['has', 'request'] : ['have', 'requests'];
  return (
    <>
      <Hint data-tone="warn">
        {unsaved.length} open {what} {verb} changes that are not saved. A run sends what is in the files.
      </Hint>
      <Buttons>
        <Button type="button" size="small" onClick={() => void saveAll(unsaved)}>
          {unsaved.length === 1 ? 'Save it' : 'Save them'}
        </Button>
      </Buttons>
    </>
  );
}
