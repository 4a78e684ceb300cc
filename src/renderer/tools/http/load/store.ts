import { create } from 'zustand';
import type { Failure } from '../../../../contract/failure.ts';
import type { Load } from '../../../../contract/tools/http-load.ts';
import { recallForm, remember } from '../../../bridge/memory.ts';
import { type FieldErrors, without } from '../../../ui/form/read.ts';
import { LOAD_DEFAULTS, type LoadForm } from './form.ts';

/** What is sent many times: the request that is open under this key, or all below a folder of a collection. */
export type LoadOf =
  { kind: 'request'; key: string } | { kind: 'folder'; collection: string; path: string; name: string };

/** All below a folder of a collection; empty: all of the collection. */
export const loadOfFolder = (collection: string, path: string): LoadOf => ({
  kind: 'folder',
  collection,
  path,
  name: path || (collection.split(/[/\\]/).findLast((part) => part !== '') ?? collection),
});

export interface LoadsUi {
  /** In the order in which they came, as main tells them. */
  all: ReadonlyMap<string, Load>;
  /** What the dialog is open for. */
  dialog: LoadOf | null;
  form: LoadForm;
  errors: FieldErrors<LoadForm>;
  failure: Failure | null;
  /** Ends what is being made ready. */
  starting: AbortController | null;
  /** The result that is shown, and the one beside it. */
  shown: string | null;
  beside: string | null;
}

export const useLoads = create<LoadsUi>(() => ({
  all: new Map(),
  dialog: null,
  form: LOAD_DEFAULTS,
  errors: {},
  failure: null,
  starting: null,
  shown: null,
  beside: null,
}));

let recalled = false;

/** Opens the dialog, with the plan that was typed last. */
export function openLoads(dialog: LoadOf): void {
  if (!recalled) useLoads.setState({ form: recallForm('http.load', LOAD_DEFAULTS) });
  recalled = true;
  useLoads.setState({ dialog, failure: null });
}

/** What is under way goes on. */
export const closeLoads = (): void => useLoads.setState({ dialog: null });

export function editPlan(patch: Partial<LoadForm>): void {
  const { form, errors } = useLoads.getState();
  const next = { ...form, ...patch };
  useLoads.setState({ form: next, errors: without(errors, patch) });
  remember('http.load', next, 'disk');
}

/** Shows a result; what was compared with it stays unless it is that one. */
export const showLoad = (shown: string | null): void =>
  useLoads.setState(({ beside }) => ({ shown, beside: beside === shown ? null : beside }));
