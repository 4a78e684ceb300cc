import { create } from 'zustand';
import type { Failure } from '../../../../contract/failure.ts';
import type { Run } from '../../../../contract/tools/http-run.ts';
import { recallForm, remember } from '../../../bridge/memory.ts';
import { type FieldErrors, without } from '../../../ui/form/read.ts';
import { useHttp } from '../store.ts';
import { RUN_DEFAULTS, type RunForm } from './form.ts';

/** What is to be run: a collection (path empty), a folder of it with all below, or a request. */
export interface RunOf {
  collection: string;
  path: string;
  environment: string | null;
}

export interface RunsUi {
  /** The earliest first, as main tells them; one that has not changed keeps its identity. */
  all: readonly Run[];
  /** What the dialog is open for. */
  dialog: RunOf | null;
  form: RunForm;
  errors: FieldErrors<RunForm>;
  failure: Failure | null;
  starting: boolean;
  /** The run that is shown, and which of its rows. */
  shown: string | null;
  only: 'all' | 'failed';
  /** The latest run is told of in the list of collections until it is dismissed. */
  dismissed: string | null;
}

export const useRuns = create<RunsUi>(() => ({
  all: [],
  dialog: null,
  form: RUN_DEFAULTS,
  errors: {},
  failure: null,
  starting: false,
  shown: null,
  only: 'all',
  dismissed: null,
}));

let recalled = false;

/** Opens the dialog, with the plan that was typed last, and the environment that is in use. */
export function openRuns(collection: string, path: string): void {
  const { context } = useHttp.getState();
  open({ collection, path, environment: context.collection === collection ? context.environment : null });
  // A run of something else would be taken for one of this.
  const { all, shown } = useRuns.getState();
  const run = all.find(({ id }) => id === shown);
  if (run?.collection !== collection || run.path !== path)
    useRuns.setState({
      shown: all.findLast((one) => one.collection === collection && one.path === path)?.id ?? null,
    });
}

/** Opens the dialog with a run that there is. */
export function showRun(id: string): void {
  const run = useRuns.getState().all.find((one) => one.id === id);
  if (!run) return;
  const { collection, path, environment } = run;
  open({ collection, path, environment });
  useRuns.setState({ shown: id });
}

function open(dialog: RunOf): void {
  if (!recalled) useRuns.setState({ form: recallForm('http.run', RUN_DEFAULTS) });
  recalled = true;
  useRuns.setState({ dialog, failure: null, errors: {} });
}

/** What is under way goes on. */
export const closeRuns = (): void => useRuns.setState({ dialog: null });

export function editPlan(patch: Partial<RunForm>): void {
  const { form, errors } = useRuns.getState();
  const next = { ...form, ...patch };
  useRuns.setState({ form: next, errors: without(errors, patch) });
  remember('http.run', next, 'disk');
}

export function editOf(patch: Partial<RunOf>): void {
  useRuns.setState(({ dialog }) => ({ dialog: dialog && { ...dialog, ...patch }, failure: null }));
}
